import Addressing
import Wire

/// The flows that ports know: one record stands for both directions of a flow.
///
/// A record dies when it was not used for its idle timeout, 4 minutes unless said (Azure: "Virtual network flow
/// timeout", 4 to 30 minutes), and sooner after both ends of a TCP connection said that they send no more, or one
/// broke off. Dead records are unknown at once; their memory is taken back in small steps as flows are added.
///
/// A record holds what all stages decided for the flow: that its packets pass, and, for those that leave the guest,
/// where to (``FlowDecision``).
///
/// One owner at a time; workers have a table each. A packet costs no allocation. A table that outgrows its
/// memory allocates twice as much and moves a few records with each flow that is added.
package struct FlowTable: ~Copyable, @unchecked Sendable {
  /// What a table is made for.
  package struct Settings: Hashable, Sendable {
    /// More than zero. Azure takes 4 to 30 minutes.
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

  package let settings: Settings
  var slots: FlowSlots
  /// What is left of the smaller table.
  var outgrown: Outgrown?
  let transitions = TCPTransitions.shared
  /// How long a record may be idle, in nanoseconds, by ``FlowIdleTimeout``; behind them the same for the records of
  /// connections that are closed.
  let lives: UnsafeMutablePointer<Int64>
  private var idleTimeouts: [Nanoseconds]
  /// Records in both tables, dead ones included until their memory is taken back.
  package internal(set) var count = 0
  /// Where the search for dead records goes on.
  var hand = 0
  /// Records of each port, two numbers a port: outbound, inbound.
  var portCounts: [UInt32] = []
  /// What the decisions of the generation say.
  var actions = FlowActions()
  /// The generation of the forwarding tables for which decisions hold, and its number in records, which is never 0.
  private var adopted: UInt64?
  private(set) var generation: UInt32 = 1

  /// A table that is being emptied, one run of records after the other.
  struct Outgrown {
    var slots: FlowSlots
    /// The next slot to move; the one before it is empty.
    var cursor: Int
    var remaining: Int
  }

  package init(_ settings: Settings = Settings()) {
    var slotCount = 16
    while Self.capacity(slotCount) < settings.expectedFlows { slotCount *= 2 }
    let memory = FlowSlots(
      count: slotCount, isCommitted: settings.expectedFlows >= Settings.eagerFlows)
    let lives = UnsafeMutablePointer<Int64>.allocate(capacity: 2 * Self.idleTimeoutLimit)
    lives.initialize(repeating: 0, count: 2 * Self.idleTimeoutLimit)
    self.settings = settings
    self.lives = lives
    slots = memory
    idleTimeouts = []
    _ = idleTimeout(of: settings.idleTimeout)
  }

  package init(idleTimeout: Nanoseconds) {
    self.init(Settings(idleTimeout: idleTimeout))
  }

  deinit {
    slots.free()
    outgrown?.slots.free()
    actions.free()
    lives.deallocate()
  }

  /// Records that so many slots hold: five of eight.
  static func capacity(_ slotCount: Int) -> Int { slotCount / 8 * 5 }

  /// Bytes of records, empty ones and those of an outgrown table included.
  package var memoryBytes: Int {
    (slots.count + (outgrown?.slots.count ?? 0)) * MemoryLayout<FlowRecord>.stride
      + portCounts.count * MemoryLayout<UInt32>.stride
      + 2 * Self.idleTimeoutLimit * MemoryLayout<Int64>.stride + actions.memoryBytes
  }

  // MARK: What flows share

  /// Different idle timeouts that one table can have.
  package static let idleTimeoutLimit = 256

  /// The number of an idle timeout, for candidates; a new one if it was not asked for before.
  ///
  /// - Precondition: `timeout` is more than zero; not more than ``idleTimeoutLimit`` are asked for.
  package mutating func idleTimeout(of timeout: Nanoseconds) -> FlowIdleTimeout {
    if let known = idleTimeouts.firstIndex(of: timeout) {
      return FlowIdleTimeout(rawValue: UInt8(known))
    }
    let number = idleTimeouts.count
    precondition(number < Self.idleTimeoutLimit, "a table has 256 different idle timeouts")
    precondition(timeout > .zero, "an idle timeout is more than zero")
    idleTimeouts.append(timeout)
    lives[number] = timeout.count
    lives[Self.idleTimeoutLimit + number] = min(timeout, settings.closedTimeout).count
    return FlowIdleTimeout(rawValue: UInt8(number))
  }

  /// Decisions are from now on those of these forwarding tables: those of any others count no more. Room is made for
  /// the numbers of flows of as many ports as there are devices.
  ///
  /// O(1) unless the tables changed. O(slots) once in a million changes.
  package mutating func adopt(_ tables: borrowing ForwardingTables) {
    if adopted == tables.generation { return }
    adopted = tables.generation
    if portCounts.count < 2 * tables.devices.count { makeCounts(for: 2 * tables.devices.count - 1) }
    generation += 1
    actions.removeAll()
    guard generation == FlowRecord.generationLimit else { return }
    forgetDecisions()
  }

  /// Makes all records unresolved, and begins to number generations anew. O(slots).
  mutating func forgetDecisions() {
    while outgrown != nil { moveSome() }
    for slot in 0..<slots.count {
      slots.base[slot].bits &= (1 << FlowRecord.generationShift) - 1
    }
    generation = 1
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
  /// - Parameter idleTimeout: of this flow; `nil` is the table's.
  /// - Returns: `false` if the port has as many flows of the direction as it may.
  @discardableResult
  package mutating func insert(
    _ tuple: FiveTuple, _ direction: TraceStep.Direction, role: FlowRole, port: DeviceID,
    flags: TCPFlags = [], idleTimeout: Nanoseconds? = nil,
    decision: FlowDecision = .unresolved, now: EmulatedInstant
  ) -> Bool {
    switch role {
    case .request, .either: break
    case .reply, .error: return true
    }
    let idle = idleTimeout.map { self.idleTimeout(of: $0) } ?? .ofTable
    let candidate = FlowCandidate(
      key: FlowKey(tuple, direction, role: role, port: port), event: FlowEvent(flags, direction),
      idleTimeout: idle, isAllowed: true, decision: decision)
    return insert(candidate, now: now) != .limitReached
  }

  /// Makes the record of a candidate that is allowed; one that is known uses its record.
  @discardableResult
  package mutating func insert(_ candidate: FlowCandidate, now: EmulatedInstant) -> FlowOutcome {
    makeRoom(for: 1)
    let outcome = add(candidate, now)
    if outcome == .added { age(Self.slotsPerFlow, now: now) }
    return outcome
  }

  /// Whether the flow of a key that is made already is known; if so its record is used now. A key stands for the
  /// packets of one role; ICMP messages that are no echo have two (``touch(_:_:role:port:flags:now:)``).
  package mutating func touch(
    _ key: FlowKey, _ event: FlowEvent, _ now: EmulatedInstant
  ) -> Bool {
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
    let bits = record.pointee.bits
    let next = transitions.next(bits, event)
    guard next & TCPTransitions.reopens == 0 else {
      record.pointee.deadline = .min
      return false
    }
    record.pointee.bits = bits & ~FlowRecord.stateMask | UInt32(next) & FlowRecord.stateMask
    record.pointee.deadline =
      now.nanoseconds &+ life(next, FlowIdleTimeout(rawValue: UInt8(record.pointee.idleTimeout)))
    return true
  }

  /// How long a record lives after a packet that led to this entry of the transitions.
  @inline(__always)
  private func life(_ entry: UInt8, _ idle: FlowIdleTimeout) -> Int64 {
    // The flag of closed connections, bit 6, becomes bit 8: the second half of the table.
    lives[Int(entry & TCPTransitions.closed) &<< 2 | Int(idle.rawValue)]
  }

  /// Makes a candidate's record if it may have one and has none. There must be room.
  @inline(__always)
  mutating func add(_ candidate: FlowCandidate, _ now: EmulatedInstant) -> FlowOutcome {
    let key = candidate.key
    var place = slots.place(key)
    if place < 0, outgrown != nil {
      // The move may have filled the place.
      let moved = moved(key)
      place = moved >= 0 ? moved : slots.place(key)
    }
    if place >= 0 {
      if slots.base[place].deadline >= now.nanoseconds, use(place, candidate.event, now) {
        return .known
      }
      forget(place)
      place = slots.place(key)
    }
    guard candidate.isAllowed else { return .notAllowed }
    let owner = key.port &* 2 &+ (candidate.event.isInbound ? 1 : 0)
    if owner >= portCounts.count { makeCounts(for: owner) }
    if Int(portCounts[owner]) >= settings.limitPerDirection {
      age(Self.slotsPerRefusal, now: now)
      guard Int(portCounts[owner]) < settings.limitPerDirection else { return .limitReached }
      place = slots.place(key)
    }
    let first = transitions.first(candidate.event)
    slots.base[~place] = FlowRecord(
      key: key, deadline: now.nanoseconds &+ life(first, candidate.idleTimeout),
      decision: candidate.decision.rawValue,
      bits: UInt32(first) & FlowRecord.stateMask | UInt32(candidate.idleTimeout.rawValue) &<< 4
        | generation &<< FlowRecord.generationShift)
    portCounts[owner] &+= 1
    count &+= 1
    return .added
  }

  private mutating func makeCounts(for owner: Int) {
    let wanted = max(owner + 1, 2 * portCounts.count)
    portCounts.append(contentsOf: repeatElement(0, count: wanted - portCounts.count))
  }
}
