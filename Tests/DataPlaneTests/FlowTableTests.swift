import Addressing
import LongestPrefixMatch
import TestSupport
import Testing
import Wire

@testable import DataPlane

/// The table of flows beside its oracle, and what only the table itself has: batches, growth, limits.
struct FlowTableTests {
  /// A packet of few ends, so that flows meet, cross and come back.
  struct Sample {
    var tuple: FiveTuple
    var role: FlowRole
    var flags: TCPFlags
    var port: DeviceID
    var direction: TraceStep.Direction

    init(_ generator: inout SeededGenerator, ends: UInt64, ports: UInt64 = 3) {
      func number(_ limit: UInt64) -> UInt64 { generator.next() % limit }
      func address() -> IPv4Address { IPv4Address(10, 0, UInt8(number(2)), UInt8(number(ends))) }
      let kind = number(8)
      let source = address()
      let destination = address()
      var sourcePort = UInt16(number(3))
      var destinationPort = UInt16(number(3))
      flags = []
      role = .either
      let protocolNumber: IPProtocol
      switch kind {
      case 0, 1:
        protocolNumber = .icmp
        destinationPort = sourcePort
        role = [.request, .reply, .either, .error][Int(number(4))]
        if role == .either || role == .error {
          sourcePort = 0
          destinationPort = 0
        }
      case 2:
        protocolNumber = .esp
        sourcePort = 0
        destinationPort = 0
      case 3, 4: protocolNumber = .udp
      case _:
        protocolNumber = .tcp
        flags =
          [
            [], .syn, [.syn, .ack], .ack, .ack, .ack, [.fin, .ack], .rst,
          ][Int(number(8))]
      }
      tuple = FiveTuple(
        source: source, destination: destination, sourcePort: Port(rawValue: sourcePort),
        destinationPort: Port(rawValue: destinationPort), protocolNumber: protocolNumber)
      port = DeviceID(rawValue: Int32(number(ports)))
      direction = number(2) == 0 ? .outbound : .inbound
    }

    var key: FlowKey { FlowKey(tuple, direction, role: role, port: port) }
    var event: FlowEvent { FlowEvent(flags, direction) }
  }

  static func tuple(_ number: Int) -> FiveTuple {
    FiveTuple(
      source: IPv4Address(10, 0, 0, 0).advanced(by: number >> 8),
      destination: IPv4Address(10, 200, 0, 1), sourcePort: Port(rawValue: UInt16(number & 255)),
      destinationPort: Port(rawValue: 443), protocolNumber: .udp)
  }

  static let port = DeviceID(rawValue: 0)

  @Test(
    "a long random sequence of packets meets what the dictionary says",
    arguments: zip(1...6, [1, 1, 2, 2, 3, 4] as [UInt64]))
  func oracle(seed: UInt64, ends: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let settings = FlowTable.Settings(
      idleTimeout: .seconds(240), closedTimeout: .seconds(15),
      limitPerDirection: 100_000, expectedFlows: 1)
    var table = FlowTable(settings)
    var oracle = DictionaryFlowTable(settings)
    var now = EmulatedInstant.start
    var known = 0
    for step in 0..<12_000 {
      now = now + Nanoseconds(Int64(generator.next() % 200_000_000))
      if generator.next() % 4096 == 0 { now = now + .seconds(230) }
      let packet = Sample(&generator, ends: ends)
      let found = table.touch(
        packet.tuple, packet.direction, role: packet.role, port: packet.port, flags: packet.flags,
        now: now)
      let expected = oracle.touch(
        packet.tuple, packet.direction, role: packet.role, port: packet.port, flags: packet.flags,
        now: now)
      guard found == expected else {
        Issue.record("step \(step): \(found) instead of \(expected) for \(packet)")
        return
      }
      known += found ? 1 : 0
      if !found, generator.next() % 2 == 0 {
        let idle: Nanoseconds? = generator.next() % 8 == 0 ? .seconds(600) : nil
        table.insert(
          packet.tuple, packet.direction, role: packet.role, port: packet.port,
          flags: packet.flags, idleTimeout: idle, now: now)
        _ = oracle.insert(
          packet.tuple, packet.direction, role: packet.role, port: packet.port,
          flags: packet.flags, idleTimeout: idle, now: now)
      }
      if step % 3000 == 2999 {
        table.expire(now: now)
        oracle.expire(now: now)
        let count = table.count
        #expect(count == oracle.count)
      }
    }
    #expect(known > 500)
  }

  @Test(
    "a batch finds and uses what its packets would one by one", arguments: [1, 2, 3] as [UInt64])
  func batches(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var single = FlowTable()
    var batched = FlowTable()
    var now = EmulatedInstant.start
    for round in 0..<400 {
      now = now + .seconds(Int64(generator.next() % 20))
      let drawn: Int = Int(generator.next() % 150)
      var packets: [Sample] = []
      for _ in 0..<drawn {
        let packet = Sample(&generator, ends: 40)
        let isICMP = packet.tuple.protocolNumber == .icmp
        // Errors have no flow, and what ICMP calls either is looked for twice.
        if isICMP ? packet.role == .request : packet.role == .either { packets.append(packet) }
      }
      let keys = packets.map { $0.key }
      let events = packets.map { $0.event }
      var found = [FlowSlot](repeating: .none, count: keys.count)
      var slots = found
      var foundSpan = found.mutableSpan
      batched.find(keys.span, into: &foundSpan, now: now)
      var span = slots.mutableSpan
      var decisions = [FlowDecision](repeating: .unresolved, count: keys.count)
      var decisionSpan = decisions.mutableSpan
      batched.touch(keys.span, events.span, into: &span, &decisionSpan, now: now)
      for (index, packet) in packets.enumerated() {
        let expected = single.touch(
          packet.tuple, packet.direction, role: packet.role, port: packet.port, flags: packet.flags,
          now: now)
        if slots[index].isKnown != expected {
          Issue.record("round \(round), packet \(index): not \(expected)")
          return
        }
        // Finding uses nothing, so a batch's own SYN has not closed anything yet.
        if expected { #expect(found[index].isKnown) }
      }
      var candidates: [FlowCandidate] = []
      for (index, packet) in packets.enumerated() where !slots[index].isKnown {
        single.insert(
          packet.tuple, packet.direction, role: packet.role, port: packet.port, flags: packet.flags,
          now: now)
        candidates.append(
          FlowCandidate(key: keys[index], event: events[index], isAllowed: true))
      }
      var outcomes = [FlowOutcome](repeating: .limitReached, count: candidates.count)
      var outcomeSpan = outcomes.mutableSpan
      batched.admit(candidates.span, into: &outcomeSpan, now: now)
    }
    single.expire(now: now)
    batched.expire(now: now)
    let counts = (single.count, batched.count)
    #expect(counts.0 == counts.1)
  }

  @Test("what was composed for a flow is found from both of its ends, while the table grows")
  func decisions() {
    var table = FlowTable(.init(expectedFlows: 1))
    let count = 3000
    for number in 0..<count {
      table.insert(
        Self.tuple(number), .outbound, role: .either, port: Self.port,
        decision: FlowDecision(rawValue: UInt32(number)),
        now: .start)
      // An earlier one, wherever it stands by now.
      let earlier = number * 7 % (number + 1)
      let tuple = earlier % 2 == 0 ? Self.tuple(earlier) : Self.tuple(earlier).reversed
      let keys = [
        FlowKey(tuple, earlier % 2 == 0 ? .outbound : .inbound, role: .either, port: Self.port)
      ]
      var slots = [FlowSlot.none]
      var span = slots.mutableSpan
      table.find(keys.span, into: &span, now: .start)
      guard slots[0].isKnown, table.decision(at: slots[0]).rawValue == UInt32(earlier) else {
        Issue.record("\(earlier) is lost after \(number)")
        return
      }
    }
    let kept = table.count
    #expect(kept == count)
    let bytes = table.memoryBytes
    #expect(bytes <= 128 * count)
  }

  @Test("a port's limit is one for each direction, and dead flows make room")
  func limit() {
    var table = FlowTable(.init(limitPerDirection: 100))
    func insert(_ number: Int, _ direction: TraceStep.Direction, at port: DeviceID, _ now: Int64)
      -> Bool
    {
      table.insert(
        Self.tuple(number), direction, role: .either, port: port,
        now: .start + .seconds(now))
    }
    let other = DeviceID(rawValue: 5)
    #expect((0..<100).allSatisfy { insert($0, .outbound, at: Self.port, 0) })
    let refused = insert(100, .outbound, at: Self.port, 1)
    #expect(!refused)
    #expect((101..<201).allSatisfy { insert($0, .inbound, at: Self.port, 1) })
    let refusedInbound = insert(201, .inbound, at: Self.port, 1)
    #expect(!refusedInbound)
    let elsewhere = insert(100, .outbound, at: other, 1)
    #expect(elsewhere)
    let known = insert(7, .outbound, at: Self.port, 100)
    #expect(known, "a flow that is there is not one more")
    #expect((300..<399).allSatisfy { insert($0, .outbound, at: Self.port, 241) })
    let full = insert(399, .outbound, at: Self.port, 241)
    #expect(!full)
  }

  @Test("a connection that both ends closed, or one broke off, lives shorter")
  func closing() {
    let tuple = FiveTuple(
      source: IPv4Address(10, 0, 0, 4), destination: IPv4Address(10, 0, 0, 5),
      sourcePort: Port(rawValue: 50000), destinationPort: Port(rawValue: 443),
      protocolNumber: .tcp)
    func isKnown(after seconds: Int64, _ segments: [(fromInitiator: Bool, flags: TCPFlags)]) -> Bool
    {
      var table = FlowTable()
      table.insert(tuple, .outbound, role: .either, port: Self.port, flags: .syn, now: .start)
      for segment in segments {
        _ = table.touch(
          segment.fromInitiator ? tuple : tuple.reversed,
          segment.fromInitiator ? .outbound : .inbound, role: .either, port: Self.port,
          flags: segment.flags, now: .start)
      }
      return table.touch(
        tuple.reversed, .inbound, role: .either, port: Self.port, flags: .ack,
        now: .start + .seconds(seconds)
      )
    }
    let opened: [(fromInitiator: Bool, flags: TCPFlags)] = [
      (false, [.syn, .ack]), (true, .ack), (true, [.fin, .ack]),
    ]
    #expect(isKnown(after: 240, opened))
    #expect(isKnown(after: 15, opened + [(false, [.fin, .ack])]))
    #expect(!isKnown(after: 16, opened + [(false, [.fin, .ack])]))
    #expect(!isKnown(after: 16, [(false, [.rst, .ack])]))
    #expect(
      !isKnown(after: 0, [(false, .rst), (false, .syn)]), "a SYN after the end is a new flow")
  }
}
