import Addressing
import Wire

/// The receiver's end of a security association: takes packets out of ESP and refuses what it has seen (RFC 4303, 3.4).
package final class InboundAssociation {
  /// Why a packet does not come out of the tunnel, in the order of the checks.
  package enum Fault: Error, Hashable, Sendable, CaseIterable {
    /// A fragment: it must be whole before it comes here (RFC 4303, 3.4.1).
    case fragment
    /// Too short for ESP with AES-GCM, or the encrypted part is no multiple of four.
    case malformed
    /// The sequence number was received already.
    case replayed
    /// The sequence number is left of the window.
    case tooOld
    /// The integrity check value is wrong.
    case integrity
    /// The padding is longer than what is there, or does not count 1, 2, 3 (RFC 4303, 2.4).
    case padding
    /// A dummy packet, which is thrown away (RFC 4303, 2.6).
    case dummy
    /// What is inside is not an IPv4 packet.
    case nextHeader
  }

  package let association: SecurityAssociation
  package private(set) var window: AntiReplayWindow
  private let cipher: GaloisCounterMode

  /// - Parameter windowSize: a power of two, 64...65536.
  package init(_ association: SecurityAssociation, windowSize: Int = 64) {
    self.association = association
    window = AntiReplayWindow(size: windowSize)
    cipher = GaloisCounterMode(keyMaterial: association.keyMaterial)
  }

  /// Takes the packet inside `packet` out, at the start of `target`. Allocates nothing.
  ///
  /// - Parameters:
  ///   - packet: an ESP packet with this association's index.
  ///   - target: at least as many bytes as the packet has; it is not part of the packet.
  /// - Returns: the length of what was inside, in bytes. Whether that is a sound packet is yet to be seen.
  package func open(
    _ packet: IPv4Packet, into target: UnsafeMutableRawBufferPointer
  ) throws(Fault) -> Int {
    guard packet.isFirstFragment, !packet.hasMoreFragments else { throw .fragment }
    let payload = packet.payload
    let overhead =
      ESPHeader.length + ESPHeader.initializationVectorLength + ESPHeader.integrityCheckLength
    let length = payload.count - overhead
    guard let header = try? ESPHeader(validating: payload), length % ESPHeader.alignment == 0,
      let source = payload.baseAddress, let text = target.baseAddress
    else { throw .malformed }
    precondition(target.count >= length, "the target has room for what is inside")
    let sent = header.sequenceNumber
    guard
      let number = association.hasExtendedSequenceNumbers ? window.extended(sent) : UInt64(sent)
    else { throw .tooOld }
    let judgement = window.judge(number)
    if association.isReplayProtected {
      switch judgement {
      case .fresh: break
      case .replayed: throw .replayed
      case .tooOld: throw .tooOld
      }
    }
    let vector = UInt64(
      bigEndian: source.loadUnaligned(fromByteOffset: ESPHeader.length, as: UInt64.self))
    let front = ESPHeader.length + ESPHeader.initializationVectorLength
    text.copyMemory(from: source + front, byteCount: length)
    let isRight = withUnsafeTemporaryAllocation(byteCount: 12, alignment: 4) { additional in
      guard let start = additional.baseAddress else { return false }
      let count = association.writeAdditionalData(number, to: start)
      return cipher.open(
        UnsafeMutableRawBufferPointer(start: text, count: length), vector: vector,
        additional: UnsafeRawBufferPointer(start: start, count: count),
        tag: source + (front + length))
    }
    guard isRight else { throw .integrity }
    if judgement == .fresh { window.accept(number) }
    let bytes = UnsafeRawBufferPointer(start: text, count: length)
    let padding = Int(bytes[length - 2])
    let inner = length - ESPHeader.trailerLength - padding
    guard inner >= 0 else { throw .padding }
    for index in 0..<padding where bytes[inner + index] != UInt8(truncatingIfNeeded: index + 1) {
      throw .padding
    }
    switch IPProtocol(rawValue: bytes[length - 1]) {
    case .ipv4: break
    case .noNextHeader: throw .dummy
    default: throw .nextHeader
    }
    carryCongestion(from: packet, to: text, length: inner)
    return inner
  }

  /// RFC 4301, 5.1.2.1, note 6: congestion that the outer packet met is told to an inner one that can be.
  private func carryCongestion(
    from outer: IPv4Packet, to inner: UnsafeMutableRawPointer, length: Int
  ) {
    guard outer.typeOfService & 3 == 3, length >= IPv4Packet.minimumHeaderLength else { return }
    let service = inner.load(fromByteOffset: 1, as: UInt8.self)
    guard service & 3 == 1 || service & 3 == 2 else { return }
    inner.storeBytes(of: service | 3, toByteOffset: 1, as: UInt8.self)
    let first = UInt16(inner.load(as: UInt8.self)) << 8
    let checksum = UInt16(bigEndian: inner.load(fromByteOffset: 10, as: UInt16.self))
    let updated = InternetChecksum.update(
      checksum, old: first | UInt16(service), new: first | UInt16(service | 3))
    inner.storeBytes(of: updated.bigEndian, toByteOffset: 10, as: UInt16.self)
  }
}
