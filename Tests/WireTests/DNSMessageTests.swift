import Addressing
import Testing
import Wire

@Suite("DNS messages and UDP datagrams")
struct DNSMessageTests {
  /// RFC 1035, 4.1: header, question `a.bc` for an A record of class IN.
  private static let question: [UInt8] = [
    0x12, 0x34, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0,
    1, 0x61, 2, 0x62, 0x63, 0, 0, 1, 0, 1,
  ]

  @Test("A question is the bytes of RFC 1035, and is read back from them")
  func questionBytes() throws {
    let message = try #require(DNSMessage(asking: "a.bc", identification: 0x1234))
    #expect(message.bytes == Self.question)
    #expect(DNSMessage(Self.question) == message)
    #expect(DNSMessage(asking: "a.bc.", identification: 0x1234) == message)
  }

  @Test("An answer's records point to the name in the question, and are read back from there")
  func answerBytes() throws {
    let question = try #require(DNSMessage(Self.question))
    let answer = question.answer(
      .noError, [IPv4Address(10, 0, 0, 4), IPv4Address(10, 0, 0, 5)])
    let record: (UInt8) -> [UInt8] = {
      [0xC0, 12, 0, 1, 0, 1, 0, 0, 0x0E, 0x10, 0, 4, 10, 0, 0, $0]
    }
    var expected = Self.question + record(4) + record(5)
    expected.replaceSubrange(2..<4, with: [0x85, 0x00])
    expected[7] = 2
    #expect(answer.bytes == expected)
    #expect(DNSMessage(expected) == answer)
    let refusal = question.answer(.nameError)
    #expect(refusal.bytes[3] == 3 && DNSMessage(refusal.bytes)?.responseCode == .nameError)
  }

  @Test("Records of other types are passed over")
  func otherRecords() throws {
    let alias: [UInt8] = [1, 0x78, 0, 0, 5, 0, 1, 0, 0, 0, 1, 0, 2, 0xC0, 12]
    let record: [UInt8] = [0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, 10, 1, 2, 3]
    var bytes = Self.question + alias + record
    bytes.replaceSubrange(2..<4, with: [0x81, 0x80])
    bytes[7] = 2
    #expect(DNSMessage(bytes)?.addresses == [IPv4Address(10, 1, 2, 3)])
  }

  @Test("No beginning of a message is one, and none makes the reader leave its bytes")
  func truncated() throws {
    let whole = try #require(DNSMessage(Self.question))
      .answer(.noError, [IPv4Address(10, 0, 0, 4)]).bytes
    for length in 0..<whole.count { #expect(DNSMessage(Array(whole[..<length])) == nil) }
    for position in 0..<whole.count {
      for value: UInt8 in [0, 1, 0x3F, 0x40, 0xC0, 0xFF] {
        var bytes = whole
        bytes[position] = value
        _ = DNSMessage(bytes)
      }
    }
  }

  @Test(
    "A name has labels of 1 to 63 letters, digits, - and _",
    arguments: [
      ("vm", true), ("vm-1.contoso.com", true), ("vm.", true), ("_x.y", true), ("", false),
      (".", false), ("a..b", false), (".a", false), ("a b", false), ("ä", false),
      (String(repeating: "a", count: 63), true), (String(repeating: "a", count: 64), false),
      (String(repeating: "abcdefg.", count: 31) + "abcde", true),
      (String(repeating: "abcdefg.", count: 32), false),
    ])
  func names(_ text: String, _ isName: Bool) {
    #expect(DNSMessage.isName(text) == isName)
    #expect((DNSMessage(asking: text, identification: 1) != nil) == isName)
  }

  private static func packet(_ payload: [UInt8]) -> [UInt8] {
    IPv4Header(
      source: IPv4Address(10, 0, 0, 4), destination: IPv4Address(10, 0, 0, 5),
      protocolNumber: .udp, timeToLive: 64, identification: 1
    ).packet(carrying: payload)
  }

  private static func datagram(_ payload: [UInt8]) -> UDPDatagram? {
    var bytes = packet(payload)
    return bytes.withUnsafeMutableBytes { buffer in
      (try? IPv4Packet(validating: buffer)).flatMap { UDPDatagram($0) }
    }
  }

  @Test("A datagram is read back from its bytes, without a checksum too, and not with a wrong one")
  func datagrams() {
    let sent = UDPDatagram(
      sourcePort: Port(rawValue: 50_000), destinationPort: Port(rawValue: 53), data: [1, 2, 3])
    var bytes = sent.bytes(from: IPv4Address(10, 0, 0, 4), to: IPv4Address(10, 0, 0, 5))
    #expect(bytes.count == 11 && Self.datagram(bytes) == sent)
    // What stands behind the datagram in the packet is not its data.
    #expect(Self.datagram(bytes + [9]) == sent)
    bytes[10] ^= 1
    #expect(Self.datagram(bytes) == nil)
    bytes[10] ^= 1
    bytes[6] = 0
    bytes[7] = 0
    #expect(Self.datagram(bytes) == sent)
    #expect(Self.datagram(Array(bytes[..<7])) == nil)
    bytes[5] = 12
    #expect(Self.datagram(bytes) == nil)
  }
}
