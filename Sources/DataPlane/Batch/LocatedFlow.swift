import Addressing
import CLookupKernels

extension FlowTable {
  /// What the kernels read and write; valid until the table changes otherwise. Records of an outgrown table are not
  /// seen.
  @inline(__always)
  func kernelView(_ now: EmulatedInstant) -> packet_flow_table {
    packet_flow_table(
      records: UnsafeMutableRawPointer(slots.base).assumingMemoryBound(to: flow_record.self),
      mask: UInt64(truncatingIfNeeded: slots.count &- 1), transitions: transitions.entries,
      lives: lives, now: now.nanoseconds)
  }

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
