import Addressing
import TestSupport
import Testing

@testable import DataPlane

struct TransitTests {
  static let transitKinds: [Device.Kind] = [
    .vpnGateway, .expressRouteGateway, .enterpriseEdge, .router,
  ]

  @Test("each kind of device that stands in the way runs the same stages", arguments: transitKinds)
  func forwards(kind: Device.Kind) throws {
    let fixture = TransitFixture(kind)
    let outcome = fixture.process(
      PacketBuilder.echoRequest(from: TransitFixture.host, to: TransitFixture.beyond, timeToLive: 9)
    )
    guard case .forward(let adjacency) = outcome.verdict else {
      Issue.record("\(outcome.verdict)")
      return
    }
    #expect(adjacency.egress == fixture.egress)
    #expect(try #require(DecodedPacket(outcome.bytes)).timeToLive == 8)
    #expect(outcome.steps.count == 3)
    #expect(outcome.steps[1] == .timeToLive(before: 9, cost: 1))
  }

  @Test(
    "an echo request to an own address is taken, whatever its TTL",
    arguments: [1, 2, 64] as [UInt8])
  func ownAddress(timeToLive: UInt8) {
    let fixture = TransitFixture()
    for address in [TransitFixture.near, TransitFixture.far] {
      let packet = PacketBuilder.echoRequest(
        from: TransitFixture.host, to: address, timeToLive: timeToLive)
      #expect(fixture.process(packet).verdict == .deliver)
    }
  }

  @Test("nothing but an echo request finds a listener, and not at every device")
  func noListener() {
    let request = PacketBuilder.echoRequest(from: TransitFixture.host, to: TransitFixture.near)
    let segment = PacketBuilder.transport(
      .tcp, from: TransitFixture.host, 40000, to: TransitFixture.near, 179)
    let error = PacketBuilder.error(
      from: TransitFixture.host,
      about: PacketBuilder.echoRequest(from: TransitFixture.near, to: TransitFixture.host))
    let silent = TransitFixture(.vpnGateway, answersEcho: false)
    #expect(silent.process(request).verdict == .drop(.noListener))
    let router = TransitFixture()
    #expect(router.process(segment).verdict == .drop(.noListener))
    #expect(router.process(error).verdict == .drop(.noListener))
  }

  @Test("a missing route is told apart from a missing neighbour")
  func missing() {
    let fixture = TransitFixture()
    let noRoute = fixture.process(
      PacketBuilder.echoRequest(from: TransitFixture.host, to: IPv4Address(172, 16, 0, 1)))
    #expect(noRoute.verdict == .drop(.noRoute))
    #expect(
      noRoute.steps.first
        == .route(destination: IPv4Address(172, 16, 0, 1), group: nil, chosen: 0, of: 0))
    let nobody = fixture.process(
      PacketBuilder.echoRequest(from: TransitFixture.host, to: IPv4Address(10, 9, 1, 99)))
    #expect(nobody.verdict == .drop(.noSuchAddress))
    #expect(nobody.steps.last == .mapping(IPv4Address(10, 9, 1, 99), found: false))
  }

  @Test("a host takes what is for it, whatever it is, and forwards nothing")
  func host() {
    let fixture = TransitFixture()
    let own = PacketBuilder.transport(
      .udp, from: TransitFixture.beyond, 53, to: TransitFixture.host, 40000)
    #expect(fixture.process(own, at: fixture.hostInterface).verdict == .deliver)
    let foreign = PacketBuilder.echoRequest(
      from: TransitFixture.beyond, to: IPv4Address(10, 9, 0, 11), timeToLive: 1)
    #expect(
      fixture.process(foreign, at: fixture.hostInterface).verdict == .drop(.notForwarding))
  }

  @Test("what a device sends itself keeps its TTL and meets no rule")
  func originate() {
    let fixture = TransitFixture()
    var packet = PacketBuilder.echoReply(
      from: TransitFixture.near, to: TransitFixture.host, timeToLive: 255)
    let sent = packet
    var tracer = NoTracer()
    let verdict = packet.withUnsafeMutableBytes {
      Pipeline.originate($0, device: fixture.device, fixture.tables, tracer: &tracer)
    }
    guard case .forward(let adjacency) = verdict else {
      Issue.record("\(verdict)")
      return
    }
    #expect(adjacency.ingress == fixture.hostInterface)
    #expect(packet == sent)
  }

  @Test("malformed packets are dropped before anything is read of them")
  func malformed() {
    let good = PacketBuilder.echoRequest(from: TransitFixture.host, to: TransitFixture.beyond)
    var version = good
    version[0] = 0x60
    var short = good
    short[0] = 0x42
    var checksum = good
    checksum[10] ^= 1
    let fixture = TransitFixture()
    #expect(fixture.process([]).verdict == .drop(.truncated))
    #expect(fixture.process(Array(good.prefix(30))).verdict == .drop(.truncated))
    #expect(fixture.process(version).verdict == .drop(.notIPv4))
    #expect(fixture.process(short).verdict == .drop(.headerLengthInvalid))
    #expect(fixture.process(checksum).verdict == .drop(.headerChecksumWrong))
    #expect(fixture.process(checksum).steps.isEmpty)
  }
}
