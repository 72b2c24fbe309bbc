import Addressing
import Wire

/// Marks: further records of flows of TCP and UDP, which keep an address instead of a decision. What a load balancer
/// chose for a flow, and from which front end it came, survives a change of the tables in them.
extension FlowKey {
  /// The key of the mark beside a flow's record. The bit is ICMP's, which has no marks.
  var marked: Self { FlowKey(first: first, second: second | 1 &<< 48) }
}

extension FlowTable {
  /// The mark's address if it lives; it is used now.
  mutating func marked(_ key: FlowKey, _ event: FlowEvent, _ now: EmulatedInstant) -> UInt32? {
    let slot = locate(key)
    guard slot >= 0 else { return nil }
    guard slots.base[slot].deadline >= now.nanoseconds, use(slot, event, now) else {
      forget(slot)
      return nil
    }
    return slots.base[slot].decision
  }

  /// Sets a mark anew. It is missing if the port has as many records as it may.
  mutating func mark(
    _ key: FlowKey, _ event: FlowEvent, _ address: UInt32, timeout: Nanoseconds,
    _ now: EmulatedInstant
  ) {
    unmark(key)
    insert(
      FlowCandidate(
        key: key, event: event, idleTimeout: idleTimeout(of: timeout), isAllowed: true,
        decision: FlowDecision(rawValue: address)), now: now)
  }

  mutating func unmark(_ key: FlowKey) {
    let slot = locate(key)
    if slot >= 0 { forget(slot) }
  }
}
