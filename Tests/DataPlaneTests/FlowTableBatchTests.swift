import Addressing
import LongestPrefixMatch
import TestSupport
import Testing
import Wire

@testable import DataPlane

/// Batches of new flows beside the oracle, and what the table keeps for flows while it ages and grows.
struct FlowTableBatchTests {
  typealias Sample = FlowTableTests.Sample

  static func find(_ table: inout FlowTable, _ number: Int, _ now: EmulatedInstant) -> FlowSlot {
    let keys = [
      FlowKey(FlowTableTests.tuple(number), .outbound, role: .either, port: FlowTableTests.port)
    ]
    var slots = [FlowSlot.none]
    var span = slots.mutableSpan
    table.find(keys.span, into: &span, now: now)
    return slots[0]
  }

  static func admit(
    _ table: inout FlowTable, _ candidates: [FlowCandidate], _ now: EmulatedInstant
  ) -> [FlowOutcome] {
    var outcomes = [FlowOutcome](repeating: .known, count: candidates.count)
    var span = outcomes.mutableSpan
    table.admit(candidates.span, into: &span, now: now)
    return outcomes
  }

  static func candidate(_ number: Int, decision: UInt32 = 0) -> FlowCandidate {
    FlowCandidate(
      key: FlowKey(
        FlowTableTests.tuple(number), .outbound, role: .either, port: FlowTableTests.port),
      event: FlowEvent([], .outbound), isAllowed: true,
      decision: FlowDecision(rawValue: decision))
  }

  @Test(
    "a batch of new flows is admitted as the dictionary does one by one",
    arguments: [1, 2, 3, 4] as [UInt64])
  func admission(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let settings = FlowTable.Settings(
      idleTimeout: .seconds(240), limitPerDirection: seed < 3 ? 100_000 : 40, expectedFlows: 1)
    var table = FlowTable(settings)
    var oracle = DictionaryFlowTable(settings)
    let minutes = Nanoseconds.seconds(1800)
    let long = table.idleTimeout(of: minutes)
    var now = EmulatedInstant.start
    var seen: [FlowOutcome: Int] = [:]
    for round in 0..<150 {
      now = now + .seconds(Int64(generator.next() % 40))
      // Few ends, so that a batch has several packets of one new flow, and few enough records that the search
      // for dead ones at a limit sees all.
      var packets: [Sample] = []
      let wanted = 1 + Int(generator.next() % 150)
      while packets.count < wanted {
        let packet = Sample(&generator, ends: 6)
        let isICMP = packet.tuple.protocolNumber == .icmp
        if isICMP ? packet.role == .request : packet.role == .either { packets.append(packet) }
      }
      var candidates: [FlowCandidate] = []
      for packet in packets {
        let isLong = generator.next() % 8 == 0
        candidates.append(
          FlowCandidate(
            key: packet.key, event: packet.event, idleTimeout: isLong ? long : .ofTable,
            isAllowed: generator.next() % 3 > 0))
      }
      let outcomes = Self.admit(&table, candidates, now)
      for (index, packet) in packets.enumerated() {
        let expected: FlowOutcome
        if oracle.touch(
          packet.tuple, packet.direction, role: packet.role, port: packet.port,
          flags: packet.flags, now: now)
        {
          expected = .known
        } else if !candidates[index].isAllowed {
          expected = .notAllowed
        } else {
          let isKept = oracle.insert(
            packet.tuple, packet.direction, role: packet.role, port: packet.port,
            flags: packet.flags,
            idleTimeout: candidates[index].idleTimeout == long ? minutes : nil, now: now)
          expected = isKept ? .added : .limitReached
        }
        seen[expected, default: 0] += 1
        guard outcomes[index] == expected else {
          Issue.record("round \(round), packet \(index): \(outcomes[index]), not \(expected)")
          return
        }
      }
    }
    for outcome in [FlowOutcome.added, .known, .notAllowed] {
      #expect(seen[outcome, default: 0] > 100)
    }
    #expect((seen[.limitReached] != nil) == (seed >= 3))
    table.expire(now: now)
    oracle.expire(now: now)
    let count = table.count
    #expect(count == oracle.count)
  }

  @Test("a change of the tables makes every flow unresolved, and resolving it lasts until the next")
  func generations() {
    var table = FlowTable()
    var tables = PortFixture().tables
    table.adopt(tables)
    _ = Self.admit(
      &table, [Self.candidate(1, decision: 7), Self.candidate(2, decision: 8)], .start)
    func decision(_ number: Int) -> FlowDecision {
      table.decision(at: Self.find(&table, number, .start))
    }
    #expect(decision(1).rawValue == 7)
    table.adopt(tables)
    #expect(decision(2).rawValue == 8)
    tables.generation += 1
    table.adopt(tables)
    #expect(decision(1) == .unresolved)
    table.resolve(FlowDecision(rawValue: 9), at: Self.find(&table, 1, .start))
    #expect(decision(1).rawValue == 9)
    #expect(decision(2) == .unresolved)
    let keys = [Self.candidate(1).key, Self.candidate(2).key, Self.candidate(3).key]
    let events = [FlowEvent](repeating: FlowEvent([], .outbound), count: 3)
    var slots = [FlowSlot](repeating: .none, count: 3)
    var decisions = [FlowDecision](repeating: FlowDecision(rawValue: 5), count: 3)
    var slotSpan = slots.mutableSpan
    var decisionSpan = decisions.mutableSpan
    table.touch(keys.span, events.span, into: &slotSpan, &decisionSpan, now: .start)
    #expect(slots.map(\.isKnown) == [true, true, false])
    #expect(decisions.map(\.rawValue) == [9, .max, .max])
    // The numbers of generations begin anew after a million changes; old decisions do not come back.
    table.forgetDecisions()
    #expect(decision(1) == .unresolved)
    #expect(decision(2) == .unresolved)
  }

  @Test("idle timeouts are each flow's own")
  func idleTimeouts() {
    var table = FlowTable()
    let long = table.idleTimeout(of: .seconds(1800))
    let again = table.idleTimeout(of: .seconds(1800))
    let standard = table.idleTimeout(of: .seconds(240))
    #expect(long == again)
    #expect(standard == .ofTable)
    var other = Self.candidate(1)
    other.idleTimeout = long
    _ = Self.admit(&table, [other, Self.candidate(2)], .start)
    func isKnown(_ number: Int, _ seconds: Int64) -> Bool {
      Self.find(&table, number, .start + .seconds(seconds)).isKnown
    }
    #expect(isKnown(2, 240))
    #expect(!isKnown(2, 241))
    #expect(isKnown(1, 1800))
    #expect(!isKnown(1, 1801))
  }

  @Test("flows that come and go leave the memory as it is, and none is lost while the table grows")
  func churn() {
    // Large enough that the outgrown memory goes back in pieces.
    let live = 40_000
    var table = FlowTable(.init(idleTimeout: .seconds(60), expectedFlows: 1))
    var now = EmulatedInstant.start
    var next = 0
    var bytes = 0
    var outcomes = Set<FlowOutcome>()
    for round in 0..<4 {
      for _ in 0..<live / 64 {
        now = now + Nanoseconds(60_000_000_000 / Int64(live) * 64)
        let batch = (next..<next + 64).map { Self.candidate($0, decision: UInt32($0)) }
        outcomes.formUnion(Self.admit(&table, batch, now))
        next += 64
        // One of the flows that must be alive still is.
        let earlier = max(0, next - live + 128) + next * 7 % (min(next, live) - 128 + 1)
        let slot = Self.find(&table, min(earlier, next - 1), now)
        guard slot.isKnown, table.decision(at: slot).rawValue == UInt32(min(earlier, next - 1))
        else {
          Issue.record("\(earlier) is lost after \(next)")
          return
        }
      }
      if round == 1 { bytes = table.memoryBytes }
    }
    #expect(outcomes == [.added])
    let kept = (table.memoryBytes, table.count)
    #expect(kept.0 == bytes)
    #expect(kept.1 < live * 3 / 2)
    table.expire(now: now)
    let alive = table.count
    #expect(alive <= live + 64)
    #expect(bytes <= 128 * live)
  }
}
