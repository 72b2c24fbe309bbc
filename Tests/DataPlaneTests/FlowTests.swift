import Addressing
import TestSupport
import Testing
import Wire

@testable import DataPlane

/// A port whose group denies what comes from outside of its network.
struct FlowTests {
  static let a = PortFixture.a
  /// Reached through `AllowVnetOutBound`, but what it sends on its own is denied by the group below.
  static let site = PortFixture.site

  /// Out to the site is allowed, in is denied altogether.
  static var guarded: PortFixture {
    PortFixture(
      .init(
        networkInterface: (
          SecurityRuleSamples.all("in", allows: false),
          SecurityRuleSamples.outbound("out", virtualNetwork: PortFixture.network)
        )))
  }

  static let request = PacketBuilder.echoRequest(from: a, to: site)
  static let reply = PacketBuilder.echoReply(from: site, to: a)

  @Test("a reply needs no rule once the request went out")
  func reply() {
    var port = Self.guarded
    #expect(port.toA(Self.reply) == .drop(.deniedByNetworkInterfaceRule))
    _ = port.fromA(Self.request)
    #expect(port.toA(Self.reply) == .deliver)
    #expect(port.steps.contains(.flow(known: true)))
  }

  @Test("a record is of one identifier, one peer and one port")
  func others() {
    var port = Self.guarded
    _ = port.fromA(Self.request)
    #expect(
      port.toA(PacketBuilder.echoReply(from: Self.site, to: Self.a, identifier: 2))
        == .drop(.deniedByNetworkInterfaceRule))
    #expect(
      port.toA(PacketBuilder.echoReply(from: IPv4Address(10, 1, 0, 11), to: Self.a))
        == .drop(.deniedByNetworkInterfaceRule))
    let elsewhere = port.flows.table.touch(
      FiveTuple(
        source: Self.a, destination: Self.site, sourcePort: Port(rawValue: 1),
        destinationPort: Port(rawValue: 1), protocolNumber: .icmp),
      .outbound, role: .request, port: port.portB.device, now: port.now)
    #expect(!elsewhere)
  }

  @Test("that one side asked is no leave for the other to ask with the same identifier")
  func counterRequest() {
    var port = Self.guarded
    _ = port.fromA(Self.request)
    #expect(
      port.toA(PacketBuilder.echoRequest(from: Self.site, to: Self.a))
        == .drop(.deniedByNetworkInterfaceRule))
  }

  @Test("an ICMP error meets no record: its source must pass the rules")
  func error() {
    var port = Self.guarded
    _ = port.fromA(Self.request)
    let outside = IPv4Address(192, 168, 30, 17)
    #expect(
      port.toA(PacketBuilder.error(from: outside, about: Self.request))
        == .drop(.deniedByNetworkInterfaceRule))
    #expect(port.steps.contains(.flow(known: false)))

    var open = PortFixture(.defaults)
    _ = open.fromA(Self.request)
    #expect(open.toA(PacketBuilder.error(from: Self.site, about: Self.request)) == .deliver)
    #expect(
      open.toA(PacketBuilder.error(from: outside, about: Self.request))
        == .drop(.deniedByNetworkInterfaceRule))
  }

  @Test("an ICMP error makes no record")
  func errorRecordsNothing() {
    var port = PortFixture(.defaults)
    #expect(port.toA(PacketBuilder.error(from: Self.site, about: Self.request)) == .deliver)
    #expect(port.flows.table.count == 0)
  }

  @Test(
    "the answer to a TCP or UDP flow passes in either direction", arguments: [IPProtocol.tcp, .udp])
  func transport(number: IPProtocol) {
    var port = Self.guarded
    let out = PacketBuilder.transport(number, from: Self.a, 50000, to: Self.site, 443)
    let back = PacketBuilder.transport(number, from: Self.site, 443, to: Self.a, 50000)
    let other = PacketBuilder.transport(number, from: Self.site, 443, to: Self.a, 50001)
    #expect(port.toA(back) == .drop(.deniedByNetworkInterfaceRule))
    _ = port.fromA(out)
    #expect(port.toA(back) == .deliver)
    #expect(port.toA(other) == .drop(.deniedByNetworkInterfaceRule))
  }

  @Test(
    "what came in has no leave to go out again: an appliance's way out has rules of its own",
    arguments: [IPProtocol.icmp, .tcp, .udp])
  func appliance(number: IPProtocol) {
    var port = PortFixture(
      .init(
        networkInterface: (
          SecurityRuleSamples.all("in", allows: true), SecurityRuleSamples.all("out", allows: false)
        )), ipForwarding: true)
    let packet =
      number == .icmp
      ? PacketBuilder.echoRequest(from: Self.site, to: PortFixture.b)
      : PacketBuilder.transport(number, from: Self.site, 50000, to: PortFixture.b, 443)
    #expect(port.toA(packet) == .deliver)
    #expect(port.fromA(packet) == .drop(.deniedByNetworkInterfaceRule))
  }

  @Test("a packet that its route drops records nothing")
  func droppedByRoute() {
    var port = PortFixture()
    #expect(
      port.fromA(PacketBuilder.echoRequest(from: Self.a, to: IPv4Address(10, 77, 0, 1)))
        == .drop(.routeToNone))
    #expect(port.flows.table.count == 0)
  }

  @Test("a network may say that its flows live longer")
  func longTimeout() {
    var port = PortFixture(
      .init(
        networkInterface: (
          SecurityRuleSamples.all("in", allows: false),
          SecurityRuleSamples.outbound("out", virtualNetwork: PortFixture.network)
        )), flowTimeout: .seconds(1800))
    _ = port.fromA(Self.request)
    port.now = port.now + .seconds(1800)
    #expect(port.toA(Self.reply) == .deliver)
    port.now = port.now + .seconds(1800) + Nanoseconds(1)
    #expect(port.toA(Self.reply) == .drop(.deniedByNetworkInterfaceRule))
  }

  @Test("a record lives for four idle minutes and not a nanosecond longer")
  func timeout() {
    var port = Self.guarded
    _ = port.fromA(Self.request)
    port.now = port.now + .seconds(240)
    #expect(port.toA(Self.reply) == .deliver)
    port.now = port.now + .seconds(240) + Nanoseconds(1)
    #expect(port.toA(Self.reply) == .drop(.deniedByNetworkInterfaceRule))
    #expect(port.flows.table.count == 0)
  }

  @Test("each packet starts the four minutes anew")
  func refreshed() {
    var port = Self.guarded
    _ = port.fromA(Self.request)
    for _ in 0..<5 {
      port.now = port.now + .seconds(200)
      #expect(port.toA(Self.reply) == .deliver)
    }
  }

  @Test("dead records are swept out, live ones stay")
  func sweep() {
    var flows = FlowTable()
    func tuple(_ number: Int) -> FiveTuple {
      FiveTuple(
        source: Self.a.advanced(by: number), destination: Self.site, sourcePort: Port(rawValue: 1),
        destinationPort: Port(rawValue: 2), protocolNumber: .udp)
    }
    let port = DeviceID(rawValue: 0)
    for number in 0..<5000 {
      flows.insert(
        tuple(number), .outbound, role: .either, port: port,
        now: .start + Nanoseconds.seconds(Int64(number)))
    }
    let end = EmulatedInstant.start + .seconds(4999)
    let kept = flows.count
    #expect(kept < 2500)
    flows.expire(now: end)
    let live = flows.count
    #expect(live == 241)
    let known = [4999, 4759, 4758].map {
      flows.touch(tuple($0), .outbound, role: .either, port: port, now: end)
    }
    #expect(known == [true, true, false])
  }
}
