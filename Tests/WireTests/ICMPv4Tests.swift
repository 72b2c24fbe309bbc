import Addressing
import Testing

@testable import Wire

struct ICMPv4Tests {
  static func packet(_ message: [UInt8], fragmentOffset: Int = 0) -> [UInt8] {
    IPv4Header(
      source: IPv4Address(10, 0, 0, 4), destination: IPv4Address(10, 0, 0, 5),
      protocolNumber: .icmp, timeToLive: 1, identification: 77, fragmentOffset: fragmentOffset
    ).packet(carrying: message)
  }

  @Test("an echo request stands in memory as RFC 792 draws it")
  func request() {
    let message = ICMPv4.echo(.echoRequest, identifier: 1, sequence: 0x0203, data: [0xAA])
    #expect(message[0] == 8)
    #expect(message[1] == 0)
    #expect(Array(message[4...]) == [0, 1, 2, 3, 0xAA])
    #expect(slowChecksum(message) == 0)
  }

  @Test("the reply repeats identifier, sequence and data")
  func reply() throws {
    let asked = Self.packet(
      ICMPv4.echo(.echoRequest, identifier: 6, sequence: 7, data: [1, 2, 3]))
    let answer = try #require(try reading(asked) { ICMPv4.reply(to: $0) })
    try reading(Self.packet(answer)) { packet in
      let message = try #require(ICMPv4Message(packet))
      #expect(message.type == .echoReply)
      #expect(message.identifier == 6)
      #expect(message.sequence == 7)
      #expect(Array(message.body) == [1, 2, 3])
      #expect(message.isIntact)
      #expect(ICMPv4.reply(to: packet) == nil)
    }
  }

  @Test("an error quotes the header and eight bytes", arguments: [0, 3, 8, 64])
  func error(payload: Int) throws {
    let original = IPv4Header(
      source: IPv4Address(10, 0, 0, 4), destination: IPv4Address(10, 0, 0, 5),
      protocolNumber: .udp, timeToLive: 1
    ).packet(carrying: [UInt8](repeating: 0x5A, count: payload))
    let message = try reading(original) {
      ICMPv4.error(.timeExceeded, code: 0, about: $0)
    }
    #expect(Array(message[..<2]) == [11, 0])
    #expect(Array(message[4..<8]) == [0, 0, 0, 0])
    #expect(Array(message[8...]) == Array(original.prefix(28)))
    #expect(slowChecksum(message) == 0)
  }

  @Test("options are quoted whole")
  func quotedOptions() throws {
    var original = IPv4PacketTests.header.packet(carrying: [UInt8](repeating: 3, count: 20))
    original.insert(contentsOf: [1, 1, 1, 0], at: 20)
    original[0] = 0x46
    original[3] = 44
    let message = try reading(IPv4PacketTests.mended(original)) {
      ICMPv4.error(.destinationUnreachable, code: 1, about: $0)
    }
    #expect(message.count == 8 + 24 + 8)
  }

  @Test("a broken message is not intact")
  func broken() throws {
    var message = ICMPv4.echo(.echoRequest, identifier: 1, sequence: 1, data: [1, 2])
    message[9] ^= 0x10
    try reading(Self.packet(message)) {
      let read = try #require(ICMPv4Message($0))
      #expect(!read.isIntact)
    }
  }

  @Test("short messages and later fragments have no ICMP header")
  func none() throws {
    try reading(Self.packet([8, 0, 0, 0, 0, 0, 0])) { #expect(ICMPv4Message($0) == nil) }
    try reading(Self.packet([UInt8](repeating: 8, count: 16), fragmentOffset: 1)) {
      #expect(ICMPv4Message($0) == nil)
      #expect(!$0.isICMPError)
    }
  }

  @Test("an error that is cut short is one all the same: no error is to be sent about it")
  func cutShort() throws {
    try reading(Self.packet([11, 0, 0, 0])) {
      #expect($0.isICMPError)
      #expect($0.flowRole == .error)
    }
    try reading(Self.packet([])) { #expect($0.flowRole == .either) }
  }

  @Test(
    "types about other packets are errors, questions and answers are not",
    arguments: zip(
      [0, 3, 4, 5, 8, 11, 12, 13, 14] as [UInt8],
      [false, true, true, true, false, true, true, false, false]))
  func isError(type: UInt8, expected: Bool) throws {
    try reading(Self.packet([type, 0, 0, 0, 0, 0, 0, 0])) { #expect($0.isICMPError == expected) }
  }
}
