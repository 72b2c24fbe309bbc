import Addressing
import Testing

@testable import Wire

struct PacketFlowTests {
  static func packet(
    _ number: IPProtocol, _ payload: [UInt8], fragmentOffset: Int = 0
  ) -> [UInt8] {
    IPv4Header(
      source: IPv4Address(10, 0, 0, 4), destination: IPv4Address(10, 0, 0, 5),
      protocolNumber: number, timeToLive: 64, fragmentOffset: fragmentOffset
    ).packet(carrying: payload)
  }

  static func ports(_ bytes: [UInt8]) throws -> [UInt16] {
    try reading(bytes) {
      let flow = $0.fiveTuple
      #expect(flow.source == $0.source)
      #expect(flow.destination == $0.destination)
      #expect(flow.protocolNumber == $0.protocolNumber)
      return [flow.sourcePort.rawValue, flow.destinationPort.rawValue]
    }
  }

  @Test("TCP and UDP begin with their ports", arguments: [IPProtocol.tcp, .udp])
  func ports(number: IPProtocol) throws {
    #expect(try Self.ports(Self.packet(number, [0x10, 0x20, 0, 80, 0])) == [0x1020, 80])
  }

  @Test("a request and its reply have tuples that are each other's reverse")
  func echo() throws {
    let request = Self.packet(
      .icmp, ICMPv4.echo(.echoRequest, identifier: 9, sequence: 1, data: []))
    let reply = IPv4Header(
      source: IPv4Address(10, 0, 0, 5), destination: IPv4Address(10, 0, 0, 4),
      protocolNumber: .icmp, timeToLive: 64
    ).packet(carrying: ICMPv4.echo(.echoReply, identifier: 9, sequence: 1, data: []))
    #expect(try Self.ports(request) == [9, 9])
    #expect(try reading(request) { $0.fiveTuple } == reading(reply) { $0.fiveTuple.reversed })
  }

  @Test("later fragments, short packets, errors and other protocols have no ports")
  func zeros() throws {
    #expect(try Self.ports(Self.packet(.udp, [1, 2, 3, 4], fragmentOffset: 1)) == [0, 0])
    #expect(try Self.ports(Self.packet(.tcp, [1, 2, 3])) == [0, 0])
    #expect(try Self.ports(Self.packet(.esp, [1, 2, 3, 4])) == [0, 0])
    #expect(
      try Self.ports(Self.packet(.icmp, [11, 0, 0, 0, 1, 1, 1, 1])) == [0, 0])
  }
}
