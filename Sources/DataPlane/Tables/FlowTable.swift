import Addressing

/// The flows that ports know: one record stands for both directions.
///
/// A record dies when it was not used for the idle timeout, 4 minutes unless said (Azure: "Virtual network flow
/// timeout", 4 to 30 minutes).
package struct FlowTable: Sendable {
  private struct Key: Hashable {
    var port: DeviceID
    var tuple: FiveTuple
  }

  private var lastUse: [Key: EmulatedInstant] = [:]
  private let idleTimeout: Nanoseconds

  package init(idleTimeout: Nanoseconds = .seconds(240)) {
    self.idleTimeout = idleTimeout
  }

  /// Whether `port` knows the flow in either direction; if so its record is used now.
  package mutating func touch(
    _ tuple: FiveTuple, port: DeviceID, now: EmulatedInstant
  ) -> Bool {
    for candidate in [tuple, tuple.reversed] {
      let key = Key(port: port, tuple: candidate)
      guard let last = lastUse[key] else { continue }
      if now - last <= idleTimeout {
        lastUse[key] = now
        return true
      }
      lastUse[key] = nil
    }
    return false
  }

  package mutating func insert(_ tuple: FiveTuple, port: DeviceID, now: EmulatedInstant) {
    lastUse[Key(port: port, tuple: tuple)] = now
  }

  /// The number of records, idle ones included.
  package var count: Int { lastUse.count }
}
