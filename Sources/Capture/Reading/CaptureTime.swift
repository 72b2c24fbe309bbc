import Addressing

/// A point of time as capture files hold it: whole nanoseconds since 1970-01-01T00:00:00Z.
@frozen
package struct CaptureTime: Hashable, Comparable, Sendable {
  /// Negative before 1970; reaches to the year 2262.
  package var nanosecondsSince1970: Int64

  @inlinable
  package init(nanosecondsSince1970: Int64) {
    self.nanosecondsSince1970 = nanosecondsSince1970
  }

  /// The calendar's time of a point of virtual time, see ``CaptureEpoch``.
  package init(_ instant: EmulatedInstant) {
    nanosecondsSince1970 = CaptureEpoch.nanoseconds(instant)
  }

  @inlinable
  package static func < (lhs: Self, rhs: Self) -> Bool {
    lhs.nanosecondsSince1970 < rhs.nanosecondsSince1970
  }

  /// The amount of time from `rhs` to `lhs`.
  @inlinable
  package static func - (lhs: Self, rhs: Self) -> Nanoseconds {
    Nanoseconds(lhs.nanosecondsSince1970 - rhs.nanosecondsSince1970)
  }
}
