import Addressing

/// Ageing and growth: both in small steps, with the flows that are added, so that no packet waits long.
extension FlowTable {
  /// Slots that are looked at for dead records with each flow that is added: a power of two.
  static let slotsPerFlow = 8
  /// The same where the limit of a port is reached, before the flow is refused. Deviation: a port of a large table
  /// may be refused a flow although dead records are still counted; they are found within the next refusals.
  static let slotsPerRefusal = 512
  /// At least so many slots of a table that is outgrown are emptied with each flow that is added.
  private static let moveStep = 16

  // MARK: Ageing

  /// Looks at so many slots, eight at a time, and takes back the memory of dead records there. The next call goes on
  /// behind them.
  package mutating func age(_ slotCount: Int, now: EmulatedInstant) {
    var looked = 0
    while looked < min(slotCount, slots.count) {
      // What moves back into the place of a dead record may be dead as well.
      while true {
        let dead = deadSlots(from: hand, now)
        if dead == 0 { break }
        forget(hand &+ dead.trailingZeroBitCount)
      }
      hand = (hand &+ Self.slotsPerFlow) & (slots.count &- 1)
      looked &+= Self.slotsPerFlow
    }
  }

  /// A bit for each of eight slots: a dead record stands there.
  @inline(__always)
  private func deadSlots(from first: Int, _ now: EmulatedInstant) -> UInt8 {
    var dead: UInt8 = 0
    for index in 0..<Self.slotsPerFlow {
      let record = slots.base + (first &+ index)
      let isDead = record.pointee.deadline < now.nanoseconds
      dead |= (isDead && !record.pointee.isEmpty ? 1 : 0) &<< UInt8(truncatingIfNeeded: index)
    }
    return dead
  }

  /// Removes all dead records. O(slots).
  package mutating func expire(now: EmulatedInstant) {
    while outgrown != nil { moveSome() }
    age(slots.count, now: now)
  }

  /// Removes all records of these ports, which are not there any more. O(slots), and nothing without ports.
  package mutating func forget(ports: [DeviceID]) {
    guard !ports.isEmpty else { return }
    while outgrown != nil { moveSome() }
    let gone = Set(ports.map(\.index))
    var slot = 0
    while slot < slots.count {
      let record = slots.base + slot
      // What moves back into the place may be of such a port as well.
      if !record.pointee.isEmpty, gone.contains(record.pointee.key.port) {
        forget(slot)
      } else {
        slot += 1
      }
    }
  }

  mutating func forget(_ slot: Int) {
    let record = slots.base + slot
    let direction = record.pointee.bits & FlowRecord.inbound == 0 ? 0 : 1
    portCounts[record.pointee.key.port &* 2 &+ direction] &-= 1
    slots.remove(at: slot)
    count &-= 1
  }

  // MARK: Growth

  /// Lets so many more records fit, at most ``batchSize``, and moves some of an outgrown table.
  mutating func makeRoom(for flows: Int) {
    if outgrown != nil { for _ in 0..<flows { moveSome() } }
    guard count + flows > Self.capacity(slots.count) else { return }
    while outgrown != nil { moveSome() }
    let old = slots
    var larger = 2 * old.count
    while count + flows > Self.capacity(larger) { larger *= 2 }
    slots = FlowSlots(count: larger)
    hand = 0
    var start = 0
    while !old.base[start].isEmpty { start += 1 }
    outgrown = Outgrown(slots: old, cursor: old.next(start), remaining: old.count)
  }

  /// Moves whole runs of records, so that what stays can still be found where it is.
  mutating func moveSome() {
    guard var old = outgrown else { return }
    var done = 0
    while old.remaining > 0 {
      let record = old.slots.base[old.cursor]
      if record.isEmpty {
        if done >= Self.moveStep { break }
      } else {
        slots.add(record)
        old.slots.base[old.cursor] = .none
      }
      old.cursor = old.slots.next(old.cursor)
      old.remaining -= 1
      done += 1
      // The memory of a large table goes back piece by piece: all at once takes milliseconds.
      if old.cursor & (FlowSlots.releaseStep - 1) == 0,
        old.slots.count - old.remaining > FlowSlots.releaseStep
      {
        old.slots.release(from: (old.cursor - FlowSlots.releaseStep) & (old.slots.count - 1))
      }
    }
    if old.remaining > 0 {
      outgrown = old
    } else {
      old.slots.free()
      outgrown = nil
    }
  }

  /// The slot of a record that stood in the outgrown table, or -1.
  mutating func moved(_ key: FlowKey) -> Int {
    guard let old = outgrown else { return -1 }
    let slot = old.slots.find(key)
    guard slot >= 0 else { return -1 }
    let record = old.slots.base[slot]
    old.slots.remove(at: slot)
    return slots.add(record)
  }
}
