import Addressing
import TestSupport
import Testing

@testable import DataPlane

struct PortTests {
  static let a = PortFixture.a
  static let b = PortFixture.b

  @Test("a packet for a neighbour goes to the port that has the address, over the fabric's link")
  func neighbour() {
    var fixture = PortFixture()
    let verdict = fixture.fromA(PacketBuilder.echoRequest(from: Self.a, to: Self.b))
    let link = fixture.tables.fabric.link(
      from: FabricPoint(rawValue: 0), to: FabricPoint(rawValue: 0))
    #expect(
      verdict
        == .forward(
          Adjacency(
            egress: fixture.portA.network, ingress: fixture.portB.network, link: link)))
  }

  @Test("a port takes nothing from the TTL")
  func noHop() {
    let fixture = PortFixture()
    var bytes = PacketBuilder.echoRequest(from: Self.a, to: Self.b, timeToLive: 1)
    let sent = bytes
    var flows = FlowTable()
    var tracer = NoTracer()
    let verdict = bytes.withUnsafeMutableBytes {
      Pipeline.process(
        $0, at: fixture.portA.guest, fixture.tables, flows: &flows, now: .start, tracer: &tracer)
    }
    guard case .forward = verdict else {
      Issue.record("\(verdict)")
      return
    }
    #expect(bytes == sent)
  }

  @Test("the stages leave their steps in the order of the pipeline")
  func steps() {
    var fixture = PortFixture(.defaults)
    _ = fixture.fromA(PacketBuilder.echoRequest(from: Self.a, to: Self.b))
    #expect(fixture.steps.count == 6)
    #expect(fixture.steps[0] == .direction(.outbound))
    #expect(fixture.steps[1] == .flow(known: false))
    #expect(
      fixture.steps[2]
        == .securityRule(.networkInterface, table: SecurityRuleTableID(rawValue: 1), rule: 0))
    #expect(fixture.steps[3] == .noSecurityGroup(.subnet))
    guard case .route(Self.b, .some, 0, 1) = fixture.steps[4] else {
      Issue.record("\(fixture.steps[4])")
      return
    }
    #expect(fixture.steps[5] == .mapping(Self.b, found: true))
  }

  @Test("without IP forwarding only own addresses are sent from and received at")
  func ownAddresses() {
    let foreign = IPv4Address(10, 0, 0, 99)
    var fixture = PortFixture()
    #expect(
      fixture.fromA(PacketBuilder.echoRequest(from: foreign, to: Self.b))
        == .drop(.sourceNotOwnAddress))
    #expect(
      fixture.toA(PacketBuilder.echoRequest(from: Self.b, to: foreign))
        == .drop(.destinationNotOwnAddress))
    var appliance = PortFixture(ipForwarding: true)
    #expect(appliance.toA(PacketBuilder.echoRequest(from: Self.b, to: foreign)) == .deliver)
    guard case .forward = appliance.fromA(PacketBuilder.echoRequest(from: foreign, to: Self.b))
    else {
      Issue.record("an appliance sends what is not its own")
      return
    }
  }

  @Test("out, the network interface's group speaks first; in, the subnet's")
  func order() {
    let deny = (
      inbound: SecurityRuleSamples.all("deny", allows: false),
      outbound: SecurityRuleSamples.all("deny", allows: false)
    )
    let allow = (
      inbound: SecurityRuleSamples.all("allow", allows: true),
      outbound: SecurityRuleSamples.all("allow", allows: true)
    )
    let out = PacketBuilder.echoRequest(from: Self.a, to: Self.b)
    let back = PacketBuilder.echoRequest(from: Self.b, to: Self.a)

    var both = PortFixture(.init(networkInterface: deny, subnet: deny))
    #expect(both.fromA(out) == .drop(.deniedByNetworkInterfaceRule))
    #expect(both.toA(back) == .drop(.deniedBySubnetRule))
    var subnet = PortFixture(.init(networkInterface: allow, subnet: deny))
    #expect(subnet.fromA(out) == .drop(.deniedBySubnetRule))
    var networkInterface = PortFixture(.init(networkInterface: deny, subnet: allow))
    #expect(networkInterface.toA(back) == .drop(.deniedByNetworkInterfaceRule))
    var neither = PortFixture(.init(networkInterface: allow, subnet: allow))
    #expect(neither.toA(back) == .deliver)
  }

  @Test("the security rules speak before a route that says no")
  func rulesBeforeRoutes() {
    let packet = PacketBuilder.echoRequest(from: Self.a, to: IPv4Address(10, 77, 0, 1))
    var guarded = PortFixture(.defaults)
    #expect(guarded.fromA(packet) == .drop(.deniedByNetworkInterfaceRule))
    var open = PortFixture()
    #expect(open.fromA(packet) == .drop(.routeToNone))
  }

  @Test("ports never answer a drop, whatever the reason", arguments: DropReason.allCases)
  func silence(reason: DropReason) {
    let fixture = PortFixture()
    var packet = PacketBuilder.echoRequest(from: Self.a, to: Self.b)
    let answer = packet.withUnsafeMutableBytes {
      ICMPErrors.answer(
        about: $0, reason: reason, at: fixture.portA.network, fixture.tables, identification: 1)
    }
    #expect(answer == .silent(.port))
  }
}
