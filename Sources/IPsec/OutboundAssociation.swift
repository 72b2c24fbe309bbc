import Addressing
import Wire

/// The sender's end of a security association: makes ESP packets in tunnel mode.
package final class OutboundAssociation {
  /// Why a packet does not go into the tunnel.
  package enum Fault: Error, Hashable, Sendable {
    /// Encapsulated, it would have more than the 65,535 bytes of an IPv4 packet.
    case tooLong
    /// All sequence numbers are used up, 4,294,967,295 unless they are extended (RFC 4303, 3.3.3).
    case exhausted
  }

  /// The outer header's TTL: the sender's own, not the inner packet's (RFC 4301, 5.1.2.1).
  package static let timeToLive: UInt8 = 64

  /// In bytes: the outer header, ESP's header and IV.
  private static let front =
    IPv4Packet.minimumHeaderLength + ESPHeader.length + ESPHeader.initializationVectorLength

  package let association: SecurityAssociation
  private let cipher: GaloisCounterMode
  /// That of the last packet; the first is 1.
  package private(set) var sequenceNumber: UInt64

  /// - Parameter sequenceNumber: that of the packet before the first.
  package init(_ association: SecurityAssociation, after sequenceNumber: UInt64 = 0) {
    self.association = association
    self.sequenceNumber = sequenceNumber
    cipher = GaloisCounterMode(keyMaterial: association.keyMaterial)
  }

  /// How long the ESP packet is that carries a packet of so many bytes, outer header included.
  package static func length(carrying length: Int) -> Int {
    front + length + padding(for: length) + ESPHeader.trailerLength
      + ESPHeader.integrityCheckLength
  }

  /// RFC 4303, 2.4: pad length and next header end at a multiple of four.
  private static func padding(for length: Int) -> Int {
    (ESPHeader.alignment - (length + ESPHeader.trailerLength) % ESPHeader.alignment)
      % ESPHeader.alignment
  }

  /// Puts `packet` into an ESP packet, at the start of `target`. Allocates nothing.
  ///
  /// - Parameters:
  ///   - packet: as it is to come out at the other end: its TTL is taken already.
  ///   - target: at least ``length(carrying:)`` bytes.
  /// - Returns: the ESP packet's length in bytes.
  package func seal(
    _ packet: IPv4Packet, into target: UnsafeMutableRawBufferPointer
  ) throws(Fault) -> Int {
    let inner = packet.bytes
    let length = Self.length(carrying: inner.count)
    guard length <= 65535 else { throw .tooLong }
    guard sequenceNumber < association.lastSequenceNumber else { throw .exhausted }
    sequenceNumber += 1
    precondition(target.count >= length, "the target has room for the packet")
    guard let base = target.baseAddress else { preconditionFailure("the target has room") }
    writeHeader(base, length: length, about: packet)
    let header = base + IPv4Packet.minimumHeaderLength
    header.storeBytes(of: association.securityParametersIndex.bigEndian, as: UInt32.self)
    header.storeBytes(
      of: UInt32(truncatingIfNeeded: sequenceNumber).bigEndian, toByteOffset: 4, as: UInt32.self)
    // A counter never repeats: the sequence number is one already (RFC 4106, 3.1).
    let vector = sequenceNumber
    (header + ESPHeader.length).storeBytes(of: vector.bigEndian, as: UInt64.self)
    let text = base + Self.front
    text.copyMemory(from: inner.baseAddress.unsafelyUnwrapped, byteCount: inner.count)
    let padding = Self.padding(for: inner.count)
    for index in 0..<padding {
      text.storeBytes(of: UInt8(index + 1), toByteOffset: inner.count + index, as: UInt8.self)
    }
    let trailer = inner.count + padding
    text.storeBytes(of: UInt8(padding), toByteOffset: trailer, as: UInt8.self)
    text.storeBytes(
      of: IPProtocol.ipv4.rawValue, toByteOffset: trailer + 1, as: UInt8.self)
    let textLength = trailer + ESPHeader.trailerLength
    withUnsafeTemporaryAllocation(byteCount: 12, alignment: 4) { additional in
      guard let start = additional.baseAddress else { return }
      let count = association.writeAdditionalData(vector, to: start)
      cipher.seal(
        UnsafeMutableRawBufferPointer(start: text, count: textLength), vector: vector,
        additional: UnsafeRawBufferPointer(start: start, count: count), tag: text + textLength)
    }
    return length
  }

  /// RFC 4301, 5.1.2.1: DSCP, ECN and DF are the inner header's, the rest is the sender's own.
  private func writeHeader(
    _ base: UnsafeMutableRawPointer, length: Int, about packet: IPv4Packet
  ) {
    base.storeBytes(of: 0x45, as: UInt8.self)
    base.storeBytes(of: packet.typeOfService, toByteOffset: 1, as: UInt8.self)
    base.storeBytes(of: UInt16(length).bigEndian, toByteOffset: 2, as: UInt16.self)
    let identification = UInt16(truncatingIfNeeded: sequenceNumber)
    base.storeBytes(of: identification.bigEndian, toByteOffset: 4, as: UInt16.self)
    let flags: UInt16 = packet.doesNotFragment ? 0x4000 : 0
    base.storeBytes(of: flags.bigEndian, toByteOffset: 6, as: UInt16.self)
    base.storeBytes(of: Self.timeToLive, toByteOffset: 8, as: UInt8.self)
    base.storeBytes(of: IPProtocol.esp.rawValue, toByteOffset: 9, as: UInt8.self)
    base.storeBytes(of: 0, toByteOffset: 10, as: UInt16.self)
    base.storeBytes(of: association.source.rawValue.bigEndian, toByteOffset: 12, as: UInt32.self)
    base.storeBytes(
      of: association.destination.rawValue.bigEndian, toByteOffset: 16, as: UInt32.self)
    let sum = InternetChecksum.sum(
      UnsafeRawBufferPointer(start: base, count: IPv4Packet.minimumHeaderLength))
    base.storeBytes(
      of: (~InternetChecksum.fold(sum)).bigEndian, toByteOffset: 10, as: UInt16.self)
  }
}
