import Addressing
import Testing

@testable import Wire

struct IPv4PacketTests {
  static let header = IPv4Header(
    source: IPv4Address(10, 10, 30, 4), destination: IPv4Address(10, 2, 30, 10),
    protocolNumber: .icmp, timeToLive: 128, identification: 0x1234)

  /// Puts a right checksum into a header that was changed by hand.
  static func mended(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    let length = Int(bytes[0] & 15) * 4
    bytes[10] = 0
    bytes[11] = 0
    let checksum = slowChecksum(Array(bytes[..<length]))
    bytes[10] = UInt8(checksum >> 8)
    bytes[11] = UInt8(checksum & 255)
    return bytes
  }

  @Test("a header stands in memory as RFC 791 draws it")
  func layout() {
    let bytes = Self.header.packet(carrying: [1, 2, 3])
    #expect(
      Array(bytes[..<10]) == [0x45, 0, 0, 23, 0x12, 0x34, 0, 0, 128, 1])
    #expect(Array(bytes[12...]) == [10, 10, 30, 4, 10, 2, 30, 10, 1, 2, 3])
    #expect(slowChecksum(Array(bytes[..<20])) == 0)
  }

  @Test("the view reads back every field that was written")
  func roundTrip() throws {
    var source = SeededBytes(seed: 791)
    for length in 0..<200 {
      let header = source.header()
      let payload = source.bytes(length)
      try reading(header.packet(carrying: payload)) { packet in
        #expect(packet.source == header.source)
        #expect(packet.destination == header.destination)
        #expect(packet.protocolNumber == header.protocolNumber)
        #expect(packet.timeToLive == header.timeToLive)
        #expect(packet.identification == header.identification)
        #expect(packet.typeOfService == header.typeOfService)
        #expect(packet.hasMoreFragments == header.hasMoreFragments)
        #expect(packet.fragmentOffset == header.fragmentOffset)
        #expect(packet.isFirstFragment == (header.fragmentOffset == 0))
        #expect(packet.headerLength == 20)
        #expect(packet.totalLength == 20 + length)
        #expect(Array(packet.payload) == payload)
      }
    }
  }

  @Test("padding behind the total length is no part of the packet")
  func padding() throws {
    let bytes = Self.header.packet(carrying: [9]) + [UInt8](repeating: 0xEE, count: 25)
    try reading(bytes) { packet in
      #expect(Array(packet.payload) == [9])
      #expect(packet.bytes.count == 21)
    }
  }

  @Test("options are carried and skipped")
  func options() throws {
    var bytes = Self.header.packet(carrying: [7, 7])
    bytes.insert(contentsOf: [1, 1, 1, 0], at: 20)
    bytes[0] = 0x46
    bytes[3] = 26
    try reading(Self.mended(bytes)) { packet in
      #expect(packet.headerLength == 24)
      #expect(Array(packet.payload) == [7, 7])
    }
  }

  @Test("each check of RFC 1812, 5.2.2 names what it found")
  func faults() {
    let good = Self.header.packet(carrying: [1, 2, 3, 4])
    #expect(fault(good) == nil)
    #expect(fault([]) == .truncated(needed: 20, available: 0))
    #expect(fault(Array(good[..<19])) == .truncated(needed: 20, available: 19))
    #expect(fault(Array(good[..<22])) == .truncated(needed: 24, available: 22))

    var version = good
    version[0] = 0x65
    #expect(fault(version) == .wrongVersion(6))

    var short = good
    short[0] = 0x44
    #expect(fault(Self.mended(short)) == .headerLengthInvalid(16))

    var long = good
    long[0] = 0x4F
    #expect(fault(long) == .truncated(needed: 60, available: 24))

    var total = good
    total[3] = 19
    #expect(fault(Self.mended(total)) == .truncated(needed: 20, available: 19))
  }

  @Test("a wrong checksum is reported with the right one")
  func wrongChecksum() {
    var source = SeededBytes(seed: 5)
    for _ in 0..<200 {
      var bytes = source.header().packet(carrying: [])
      let right = UInt16(bytes[10]) << 8 | UInt16(bytes[11])
      let wrong = right &+ UInt16(truncatingIfNeeded: source.next() % 65534 + 1)
      // The two zeros of ones' complement are one value.
      guard wrong != 0xFFFF || right != 0, wrong != 0 || right != 0xFFFF else { continue }
      bytes[10] = UInt8(wrong >> 8)
      bytes[11] = UInt8(wrong & 255)
      #expect(fault(bytes) == .checksumWrong(found: wrong, computed: right))
    }
  }

  @Test("every single flipped bit of a header is found")
  func flippedBits() {
    let good = Self.header.packet(carrying: [])
    for bit in 0..<160 {
      var bytes = good
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(fault(bytes) != nil, "bit \(bit)")
    }
  }

  @Test("noise is refused or read without reaching outside of it")
  func noise() {
    var source = SeededBytes(seed: 99)
    for _ in 0..<3000 {
      var bytes = source.bytes(Int(source.next() % 80))
      if bytes.count >= 20, source.next() % 2 == 0 {
        bytes[0] = 0x45 + UInt8(source.next() % 4)
        bytes[2] = 0
        if Int(bytes[0] & 15) * 4 <= bytes.count { bytes = Self.mended(bytes) }
      }
      guard fault(bytes) == nil else { continue }
      try? reading(bytes) { packet in
        #expect(packet.bytes.count <= bytes.count)
        #expect(packet.headerLength + packet.payload.count == packet.totalLength)
        _ = packet.fiveTuple
        _ = packet.isICMPError
      }
    }
  }

  @Test("taking from the TTL keeps the checksum right")
  func decrement() throws {
    var source = SeededBytes(seed: 1812)
    for _ in 0..<500 {
      let header = source.header()
      var bytes = header.packet(carrying: [])
      let amount = header.timeToLive == 0 ? 0 : UInt8(source.next() % UInt64(header.timeToLive))
      try bytes.withUnsafeMutableBytes {
        try IPv4Packet(validating: $0).decrementTimeToLive(by: amount)
      }
      #expect(bytes[8] == header.timeToLive - amount)
      #expect(fault(bytes) == nil)
    }
  }

  @Test("a packet is taken exactly if no fault is found, with options and without, damaged or not")
  func quickValidation() {
    var random = SeededBytes(seed: 11)
    var taken = 0
    for number in 0..<20_000 {
      var bytes = random.header().packet(carrying: random.bytes(Int(random.next() % 30)))
      let words = number % 3 == 0 ? Int(random.next() % 11) : 0
      if words > 0 {
        bytes.insert(contentsOf: random.bytes(words * 4), at: 20)
        bytes[0] = 0x40 | UInt8(5 + words)
        bytes[2] = UInt8(bytes.count >> 8)
        bytes[3] = UInt8(bytes.count & 255)
        bytes = Self.mended(bytes)
      }
      switch random.next() % 4 {
      case 0: bytes[Int(random.next() % 20)] ^= UInt8(1 << (random.next() % 8))
      case 1: bytes[Int(random.next() % 4)] = UInt8(truncatingIfNeeded: random.next())
      case 2: bytes.removeLast(Int(random.next() % UInt64(bytes.count)))
      case _: bytes += random.bytes(Int(random.next() % 5))
      }
      let found = fault(bytes)
      let isTaken = (try? reading(bytes) { _ in true }) ?? false
      #expect(isTaken == (found == nil), "\(bytes)")
      if isTaken { taken += 1 }
    }
    #expect((4_000...16_000).contains(taken))
  }
}
