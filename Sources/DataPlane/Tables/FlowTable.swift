import Addressing
import Wire

/// The flows that ports know: one record stands for both directions of a flow.
///
/// A record dies when it was not used for its idle timeout, 4 minutes unless said (Azure: "Virtual network flow
/// timeout", 4 to 30 minutes), and sooner after both ends of a TCP connection said that they send no more, or one
/// broke off. Dead records are unknown at once; their memory is taken back in small steps as flows are added.
///
/// One owner at a time; workers have a table each. A packet costs no allocation. A table that outgrows its
/// memory allocates twice as much and moves a few records with each flow that is added.
package struct FlowTable: ~Copyable, @unchecked Sendable {
  /// What a table is made for.
  package struct Settings: Hashable, Sendable {
    /// Whole seconds, 1...65535. Azure takes 4 to 30 minutes.
    package var idleTimeout: Nanoseconds
    /// For how long the record of a TCP connection that has ended still lets stragglers pass. Deviation: Azure
    /// does not say.
    package var closedTimeout: Nanoseconds
    /// Flows that one port keeps in one direction, that of the first packet. Azure's limit is 500,000.
    package var limitPerDirection: Int
    /// So many flows fit before the table must grow. From ``eagerFlows`` on the memory is committed at once.
    package var expectedFlows: Int

    package init(
      idleTimeout: Nanoseconds = .seconds(240), closedTimeout: Nanoseconds = .seconds(15),
      limitPerDirection: Int = 500_000, expectedFlows: Int = 160
    ) {
      self.idleTimeout = idleTimeout
      self.closedTimeout = closedTimeout
      self.limitPerDirection = limitPerDirection
      self.expectedFlows = expectedFlows
    }

    package static let eagerFlows = 10_000
  }

  /// Slots that are looked at for dead records with each flow that is added.
  private static let slotsPerStep = 8
  /// The same where the limit of a port is reached, before the flow is refused.
  private static let slotsPerRefusal = 4096
  /// At least so many slots of a table that is outgrown are emptied with each flow that is added.
  private static let moveStep = 16

  package let settings: Settings
  var slots: FlowSlots
  /// What is left of the smaller table.
  var outgrown: Outgrown?
  let transitions = TCPTransitions()
  /// Records in both tables, dead ones included until their memory is taken back.
  package private(set) var count = 0
  /// Where the search for dead records goes on.
  private var hand = 0
  /// Records of each port, two numbers a port: outbound, inbound.
  private var portCounts: [UInt32] = []

  /// A table that is being emptied, one run of records after the other.
  struct Outgrown {
    var slots: FlowSlots
    /// The next slot to move; the one before it is empty.
    var cursor: Int
    var remaining: Int
  }

  package init(_ settings: Settings = Settings()) {
    let seconds = settings.idleTimeout.count / 1_000_000_000
    precondition(
      (1...65535).contains(seconds) && .seconds(seconds) == settings.idleTimeout,
      "an idle timeout is 1 to 65,535 whole seconds")
    var slotCount = 16
    while Self.capacity(slotCount) < settings.expectedFlows { slotCount *= 2 }
    let memory = FlowSlots(count: slotCount)
    if settings.expectedFlows >= Settings.eagerFlows { memory.commit() }
    self.settings = settings
    slots = memory
  }

  package init(idleTimeout: Nanoseconds) {
    self.init(Settings(idleTimeout: idleTimeout))
  }

  deinit {
    slots.free()
    outgrown?.slots.free()
  }

  /// Records that so many slots hold: five of eight.
  private static func capacity(_ slotCount: Int) -> Int { slotCount / 8 * 5 }

  /// Bytes of records, empty ones and those of an outgrown table included.
  package var memoryBytes: Int {
    (slots.count + (outgrown?.slots.count ?? 0)) * MemoryLayout<FlowRecord>.stride
      + portCounts.count * MemoryLayout<UInt32>.stride
  }

  // MARK: One packet

  /// Whether `port` knows the packet's flow; if so its record is used now.
  ///
  /// A packet of either direction is known, but an ICMP request only in the direction of the first one and a
  /// reply only against it: that one side may ask does not mean that the other may. An error is never known.
  /// What an appliance got and sends on unchanged is a second flow: the rules of the way in do not stand for
  /// those of the way out.
  /// A SYN that opens a connection anew after the last one ended is of a new flow.
  package mutating func touch(
    _ tuple: FiveTuple, _ direction: TraceStep.Direction, role: FlowRole, port: DeviceID,
    flags: TCPFlags = [], now: EmulatedInstant
  ) -> Bool {
    switch role {
    case .error: return false
    case .request, .reply, .either: break
    }
    let event = FlowEvent(flags, direction)
    if touch(FlowKey(tuple, direction, role: role, port: port), event, now) { return true }
    guard role == .either, tuple.protocolNumber == .icmp else { return false }
    return touch(FlowKey(tuple, direction, role: .reply, port: port), event, now)
  }

  /// Records a flow whose first packet passed `port`. Replies and errors are the first of no flow.
  ///
  /// - Parameter idleTimeout: of this flow, in whole seconds; `nil` is the table's.
  /// - Returns: `false` if the port has as many flows of the direction as it may.
  @discardableResult
  package mutating func insert(
    _ tuple: FiveTuple, _ direction: TraceStep.Direction, role: FlowRole, port: DeviceID,
    flags: TCPFlags = [], idleTimeout: Nanoseconds? = nil, decision: UInt32 = 0,
    now: EmulatedInstant
  ) -> Bool {
    switch role {
    case .request, .either: break
    case .reply, .error: return true
    }
    return insert(
      FlowKey(tuple, direction, role: role, port: port),
      FlowEvent(flags, direction),
      idleTimeout: idleTimeout, decision: decision, now: now)
  }

  /// The same for a key that is made already. The event is the first packet's.
  @discardableResult
  package mutating func insert(
    _ key: FlowKey, _ event: FlowEvent, idleTimeout: Nanoseconds? = nil, decision: UInt32 = 0,
    now: EmulatedInstant
  ) -> Bool {
    let known = locate(key)
    if known >= 0 {
      if slots.base[known].deadline >= now.nanoseconds, use(known, event, now) { return true }
      forget(known)
    }
    let place = key.port &* 2 &+ (event.isInbound ? 1 : 0)
    if place >= portCounts.count {
      portCounts.append(
        contentsOf: repeatElement(0, count: max(place + 2, 2 * portCounts.count) - portCounts.count)
      )
    }
    if Int(portCounts[place]) >= settings.limitPerDirection {
      age(Self.slotsPerRefusal, now: now)
      guard Int(portCounts[place]) < settings.limitPerDirection else { return false }
    }
    age(Self.slotsPerStep, now: now)
    makeRoom()
    let idle = (idleTimeout ?? settings.idleTimeout).count / 1_000_000_000
    precondition((1...65535).contains(idle), "an idle timeout is 1 to 65,535 whole seconds")
    let first = event.rawValue & FlowRecord.isInbound
    let state = transitions.next(0, event, first: first) & ~TCPTransitions.reopens
    slots.add(
      FlowRecord(
        key: key, deadline: now.nanoseconds &+ life(state, idleSeconds: UInt16(idle)),
        decision: decision, idleSeconds: UInt16(idle), state: state,
        marks: first))
    portCounts[place] &+= 1
    count &+= 1
    return true
  }

  private mutating func touch(_ key: FlowKey, _ event: FlowEvent, _ now: EmulatedInstant) -> Bool {
    let slot = locate(key)
    guard slot >= 0 else { return false }
    if slots.base[slot].deadline >= now.nanoseconds, use(slot, event, now) { return true }
    forget(slot)
    return false
  }

  /// The slot of the key's record, dead or alive, or -1. A record of the outgrown table moves first.
  mutating func locate(_ key: FlowKey) -> Int {
    let slot = slots.find(key)
    if slot >= 0 || outgrown == nil { return slot }
    return moved(key)
  }

  /// Brings a live record up to date; `false`, and a record that is dead from now on, if the packet opens
  /// another connection.
  @inline(__always)
  func use(_ slot: Int, _ event: FlowEvent, _ now: EmulatedInstant) -> Bool {
    let record = slots.base + slot
    let next = transitions.next(
      record.pointee.state, event,
      first: record.pointee.marks & FlowRecord.isInbound)
    guard next & TCPTransitions.reopens == 0 else {
      record.pointee.deadline = .min
      return false
    }
    record.pointee.state = next
    record.pointee.deadline =
      now.nanoseconds &+ life(next, idleSeconds: record.pointee.idleSeconds)
    return true
  }

  @inline(__always)
  private func life(_ state: UInt8, idleSeconds: UInt16) -> Int64 {
    let idle = Int64(idleSeconds) &* 1_000_000_000
    return state >= TCPConnectionState.finFromBoth.rawValue
      ? min(idle, settings.closedTimeout.count) : idle
  }

  // MARK: Ageing

  /// Looks at so many slots and takes back the memory of dead records there. The next call goes on behind them.
  package mutating func age(_ slotCount: Int, now: EmulatedInstant) {
    for _ in 0..<min(slotCount, slots.count) {
      while slots.base[hand].deadline < now.nanoseconds, !slots.base[hand].isEmpty { forget(hand) }
      hand = slots.next(hand)
    }
  }

  /// Removes all dead records. O(slots).
  package mutating func expire(now: EmulatedInstant) {
    while outgrown != nil { moveSome() }
    age(slots.count, now: now)
  }

  private mutating func forget(_ slot: Int) {
    let record = slots.base[slot]
    let direction = record.marks & FlowRecord.isInbound == 0 ? 0 : 1
    portCounts[record.key.port &* 2 &+ direction] &-= 1
    slots.remove(at: slot)
    count &-= 1
  }

  // MARK: Growth

  /// Lets one more record fit, and moves some records of an outgrown table.
  private mutating func makeRoom() {
    if outgrown != nil { moveSome() }
    guard count >= Self.capacity(slots.count) else { return }
    while outgrown != nil { moveSome() }
    let old = slots
    slots = FlowSlots(count: 2 * old.count)
    hand = 0
    var start = 0
    while !old.base[start].isEmpty { start += 1 }
    outgrown = Outgrown(slots: old, cursor: old.next(start), remaining: old.count)
  }

  /// Moves whole runs of records, so that what stays can still be found where it is.
  private mutating func moveSome() {
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
    }
    if old.remaining > 0 {
      outgrown = old
    } else {
      old.slots.free()
      outgrown = nil
    }
  }

  /// The slot of a record that stood in the outgrown table, or -1.
  private mutating func moved(_ key: FlowKey) -> Int {
    guard let old = outgrown else { return -1 }
    let slot = old.slots.find(key)
    guard slot >= 0 else { return -1 }
    let record = old.slots.base[slot]
    old.slots.remove(at: slot)
    return slots.add(record)
  }
}
