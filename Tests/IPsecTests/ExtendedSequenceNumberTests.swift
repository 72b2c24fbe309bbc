import IPsec
import TestSupport
import Testing
import Wire

/// Sequence numbers of 64 bits (RFC 4303, 2.2.1), of which half is sent.
struct ExtendedSequenceNumberTests {
  static var association: SecurityAssociation {
    var association = TunnelModeTests.association
    association.hasExtendedSequenceNumbers = true
    return association
  }

  static func open(_ packet: [UInt8], _ receiver: InboundAssociation) throws -> [UInt8] {
    try TunnelModeTests.open(packet, receiver)
  }

  /// The number in the packet.
  static func sent(_ packet: [UInt8]) -> UInt32 {
    packet[24..<28].reduce(0) { $0 << 8 | UInt32($1) }
  }

  @Test("numbers go on over the end of 32 bits, in order and out of it")
  func crossing() throws {
    let sender = OutboundAssociation(Self.association, after: UInt64(UInt32.max) - 40)
    let receiver = InboundAssociation(Self.association)
    let packets = try (1...80).map {
      ($0, try TunnelModeTests.seal(TunnelModeTests.packet($0), sender))
    }
    #expect(Self.sent(packets[39].1) == .max)
    #expect(Self.sent(packets[40].1) == 0)
    #expect(sender.sequenceNumber == UInt64(UInt32.max) + 40)
    // The receiver has seen what came before: a number of the first subspace.
    let before = OutboundAssociation(Self.association, after: UInt64(UInt32.max) - 101)
    _ = try Self.open(try TunnelModeTests.seal(TunnelModeTests.packet(1), before), receiver)
    // Odd places first, the others behind them within the window.
    for group in stride(from: 0, to: packets.count, by: 20) {
      let some = packets[group..<group + 20]
      for (length, packet) in some.filter({ $0.0 % 2 == 1 }) + some.filter({ $0.0 % 2 == 0 }) {
        #expect(try Self.open(packet, receiver) == TunnelModeTests.packet(length))
      }
    }
    #expect(receiver.window.highest == sender.sequenceNumber)
    for (_, packet) in packets.suffix(64) {
      #expect(throws: InboundAssociation.Fault.replayed) { try Self.open(packet, receiver) }
    }
    // Left of the window a number means one of the next subspace, which the integrity check does not confirm.
    #expect(throws: InboundAssociation.Fault.integrity) {
      try Self.open(packets[0].1, receiver)
    }
  }

  @Test("a sender without them and a receiver with them do not understand each other, and back")
  func mismatch() throws {
    let plain = TunnelModeTests.association
    for (one, other) in [(plain, Self.association), (Self.association, plain)] {
      let packet = try TunnelModeTests.seal(TunnelModeTests.packet(8), OutboundAssociation(one))
      #expect(throws: InboundAssociation.Fault.integrity) {
        try Self.open(packet, InboundAssociation(other))
      }
    }
  }

  @Test("the check covers the half that is not sent")
  func covered() throws {
    // 12 bytes: index, upper half, lower half (RFC 4106, 5).
    let sender = OutboundAssociation(Self.association, after: 7 << 32 | 8)
    let inner = TunnelModeTests.packet(30)
    let packet = try TunnelModeTests.seal(inner, sender)
    let cipher = GaloisCounterMode(keyMaterial: Self.association.keyMaterial)
    func opens(_ additional: [UInt8]) -> Bool {
      var text = Array(packet[36..<packet.count - 16])
      let tag = Array(packet.suffix(16))
      let isRight = text.withUnsafeMutableBytes { text in
        additional.withUnsafeBytes { additional in
          tag.withUnsafeBytes {
            cipher.open(text, vector: 7 << 32 | 9, additional: additional, tag: $0.baseAddress!)
          }
        }
      }
      if isRight { #expect(Array(text.prefix(inner.count)) == inner) }
      return isRight
    }
    let index: [UInt8] = [0x12, 0x34, 0x56, 0x78]
    #expect(opens(index + [0, 0, 0, 7, 0, 0, 0, 9]))
    #expect(!opens(index + [0, 0, 0, 8, 0, 0, 0, 9]))
    #expect(!opens(index + [0, 0, 0, 9]))
  }

  @Test("the last number of 64 bits is used, and none behind it")
  func exhaustion() throws {
    let sender = OutboundAssociation(Self.association, after: .max - 1)
    _ = try TunnelModeTests.seal(TunnelModeTests.packet(1), sender)
    #expect(throws: OutboundAssociation.Fault.exhausted) {
      try TunnelModeTests.seal(TunnelModeTests.packet(1), sender)
    }
  }

  @Test("without replay protection packets are taken again, and forged ones are not")
  func unprotected() throws {
    for hasExtended in [false, true] {
      var association = TunnelModeTests.association
      association.hasExtendedSequenceNumbers = hasExtended
      association.isReplayProtected = false
      let sender = OutboundAssociation(association)
      let receiver = InboundAssociation(association)
      let packets = try (1...40).map {
        try TunnelModeTests.seal(TunnelModeTests.packet($0), sender)
      }
      for packet in packets + packets { _ = try Self.open(packet, receiver) }
      #expect(receiver.window.highest == 40)
      var forged = packets[20]
      forged[40] ^= 1
      #expect(throws: InboundAssociation.Fault.integrity) { try Self.open(forged, receiver) }
    }
  }
}
