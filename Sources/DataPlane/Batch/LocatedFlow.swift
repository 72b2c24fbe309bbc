import Addressing
import CLookupKernels

extension FlowTable {
  /// What the kernels read and write; valid until the table changes otherwise. Records of an outgrown table are not
  /// seen.
  @inline(__always)
  func kernelView(_ now: EmulatedInstant) -> flow_view {
    flow_view(
      records: UnsafeMutableRawPointer(slots.base).assumingMemoryBound(to: flow_record.self),
      mask: UInt64(truncatingIfNeeded: slots.count &- 1), transitions: transitions.entries,
      lives: lives, actions: actions.base, action_count: UInt32(truncatingIfNeeded: actions.count),
      generation: generation, now: now.nanoseconds)
  }

  /// Uses the live record that an earlier search found, if it still stands there; `false` says nothing about the
  /// flow.
  @inline(__always)
  func touch(
    located slot: FlowSlot, _ key: FlowKey, _ event: FlowEvent, now: EmulatedInstant
  ) -> Bool {
    let index = Int(slot.rawValue)
    guard isThere(slot, key), slots.base[index].deadline >= now.nanoseconds else { return false }
    return use(index, event, now)
  }

  /// Says where the flow's packets that leave the guest go, if its record still stands there.
  @inline(__always)
  func resolve(_ decision: FlowDecision, located slot: FlowSlot, _ key: FlowKey) {
    if isThere(slot, key) { resolve(decision, at: slot) }
  }

  /// Records move when flows are added or forgotten between the search and this packet.
  @inline(__always)
  private func isThere(_ slot: FlowSlot, _ key: FlowKey) -> Bool {
    let index = Int(slot.rawValue)
    return index >= 0 && index < slots.count && slots.base[index].key == key
  }
}
