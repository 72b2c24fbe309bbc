import Addressing
import TestSupport
import Testing
import Wire

@testable import DataPlane

struct EchoResponderTests {
  static let a = IPv4Address(10, 0, 0, 4)
  static let b = IPv4Address(10, 0, 0, 5)

  static func reply(_ packet: [UInt8]) -> [UInt8]? {
    var bytes = packet
    return bytes.withUnsafeMutableBytes {
      EchoResponder.reply(to: $0, timeToLive: 64, identification: 9)
    }
  }

  @Test("a reply comes from the address that was asked and repeats the question")
  func reply() throws {
    let request = PacketBuilder.echoRequest(
      from: Self.a, to: Self.b, timeToLive: 3, identifier: 5, sequence: 6, data: [1, 2, 3])
    let bytes = try #require(Self.reply(request))
    let reply = try #require(DecodedPacket(bytes))
    #expect(reply.source == Self.b)
    #expect(reply.destination == Self.a)
    #expect(reply.timeToLive == 64)
    #expect(reply.identification == 9)
    #expect(
      reply.icmp
        == .init(type: 0, code: 0, identifier: 5, sequence: 6, body: [1, 2, 3]))
  }

  @Test("replies, errors, other protocols, fragments and broken requests get none")
  func none() {
    let request = PacketBuilder.echoRequest(from: Self.a, to: Self.b)
    #expect(Self.reply(PacketBuilder.echoReply(from: Self.a, to: Self.b)) == nil)
    #expect(Self.reply(PacketBuilder.error(from: Self.a, about: request)) == nil)
    #expect(
      Self.reply(PacketBuilder.transport(.udp, from: Self.a, 7, to: Self.b, 7)) == nil)
    var broken = request
    broken[broken.count - 1] ^= 1
    #expect(Self.reply(broken) == nil)
    let fragment = IPv4Header(
      source: Self.a, destination: Self.b, protocolNumber: .icmp, timeToLive: 3,
      hasMoreFragments: true
    ).packet(
      carrying: ICMPv4.echo(
        .echoRequest, identifier: 1, sequence: 1, data: [UInt8](repeating: 0, count: 8)))
    #expect(Self.reply(fragment) == nil)
  }
}
