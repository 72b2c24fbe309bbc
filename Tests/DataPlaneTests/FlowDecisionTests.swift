import Addressing
import LongestPrefixMatch
import TestSupport
import Testing
import Wire

@testable import DataPlane

/// What flows keep of routing and mapping, and what a change of the estate leaves of it.
struct FlowDecisionTests {
  /// The same devices: what leaves a port goes another port's ways, and its groups are another port's.
  private static func changed(_ tables: ForwardingTables, generation: UInt64) -> ForwardingTables {
    var devices = tables.devices
    let ports = devices.indices.filter { devices[$0].port != nil }
    let turn = Int(generation) % ports.count
    for (number, port) in ports.enumerated() {
      let other = tables.devices[ports[(number + turn) % ports.count]]
      devices[port].routes = other.routes
      devices[port].port?.networkInterfaceRules = other.port?.networkInterfaceRules
      devices[port].port?.subnetRules = other.port?.subnetRules
    }
    return ForwardingTables(
      generation: generation, devices: devices, interfaces: tables.interfaces,
      mappings: tables.mappings, securityRules: tables.securityRules, fabric: tables.fabric)
  }

  @Test(
    "known flows follow the tables of the day, as single packets do",
    arguments: LookupKernel.available, [1, 2, 3, 4] as [UInt64])
  func changes(kernel: LookupKernel, seed: UInt64) {
    let estate = RandomEstate(seed: seed)
    var generator = SeededGenerator(seed: seed &+ 500)
    var tables = estate.tables
    var batch = PacketBatch()
    var batchFlows = FlowTable()
    var singleFlows = FlowTable()
    var tracer = NoTracer()
    var passed = 0
    var kept = 0
    var now = EmulatedInstant.start
    for number in 0..<60 {
      now = now + .seconds(Int64(generator.next() % 5))
      if number % 4 == 3 {
        tables = Self.changed(estate.tables, generation: tables.generation + 1)
      }
      var batchCounters = ForwardingCounters(tables)
      var singleCounters = ForwardingCounters(tables)
      var packets: [[UInt8]] = []
      var places: [InterfaceID] = []
      for _ in 0..<200 {
        let (ingress, packet) = estate.segment(&generator)
        places.append(ingress)
        packets.append(packet)
      }
      let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 200 * 256, alignment: 64)
      defer { memory.deallocate() }
      var expected: [Verdict] = []
      batch.removeAll()
      for index in packets.indices {
        let place = UnsafeMutableRawBufferPointer(
          rebasing: memory[index * 256..<index * 256 + packets[index].count])
        place.copyBytes(from: packets[index])
        batch.append(place, at: places[index])
        expected.append(
          packets[index].withUnsafeMutableBytes {
            Pipeline.process(
              $0, at: places[index], tables, flows: &singleFlows, now: now,
              counters: &singleCounters, tracer: &tracer)
          })
      }
      Pipeline.process(
        &batch, tables, flows: &batchFlows, now: now, counters: &batchCounters, using: kernel)
      for index in packets.indices {
        guard batch.verdicts[index] == expected[index] else {
          Issue.record(
            "batch \(number), packet \(index): \(batch.verdicts[index]), alone \(expected[index])")
          return
        }
        if case .forward = expected[index] { passed += 1 }
      }
      kept = max(kept, batchFlows.actions.count)
      let counts = (batchCounters.forwarded, singleCounters.forwarded)
      #expect(counts.0 == counts.1)
    }
    #expect(passed > 500)
    #expect(kept > 0, "decisions were composed")
  }

  @Test(
    "a change of the rules is for new flows only, in batches and one by one",
    arguments: [false, true])
  func rules(inBatches: Bool) {
    let open = SecurityRuleSamples.all("nsg", allows: true)
    let closed = SecurityRuleSamples.all("nsg", allows: false)
    let before = PortFixture(.init(networkInterface: (inbound: open, outbound: open)))
    var after = PortFixture(.init(networkInterface: (inbound: closed, outbound: closed)))
    let tables = before.tables
    let changedTables = ForwardingTables(
      generation: tables.generation + 1, devices: after.tables.devices,
      interfaces: after.tables.interfaces, mappings: after.tables.mappings,
      securityRules: after.tables.securityRules, fabric: after.tables.fabric)
    after.now = .start
    var flows = FlowTable()
    var batch = PacketBatch()
    func send(
      _ sourcePort: UInt16, isAnswer: Bool = false, _ tables: ForwardingTables,
      _ flows: inout FlowTable, _ batch: inout PacketBatch
    ) -> Verdict {
      var packet =
        isAnswer
        ? PacketBuilder.transport(.udp, from: PortFixture.b, 53, to: PortFixture.a, sourcePort)
        : PacketBuilder.transport(.udp, from: PortFixture.a, sourcePort, to: PortFixture.b, 53)
      let ingress = isAnswer ? before.portA.network : before.portA.guest
      var counters = ForwardingCounters(tables)
      return packet.withUnsafeMutableBytes { bytes in
        if inBatches {
          batch.removeAll()
          batch.append(bytes, at: ingress)
          Pipeline.process(&batch, tables, flows: &flows, now: .start, counters: &counters)
          return batch.verdicts[0]
        }
        var tracer = NoTracer()
        return Pipeline.process(
          bytes, at: ingress, tables, flows: &flows, now: .start, counters: &counters,
          tracer: &tracer)
      }
    }
    let first = send(1000, tables, &flows, &batch)
    guard case .forward = first else {
      Issue.record("\(first)")
      return
    }
    #expect(send(1000, changedTables, &flows, &batch) == first)
    #expect(send(1000, isAnswer: true, changedTables, &flows, &batch) == .deliver)
    #expect(send(1001, changedTables, &flows, &batch) == .drop(.deniedByNetworkInterfaceRule))
    #expect(
      send(1002, isAnswer: true, changedTables, &flows, &batch)
        == .drop(.deniedByNetworkInterfaceRule))
    #expect(send(1001, tables, &flows, &batch) == first)
  }

  @Test("memory of dead flows is taken back a few at a time, with the flows that are added")
  func ageing() {
    let dead = 20_000
    var table = FlowTable(.init(expectedFlows: dead))
    var number = 0
    func admit(_ count: Int, _ table: inout FlowTable, _ now: EmulatedInstant) {
      _ = FlowTableBatchTests.admit(
        &table, (number..<number + count).map { FlowTableBatchTests.candidate($0) }, now)
      number += count
    }
    for _ in 0..<dead / 200 { admit(200, &table, .start) }
    let filled = table.count
    #expect(filled == dead)
    let slots = table.slots.count
    let later = EmulatedInstant.start + .seconds(241)
    var most = 0
    for _ in 0..<slots / FlowTable.slotsPerFlow {
      let before = table.count
      admit(1, &table, later)
      most = max(most, before + 1 - table.count)
    }
    // Eight slots a flow, and what moves back into them.
    #expect((1...32).contains(most))
    let left = table.count
    #expect(left == slots / FlowTable.slotsPerFlow, "one round of the hand finds all")
  }

  @Test("equal decisions have one number, others have their own, and a change forgets them")
  func numbers() {
    let tables = PortFixture().tables
    let view = tables.compiled.view
    var actions = FlowActions()
    defer { actions.free() }
    func number(_ link: Int, _ tally: Int, _ actions: inout FlowActions) -> UInt32 {
      actions.number(
        Adjacency(
          egress: InterfaceID(rawValue: 0), ingress: InterfaceID(rawValue: 1),
          link: LinkID(rawValue: Int32(link))), tally: tally, view
      ).rawValue
    }
    for round in 0..<2 {
      for index in 0..<10_000 {
        #expect(number(index / 100, index % 100, &actions) == UInt32(index), "round \(round)")
      }
    }
    actions.removeAll()
    #expect(number(99, 99, &actions) == 0)
    #expect(number(0, 0, &actions) == 1)
    for index in 0..<FlowActions.limit { _ = number(index, 1_000, &actions) }
    #expect(actions.count == FlowActions.limit)
    #expect(number(7, 2_000, &actions) == FlowDecision.unresolved.rawValue, "there is no room")
    #expect(number(99, 99, &actions) == 0)
  }
}
