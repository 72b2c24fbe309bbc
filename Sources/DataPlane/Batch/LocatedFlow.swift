import Addressing

extension FlowTable {
  /// Uses the live record that an earlier search found, if it still stands there; `false` says nothing about the
  /// flow.
  @inline(__always)
  func touch(
    located slot: FlowSlot, _ key: FlowKey, _ event: FlowEvent, now: EmulatedInstant
  ) -> Bool {
    let index = Int(slot.rawValue)
    // Records move when flows are added or forgotten between the search and this packet.
    guard index >= 0, index < slots.count, slots.base[index].key == key,
      slots.base[index].deadline >= now.nanoseconds
    else { return false }
    return use(index, event, now)
  }
}
