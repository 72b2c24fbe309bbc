import Addressing
import IPsec
import TestSupport
import Testing
import Wire

struct TunnelModeTests {
  static let association = SecurityAssociation(
    source: IPv4Address(192, 0, 2, 1), destination: IPv4Address(198, 51, 100, 1),
    securityParametersIndex: 0x1234_5678, keyMaterial: [UInt8](0..<36))

  static func packet(_ length: Int, service: UInt8 = 0, doNotFragment: Bool = false) -> [UInt8] {
    IPv4Header(
      source: IPv4Address(10, 0, 0, 4), destination: IPv4Address(10, 1, 0, 4),
      protocolNumber: .udp, timeToLive: 17, identification: 99, typeOfService: service,
      doNotFragment: doNotFragment
    ).packet(carrying: (0..<length).map { UInt8(truncatingIfNeeded: $0) })
  }

  static func seal(_ packet: [UInt8], _ sender: OutboundAssociation) throws -> [UInt8] {
    var packet = packet
    var target = [UInt8](
      repeating: 0xEE, count: OutboundAssociation.length(carrying: packet.count))
    let length = try packet.withUnsafeMutableBytes { packet in
      try target.withUnsafeMutableBytes {
        try sender.seal(IPv4Packet(validating: packet), into: $0)
      }
    }
    #expect(length == target.count)
    return target
  }

  static func open(_ packet: [UInt8], _ receiver: InboundAssociation) throws -> [UInt8] {
    var packet = packet
    var target = [UInt8](repeating: 0, count: packet.count)
    let length = try packet.withUnsafeMutableBytes { packet in
      try target.withUnsafeMutableBytes {
        try receiver.open(IPv4Packet(validating: packet), into: $0)
      }
    }
    return Array(target.prefix(length))
  }

  @Test("what goes in comes out, of every length", arguments: [0, 1, 2, 3, 4, 100, 1472, 65_000])
  func roundTrip(length: Int) throws {
    let sender = OutboundAssociation(Self.association)
    let receiver = InboundAssociation(Self.association)
    let packet = Self.packet(length)
    for number in 1...3 as ClosedRange<UInt32> {
      var sealed = try Self.seal(packet, sender)
      sealed.withUnsafeMutableBytes { buffer in
        let outer = try? IPv4Packet(validating: buffer)
        #expect(outer?.source == Self.association.source)
        #expect(outer?.destination == Self.association.destination)
        #expect(outer?.protocolNumber == .esp)
        #expect(outer?.timeToLive == 64)
        let header = outer.flatMap { try? ESPHeader(validating: $0.payload) }
        #expect(header?.securityParametersIndex == 0x1234_5678)
        #expect(header?.sequenceNumber == number)
      }
      #expect(sealed.count % 4 == 0)
      #expect(try Self.open(sealed, receiver) == packet)
    }
  }

  @Test("the payload is not readable on the way")
  func confidentiality() throws {
    let packet = Self.packet(256)
    let sealed = try Self.seal(packet, OutboundAssociation(Self.association))
    let pieces = stride(from: 0, to: packet.count - 8, by: 4).map { Array(packet[$0..<$0 + 8]) }
    for piece in pieces {
      #expect(!sealed.indices.dropLast(8).contains { Array(sealed[$0..<$0 + 8]) == piece })
    }
  }

  @Test(
    "DSCP, ECN and DF are copied out, congestion is copied in where the inner packet can be told")
  func serviceField() throws {
    let sender = OutboundAssociation(Self.association)
    let receiver = InboundAssociation(Self.association)
    let plain = try Self.seal(Self.packet(20, service: 0xB8), sender)
    #expect(plain[1] == 0xB8)
    #expect(plain[6] & 0x40 == 0)
    let capable = Self.packet(20, service: 0xB9, doNotFragment: true)
    var sealed = try Self.seal(capable, sender)
    #expect(sealed[1] == 0xB9)
    #expect(sealed[6] & 0x40 != 0)
    sealed[1] = 0xBB
    let marked = try Self.open(ESPForge.mended(sealed), receiver)
    #expect(marked == ESPForge.mended(Self.packet(20, service: 0xBB, doNotFragment: true)))
    // One that cannot be told stays as it was.
    var unable = try Self.seal(Self.packet(20, service: 0xB8), sender)
    unable[1] = 0xBB
    #expect(try Self.open(ESPForge.mended(unable), receiver) == Self.packet(20, service: 0xB8))
  }

  @Test("a packet is taken once; late ones within the window are, older ones are not")
  func replay() throws {
    let sender = OutboundAssociation(Self.association)
    let receiver = InboundAssociation(Self.association)
    let sealed = try (1...100).map { try Self.seal(Self.packet($0), sender) }
    _ = try Self.open(sealed[0], receiver)
    #expect(throws: InboundAssociation.Fault.replayed) { try Self.open(sealed[0], receiver) }
    _ = try Self.open(sealed[70], receiver)
    _ = try Self.open(sealed[7], receiver)
    #expect(throws: InboundAssociation.Fault.replayed) { try Self.open(sealed[7], receiver) }
    #expect(throws: InboundAssociation.Fault.tooOld) { try Self.open(sealed[6], receiver) }
    #expect(receiver.window.highest == 71)
  }

  @Test("a forged number does not move the window")
  func forgedNumber() throws {
    let sender = OutboundAssociation(Self.association)
    let receiver = InboundAssociation(Self.association)
    let first = try Self.seal(Self.packet(9), sender)
    var forged = first
    forged[24] = 0xFF
    #expect(throws: InboundAssociation.Fault.integrity) { try Self.open(forged, receiver) }
    #expect(receiver.window.highest == 0)
    _ = try Self.open(first, receiver)
  }

  @Test("a flipped bit anywhere behind the outer header is found")
  func flippedBits() throws {
    let receiver = InboundAssociation(Self.association)
    let sealed = try Self.seal(Self.packet(30), OutboundAssociation(Self.association, after: 5))
    // The index is what chooses the association; all that follows it is here. No bit makes a 0 of 6.
    for bit in 24 * 8..<sealed.count * 8 {
      var damaged = sealed
      damaged[bit / 8] ^= 1 << (bit % 8)
      #expect(throws: InboundAssociation.Fault.integrity, "bit \(bit)") {
        try Self.open(damaged, receiver)
      }
    }
    _ = try Self.open(sealed, receiver)
  }

  @Test("the last sequence number is used, the first again is not")
  func exhaustion() throws {
    let sender = OutboundAssociation(Self.association, after: UInt64(UInt32.max) - 1)
    _ = try Self.seal(Self.packet(1), sender)
    #expect(throws: OutboundAssociation.Fault.exhausted) { try Self.seal(Self.packet(1), sender) }
  }

  @Test("a packet that would not fit into an IPv4 packet stays outside")
  func tooLong() throws {
    let sender = OutboundAssociation(Self.association)
    #expect(throws: OutboundAssociation.Fault.tooLong) {
      try Self.seal(Self.packet(65_500), sender)
    }
    #expect(sender.sequenceNumber == 0)
  }

  @Test(
    "a right key with a wrong trailer has a reason of its own",
    arguments: [
      ([1, 2, 0, 2], .nextHeader), ([1, 2, 2, 59], .dummy), ([9, 2, 2, 4], .padding),
      ([0, 0, 200, 4], .padding), ([1, 2, 3, 4, 5], .malformed),
    ] as [([UInt8], InboundAssociation.Fault)])
  func trailers(text: [UInt8], fault: InboundAssociation.Fault) {
    let receiver = InboundAssociation(Self.association)
    #expect(throws: fault) {
      try Self.open(ESPForge.packet(text, sequence: 5, Self.association), receiver)
    }
  }

  @Test("a fragment is refused")
  func fragments() throws {
    let receiver = InboundAssociation(Self.association)
    var sealed = try Self.seal(Self.packet(30), OutboundAssociation(Self.association))
    sealed[6] |= 0x20
    #expect(throws: InboundAssociation.Fault.fragment) {
      try Self.open(ESPForge.mended(sealed), receiver)
    }
  }

  @Test("damaged packets never come out and never crash", arguments: [1, 2, 3, 4] as [UInt64])
  func damage(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let sender = OutboundAssociation(Self.association)
    let receiver = InboundAssociation(Self.association)
    var faults: Set<InboundAssociation.Fault> = []
    for _ in 0..<3000 {
      let inner = Self.packet(Int.random(in: 0..<200, using: &generator))
      var packet = try Self.seal(inner, sender)
      switch generator.next() % 4 {
      case 0:
        // Cut short, the outer length along.
        packet = Array(packet.prefix(Int.random(in: 20..<packet.count, using: &generator)))
        packet[2] = UInt8(packet.count >> 8)
        packet[3] = UInt8(truncatingIfNeeded: packet.count)
        packet = ESPForge.mended(packet)
      case 1:
        for _ in 0..<Int.random(in: 1..<6, using: &generator) {
          let place = Int.random(in: 24..<packet.count, using: &generator)
          packet[place] ^= UInt8.random(in: 1...255, using: &generator)
        }
      case 2:
        let extra = Int.random(in: 1..<64, using: &generator)
        packet += (0..<extra).map { _ in UInt8.random(in: 0...255, using: &generator) }
        packet[2] = UInt8(packet.count >> 8)
        packet[3] = UInt8(truncatingIfNeeded: packet.count)
        packet = ESPForge.mended(packet)
      default:
        packet[6] |= UInt8.random(in: 0..<0x40, using: &generator)
        packet[7] = UInt8.random(in: 1...255, using: &generator)
        packet = ESPForge.mended(packet)
      }
      do {
        _ = try Self.open(packet, receiver)
        Issue.record("a damaged packet came out")
      } catch let fault as InboundAssociation.Fault {
        faults.insert(fault)
      }
    }
    #expect(faults.isSuperset(of: [.malformed, .integrity, .fragment]))
    #expect(receiver.window.highest == 0)
  }
}
