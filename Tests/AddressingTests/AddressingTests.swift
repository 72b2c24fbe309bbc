import Addressing
import Testing

struct IPv4AddressTests {
  @Test(
    "dotted decimals are read and printed",
    arguments: ["0.0.0.0", "10.10.30.132", "255.255.255.255", "168.63.129.16"])
  func roundTrip(text: String) throws {
    #expect(try #require(IPv4Address(text)).description == text)
  }

  @Test(
    "what is no dotted decimal is refused",
    arguments: [
      "", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4 ", "1..3.4", "a.b.c.d",
      "1.2.3.-4", "1.2.3.4/8", "99999999999.1.1.1",
    ])
  func refused(text: String) {
    #expect(IPv4Address(text) == nil)
  }

  @Test("order is numeric, not by text")
  func order() {
    #expect(IPv4Address(9, 0, 0, 0) < IPv4Address(10, 0, 0, 0))
  }
}

struct IPv4PrefixTests {
  @Test("host bits are an error that names the network meant")
  func hostBits() throws {
    let network = IPv4Prefix(containing: IPv4Address(10, 0, 0, 0), length: 24)
    #expect(
      throws: PrefixError.hostBitsSet(address: IPv4Address(10, 0, 0, 5), network: network)
    ) { try IPv4Prefix("10.0.0.5/24") }
  }

  @Test(
    "what is no prefix is refused",
    arguments: ["10.0.0.0/", "10.0.0.0/+8", "10.0.0/8", "/8", "10.0.0.0/8/8", ""])
  func malformed(text: String) {
    #expect(throws: PrefixError.malformed(text)) { try IPv4Prefix(text) }
  }

  @Test("a length beyond 32 is out of range")
  func length() {
    #expect(throws: PrefixError.lengthOutOfRange(33)) { try IPv4Prefix("10.0.0.0/33") }
    #expect(throws: PrefixError.lengthOutOfRange(-1)) { try IPv4Prefix(.any, length: -1) }
  }

  @Test("a bare address is a /32")
  func bareAddress() throws {
    #expect(try IPv4Prefix("10.0.0.5").description == "10.0.0.5/32")
  }

  @Test("containment, covering and overlap hold at every length", arguments: 0...32)
  func containment(length: Int) {
    let prefix = IPv4Prefix(containing: IPv4Address(10, 11, 30, 64), length: length)
    #expect(prefix.contains(prefix.address))
    #expect(prefix.contains(prefix.lastAddress))
    #expect(
      prefix.addressCount == UInt64(prefix.lastAddress.rawValue) - UInt64(prefix.address.rawValue)
        + 1)
    #expect(prefix.covers(prefix))
    #expect(IPv4Prefix.all.covers(prefix))
    if length > 0 {
      let before = prefix.address.advanced(by: -1)
      let behind = prefix.lastAddress.advanced(by: 1)
      #expect(!prefix.contains(before))
      #expect(!prefix.contains(behind))
      #expect(!prefix.covers(.all))
      #expect(prefix.overlaps(.all))
      #expect(!prefix.overlaps(IPv4Prefix(containing: behind, length: length)))
    }
  }

  @Test("a covering prefix stands before what it covers")
  func order() throws {
    let sorted = try ["10.0.0.0/16", "9.0.0.0/8", "10.0.0.0/8", "10.0.0.0/24"]
      .map { try IPv4Prefix($0) }.sorted().map(\.description)
    #expect(sorted == ["9.0.0.0/8", "10.0.0.0/8", "10.0.0.0/16", "10.0.0.0/24"])
  }

  @Test("an interface address keeps its host bits and knows its network")
  func interfaceAddress() throws {
    let address = try IPv4InterfaceAddress("10.2.30.3/25")
    #expect(address.description == "10.2.30.3/25")
    #expect(address.network.description == "10.2.30.0/25")
  }
}

struct NanosecondsTests {
  @Test(
    "amounts of time are read exactly and printed in the shortest form",
    arguments: [
      ("2.2ms", 2_200_000, "2.2ms"), ("0.2ms", 200_000, "200us"), ("1s", 1_000_000_000, "1s"),
      ("66.7ms", 66_700_000, "66.7ms"), ("0ms", 0, "0ns"), ("1500ms", 1_500_000_000, "1.5s"),
      ("7ns", 7, "7ns"), ("0.000000001s", 1, "1ns"),
    ])
  func text(text: String, count: Int64, printed: String) throws {
    let amount = try #require(Nanoseconds(text))
    #expect(amount.count == count)
    #expect(amount.description == printed)
  }

  @Test(
    "what is no amount of time is refused",
    arguments: ["", "ms", "1", "1 ms", "-1ms", "1.ms", ".5ms", "1.2.3s", "0.5ns", "1m", "1e3ms"])
  func refused(text: String) {
    #expect(Nanoseconds(text) == nil)
  }
}

struct OtherValuesTests {
  @Test(
    "MAC addresses are read in the usual forms",
    arguments: ["00:0d:3a:f8:78:56", "00-0D-3A-F8-78-56", "000D3AF87856"])
  func macAddress(text: String) throws {
    #expect(try #require(MACAddress(text)).description == "00:0d:3a:f8:78:56")
  }

  @Test(
    "what is no MAC address is refused",
    arguments: ["", "00:0d", "0:0d:3a:f8:78:56:1", "zz:0d:3a:f8:78:56"])
  func macRefused(text: String) {
    #expect(MACAddress(text) == nil)
  }

  @Test(
    "private AS numbers are those of RFC 6996",
    arguments: [
      (64511, false), (64512, true), (65515, true), (65534, true), (65535, false), (12076, false),
      (4_200_000_000, true), (4_294_967_294, true), (4_294_967_295, false),
    ])
  func privateNumbers(number: UInt32, isPrivate: Bool) {
    #expect(ASN(rawValue: number).isPrivate == isPrivate)
  }

  @Test("a flow reversed twice is itself")
  func reversed() {
    let flow = FiveTuple(
      source: IPv4Address(1, 2, 3, 4), destination: IPv4Address(5, 6, 7, 8),
      sourcePort: Port(rawValue: 9), destinationPort: Port(rawValue: 10), protocolNumber: .udp)
    #expect(flow.reversed != flow)
    #expect(flow.reversed.reversed == flow)
  }
}
