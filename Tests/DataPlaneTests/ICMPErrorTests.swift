import Addressing
import TestSupport
import Testing
import Wire

@testable import DataPlane

struct ICMPErrorTests {
  static let packet = PacketBuilder.echoRequest(
    from: TransitFixture.host, to: TransitFixture.beyond, timeToLive: 1, identifier: 7,
    sequence: 8)

  static func sent(_ answer: ICMPErrors.Answer) throws -> DecodedPacket {
    guard case .send(let bytes) = answer else {
      Issue.record("\(answer)")
      throw CancellationError()
    }
    return try #require(DecodedPacket(bytes))
  }

  @Test("time exceeded comes from the interface of arrival and quotes header and eight bytes")
  func timeExceeded() throws {
    let error = try Self.sent(TransitFixture().answer(Self.packet, .timeToLiveExceeded))
    #expect(error.source == TransitFixture.near)
    #expect(error.destination == TransitFixture.host)
    #expect(error.timeToLive == 255)
    #expect(error.identification == 0x4242)
    // Precedence 6.
    #expect(error.typeOfService == 0xC0)
    let icmp = try #require(error.icmp)
    #expect(icmp.type == 11)
    #expect(icmp.code == 0)
    #expect(icmp.body == Array(Self.packet.prefix(28)))
  }

  @Test(
    "no route is net unreachable, no neighbour host unreachable",
    arguments: [DropReason.noRoute, .noSuchAddress])
  func unreachable(reason: DropReason) throws {
    let error = try Self.sent(TransitFixture().answer(Self.packet, reason))
    let icmp = try #require(error.icmp)
    #expect(icmp.type == 3)
    #expect(icmp.code == (reason == .noRoute ? 0 : 1))
    #expect(
      TransitFixture(sendsUnreachables: false).answer(Self.packet, reason)
        == .silent(.unreachablesOff))
  }

  @Test("time exceeded is sent where unreachables are off")
  func expiryIsNoUnreachable() throws {
    let fixture = TransitFixture(sendsUnreachables: false)
    #expect(try Self.sent(fixture.answer(Self.packet, .timeToLiveExceeded)).icmp?.type == 11)
  }

  @Test(
    "nobody is told of any other drop",
    arguments: DropReason.allCases.filter {
      ![.timeToLiveExceeded, .noRoute, .noSuchAddress].contains($0)
    })
  func others(reason: DropReason) {
    #expect(TransitFixture().answer(Self.packet, reason) == .silent(.noMessage))
  }

  @Test("a packet that is malformed is not answered, whatever dropped it")
  func malformed() {
    var bytes = Self.packet
    bytes[10] ^= 0xFF
    #expect(TransitFixture().answer(bytes, .timeToLiveExceeded) == .silent(.noMessage))
  }

  @Test("never about an ICMP error", arguments: [3, 4, 5, 11, 12] as [UInt8])
  func aboutErrors(type: UInt8) {
    let error = PacketBuilder.error(
      ICMPv4Type(rawValue: type), from: TransitFixture.beyond, about: Self.packet, timeToLive: 1)
    #expect(TransitFixture().answer(error, .timeToLiveExceeded) == .silent(.notAboutThis))
  }

  @Test("about other ICMP messages as about anything else")
  func aboutReplies() throws {
    let reply = PacketBuilder.echoReply(
      from: TransitFixture.host, to: TransitFixture.beyond, timeToLive: 1)
    #expect(try Self.sent(TransitFixture().answer(reply, .timeToLiveExceeded)).icmp?.type == 11)
  }

  @Test("about the first fragment, never about a later one")
  func fragments() throws {
    func fragment(_ offset: Int) -> [UInt8] {
      PacketBuilder.transport(
        .udp, from: TransitFixture.host, 1, to: TransitFixture.beyond, 2, timeToLive: 1,
        hasMoreFragments: true, fragmentOffset: offset)
    }
    let fixture = TransitFixture()
    #expect(try Self.sent(fixture.answer(fragment(0), .timeToLiveExceeded)).icmp?.type == 11)
    #expect(fixture.answer(fragment(1), .timeToLiveExceeded) == .silent(.notAboutThis))
  }

  @Test(
    "never to a source that is no single host",
    arguments: [
      IPv4Address(0, 0, 0, 0), IPv4Address(0, 1, 2, 3), IPv4Address(127, 0, 0, 1),
      IPv4Address(224, 0, 0, 5), IPv4Address(240, 0, 0, 1), .broadcast,
    ])
  func sources(source: IPv4Address) {
    let packet = PacketBuilder.echoRequest(
      from: source, to: TransitFixture.beyond, timeToLive: 1)
    #expect(TransitFixture().answer(packet, .timeToLiveExceeded) == .silent(.notAboutThis))
  }

  @Test(
    "never about what went to many",
    arguments: [IPv4Address(224, 0, 0, 1), IPv4Address(239, 1, 1, 1), .broadcast])
  func destinations(destination: IPv4Address) {
    let packet = PacketBuilder.echoRequest(
      from: TransitFixture.host, to: destination, timeToLive: 1)
    #expect(TransitFixture().answer(packet, .noRoute) == .silent(.notAboutThis))
  }
}
