import Addressing
import Wire

/// The flows that ports know, each with the time of its last packet: one record stands for both directions.
///
/// A record dies when it was not used for the idle timeout, 4 minutes unless said (Azure: "Virtual network flow
/// timeout", 4 to 30 minutes). How records are kept is nobody else's business.
package struct FlowTable: Sendable {
  private struct Key: Hashable {
    var port: DeviceID
    /// Whether the flow's first packet left the guest or came to it.
    var direction: TraceStep.Direction
    /// As the flow's first packet had it.
    var tuple: FiveTuple
  }

  private static let smallestSweep = 1024

  private var lastUse: [Key: EmulatedInstant] = [:]
  private let idleTimeout: Nanoseconds
  /// Dead records are swept out when so many are kept.
  private var sweepCount = Self.smallestSweep

  package init(idleTimeout: Nanoseconds = .seconds(240)) {
    self.idleTimeout = idleTimeout
  }

  /// Whether `port` knows the packet's flow; if so its record is used now.
  ///
  /// A packet of either direction is known, but an ICMP request only in the direction of the first one and a
  /// reply only against it: that one side may ask does not mean that the other may. An error is never known.
  /// What an appliance got and sends on unchanged is a second flow: the rules of the way in do not stand for
  /// those of the way out.
  package mutating func touch(
    _ tuple: FiveTuple, _ direction: TraceStep.Direction, role: FlowRole, port: DeviceID,
    now: EmulatedInstant
  ) -> Bool {
    let same = Key(port: port, direction: direction, tuple: tuple)
    let against = Key(port: port, direction: direction.opposite, tuple: tuple.reversed)
    return switch role {
    case .request: touch(same, now)
    case .reply: touch(against, now)
    case .either: touch(same, now) || touch(against, now)
    case .error: false
    }
  }

  /// Records a flow whose first packet passed `port`. Replies and errors are the first of no flow.
  package mutating func insert(
    _ tuple: FiveTuple, _ direction: TraceStep.Direction, role: FlowRole, port: DeviceID,
    now: EmulatedInstant
  ) {
    switch role {
    case .request, .either: break
    case .reply, .error: return
    }
    if lastUse.count >= sweepCount {
      expire(now: now)
      sweepCount = max(Self.smallestSweep, 2 * lastUse.count)
    }
    lastUse[Key(port: port, direction: direction, tuple: tuple)] = now
  }

  /// Removes dead records. O(records).
  package mutating func expire(now: EmulatedInstant) {
    lastUse = lastUse.filter { now - $0.value <= idleTimeout }
  }

  /// The number of records, dead ones included until they are swept out.
  package var count: Int { lastUse.count }

  private mutating func touch(_ key: Key, _ now: EmulatedInstant) -> Bool {
    guard let index = lastUse.index(forKey: key) else { return false }
    guard now - lastUse.values[index] <= idleTimeout else {
      lastUse.remove(at: index)
      return false
    }
    lastUse.values[index] = now
    return true
  }
}
