import Addressing

/// Where the virtual clock's zero stands in files that want a calendar.
package enum CaptureEpoch {
  /// 2026-01-01T00:00:00Z in seconds since 1970. The emulator has no date of its own; a fixed one makes
  /// equal runs write equal bytes.
  package static let seconds: Int64 = 1_767_225_600

  /// Nanoseconds since 1970 of a point of virtual time.
  static func nanoseconds(_ instant: EmulatedInstant) -> Int64 {
    seconds * 1_000_000_000 + instant.nanoseconds
  }
}
