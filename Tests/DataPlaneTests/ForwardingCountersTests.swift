import Addressing
import TestSupport
import Testing

@testable import DataPlane

struct ForwardingCountersTests {
  @Test("drop reasons are numbered in their order")
  func numbers() {
    #expect(DropReason.allCases.map(\.number) == Array(DropReason.allCases.indices))
  }

  private static func run(
    _ packets: [[UInt8]], at interface: InterfaceID, _ tables: ForwardingTables,
    _ counters: inout ForwardingCounters
  ) {
    var flows = FlowTable()
    var tracer = NoTracer()
    for packet in packets {
      var bytes = packet
      _ = bytes.withUnsafeMutableBytes {
        Pipeline.process(
          $0, at: interface, tables, flows: &flows, now: .start, counters: &counters,
          tracer: &tracer)
      }
    }
  }

  @Test("a router's packets are counted by interface, route and reason")
  func router() {
    let fixture = TransitFixture()
    var counters = ForwardingCounters(fixture.tables)
    let onward = PacketBuilder.transport(
      .udp, from: TransitFixture.host, 1, to: TransitFixture.beyond, 2)
    let expired = PacketBuilder.transport(
      .udp, from: TransitFixture.host, 1, to: TransitFixture.beyond, 2, timeToLive: 1)
    let lost = PacketBuilder.transport(
      .udp, from: TransitFixture.host, 1, to: IPv4Address(172, 16, 0, 1), 2)
    let own = PacketBuilder.echoRequest(from: TransitFixture.host, to: TransitFixture.near)
    Self.run(
      [onward, onward + [0, 0], expired, lost, own, [1, 2, 3]], at: fixture.ingress,
      fixture.tables, &counters)
    let size = UInt64(onward.count)
    let all = Tally(packets: 6, bytes: 4 * size + 2 + UInt64(own.count) + 3)
    #expect(counters.received(at: fixture.ingress) == all)
    #expect(counters.received(at: fixture.egress) == Tally())
    #expect(counters.received == all)
    #expect(counters.delivered(at: fixture.device) == Tally(packets: 1, bytes: UInt64(own.count)))
    #expect(
      counters.dropped(at: fixture.device, .timeToLiveExceeded) == Tally(packets: 1, bytes: size))
    #expect(counters.dropped(at: fixture.device, .noRoute) == Tally(packets: 1, bytes: size))
    #expect(counters.dropped(.truncated) == Tally(packets: 1, bytes: 3))
    #expect(counters.dropped.packets == 3)
    #expect(counters.forwarded == Tally(packets: 2, bytes: 2 * size + 2))
    let routes = fixture.tables.devices[fixture.device.index].routes
    let number = routes.prefixes.firstIndex {
      $0.contains(TransitFixture.beyond) && $0.length == 24
    }
    #expect(
      number.map { counters.routed(at: fixture.device, number: $0) }
        == Tally(packets: 3, bytes: 3 * size + 2))
  }

  @Test("the rule that decided is counted once for a flow, and for each packet that it denies")
  func rules() {
    let port = PortFixture(.defaults)
    var counters = ForwardingCounters(port.tables)
    let known = PacketBuilder.transport(.udp, from: PortFixture.a, 1, to: PortFixture.b, 2)
    Self.run([known, known, known], at: port.portA.guest, port.tables, &counters)
    let denied = PacketBuilder.transport(
      .udp, from: IPv4Address(8, 8, 8, 8), 1, to: PortFixture.a, 2)
    Self.run([denied, denied], at: port.portA.network, port.tables, &counters)
    guard let pair = port.tables.devices[port.portA.device.index].port?.networkInterfaceRules else {
      Issue.record("no rules")
      return
    }
    func packets(_ table: SecurityRuleTableID) -> [UInt64] {
      port.tables.securityRules[table.index].rules.indices.map {
        counters.decided(by: table, rule: $0).packets
      }
    }
    #expect(packets(pair.outbound).reduce(0, +) == 1)
    #expect(packets(pair.inbound).last == 2)
    #expect(packets(pair.inbound).reduce(0, +) == 2)
  }

  @Test("counters of two workers add up, and carry over to tables with other routes")
  func sums() throws {
    let fixture = TransitFixture()
    let packet = PacketBuilder.transport(
      .udp, from: TransitFixture.host, 1, to: TransitFixture.beyond, 2)
    var first = ForwardingCounters(fixture.tables)
    var second = ForwardingCounters(fixture.tables)
    Self.run([packet, packet], at: fixture.ingress, fixture.tables, &first)
    Self.run([packet], at: fixture.ingress, fixture.tables, &second)
    first.add(second)
    #expect(first.received(at: fixture.ingress).packets == 3)

    var devices = fixture.tables.devices
    let routes = devices[fixture.device.index].routes
    let beyond = try IPv4Prefix("10.9.1.0/24")
    devices[fixture.device.index].routes = RoutingTable([
      (try IPv4Prefix("0.0.0.0/0"), [.drop(.routeToNone)]),
      (beyond, [routes.members[0]]),
    ])
    let next = ForwardingTables(
      generation: 2, devices: devices, interfaces: fixture.tables.interfaces,
      mappings: fixture.tables.mappings, securityRules: [], fabric: fixture.tables.fabric)
    var third = ForwardingCounters(next)
    third.carry(first, from: fixture.tables, to: next)
    #expect(third.received == first.received)
    #expect(third.routed(at: fixture.device, number: 1).packets == 3)
    #expect(third.routed(at: fixture.device, number: 0) == Tally())
  }

  @Test(
    "a port keeps tallies for what a port can drop, and what it drops for another reason is in the totals"
  )
  func scopes() {
    let port = PortFixture(.defaults)
    let balanced = ForwardingTables(
      generation: 2, devices: port.tables.devices, interfaces: port.tables.interfaces,
      mappings: port.tables.mappings, securityRules: port.tables.securityRules,
      fabric: port.tables.fabric,
      balancing: LoadBalancingTables([
        LoadBalancingTables.FrontEnd(
          name: "front", address: IPv4Address(10, 0, 0, 9), isStandard: true, rules: [])
      ]))
    let device = port.portA.device
    var counters = ForwardingCounters(port.tables)
    var others = ForwardingCounters(balanced)
    for (number, reason) in DropReason.allCases.enumerated() {
      counters.drop(100 + number, at: device, reason)
      others.drop(100 + number, at: device, reason)
    }
    for (number, reason) in DropReason.allCases.enumerated() {
      let one = Tally(packets: 1, bytes: UInt64(100 + number))
      #expect(counters.dropped(reason) == one)
      #expect(counters.dropped(at: device, reason) == (reason.scope == .port ? one : Tally()))
      #expect(others.dropped(reason) == one)
      #expect(
        others.dropped(at: device, reason) == (reason.scope == .beyondPorts ? Tally() : one))
      #expect(counters.dropped(at: port.portB.device, reason) == Tally())
    }
    #expect(counters.dropped.packets == UInt64(DropReason.count))

    // To more tallies and back to fewer, nothing is lost.
    var wider = ForwardingCounters(balanced)
    wider.carry(counters, from: port.tables, to: balanced)
    var narrower = ForwardingCounters(port.tables)
    narrower.carry(others, from: balanced, to: port.tables)
    for reason in DropReason.allCases {
      #expect(wider.dropped(reason) == counters.dropped(reason))
      #expect(narrower.dropped(reason) == counters.dropped(reason))
    }
    #expect(narrower.dropped(at: device, .noRoute) == others.dropped(at: device, .noRoute))
  }
}
