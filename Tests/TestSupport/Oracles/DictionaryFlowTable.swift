import Addressing
import DataPlane
import Wire

/// The slow and obvious table of flows: a dictionary by port, direction and five-tuple. Oracle of `FlowTable`.
package struct DictionaryFlowTable {
  private struct Key: Hashable {
    var port: DeviceID
    /// Whether the flow's first packet left the guest or came to it.
    var direction: TraceStep.Direction
    /// As the flow's first packet had it.
    var tuple: FiveTuple
  }

  private struct Record {
    var lastUse: EmulatedInstant
    var idleTimeout: Nanoseconds
    var state: TCPConnectionState
  }

  private var records: [Key: Record] = [:]
  private let settings: FlowTable.Settings

  package init(_ settings: FlowTable.Settings) {
    self.settings = settings
  }

  package mutating func touch(
    _ tuple: FiveTuple, _ direction: TraceStep.Direction, role: FlowRole, port: DeviceID,
    flags: TCPFlags, now: EmulatedInstant
  ) -> Bool {
    let same = Key(port: port, direction: direction, tuple: tuple)
    let against = Key(port: port, direction: Self.opposite(direction), tuple: tuple.reversed)
    return switch role {
    case .request: use(same, flags, fromInitiator: true, now)
    case .reply: use(against, flags, fromInitiator: false, now)
    case .either:
      use(same, flags, fromInitiator: true, now) || use(against, flags, fromInitiator: false, now)
    case .error: false
    }
  }

  package mutating func insert(
    _ tuple: FiveTuple, _ direction: TraceStep.Direction, role: FlowRole, port: DeviceID,
    flags: TCPFlags, idleTimeout: Nanoseconds?, now: EmulatedInstant
  ) -> Bool {
    switch role {
    case .request, .either: break
    case .reply, .error: return true
    }
    expire(now: now)
    let same = Key(port: port, direction: direction, tuple: tuple)
    let against = Key(port: port, direction: Self.opposite(direction), tuple: tuple.reversed)
    if use(same, flags, fromInitiator: true, now) { return true }
    // The same flow from its other end is the same record, except that ICMP tells who asks.
    if tuple.protocolNumber != .icmp, use(against, flags, fromInitiator: false, now) { return true }
    let kept = records.count { $0.key.port == port && $0.key.direction == direction }
    guard kept < settings.limitPerDirection else { return false }
    records[same] = Record(
      lastUse: now, idleTimeout: idleTimeout ?? settings.idleTimeout,
      state: TCPConnectionState.untracked.after(flags, fromInitiator: true))
    return true
  }

  /// Removes dead records.
  package mutating func expire(now: EmulatedInstant) {
    records = records.filter { isAlive($0.value, now) }
  }

  /// Records, dead ones included until they are removed.
  package var count: Int { records.count }

  private func isAlive(_ record: Record, _ now: EmulatedInstant) -> Bool {
    let life =
      record.state.isClosed ? min(record.idleTimeout, settings.closedTimeout) : record.idleTimeout
    return now - record.lastUse <= life
  }

  private mutating func use(
    _ key: Key, _ flags: TCPFlags, fromInitiator: Bool, _ now: EmulatedInstant
  ) -> Bool {
    guard var record = records[key] else { return false }
    guard isAlive(record, now), !record.state.isReopened(by: flags) else {
      records[key] = nil
      return false
    }
    record.lastUse = now
    record.state = record.state.after(flags, fromInitiator: fromInitiator)
    records[key] = record
    return true
  }

  private static func opposite(_ direction: TraceStep.Direction) -> TraceStep.Direction {
    switch direction {
    case .inbound: .outbound
    case .outbound: .inbound
    }
  }
}
