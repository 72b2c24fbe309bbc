import Addressing
import IPsec
import Wire

/// Encapsulation.
///
/// - Summary: puts a packet that goes into a tunnel into an ESP packet to the tunnel's other end.
/// - Reads: the whole packet, the end's association.
/// - Writes: the ESP packet, into other memory; the association's sequence number.
/// - Drops: `tunnelPacketTooLong`, `espSequenceExhausted`.
/// - Next: routing of the outer packet, at the same device.
/// - Source: RFC 4303, 3.3; RFC 4301, 5.1.2.1 for the outer header; RFC 4106 for AES-GCM.
/// - Example: an echo request of 60 bytes becomes an ESP packet of 116.
package enum Encapsulation {
  /// How much memory the ESP packet takes that carries a packet of so many bytes.
  package static func length(carrying length: Int) -> Int {
    OutboundAssociation.length(carrying: length)
  }

  /// Makes the ESP packet at the start of `target`. Allocates nothing.
  ///
  /// - Parameters:
  ///   - bytes: a packet that the pipeline forwards, its TTL taken.
  ///   - target: at least ``length(carrying:)`` bytes of the packet's total length.
  /// - Returns: the ESP packet's length in bytes.
  package static func seal(
    _ bytes: UnsafeMutableRawBufferPointer, at end: TunnelEnd, _ associations: TunnelAssociations,
    into target: UnsafeMutableRawBufferPointer
  ) -> Result<Int, DropReason> {
    do throws(OutboundAssociation.Fault) {
      return .success(
        try associations.outbound[end.outbound].seal(IPv4Packet(validated: bytes), into: target))
    } catch {
      return .failure(DropReason(error))
    }
  }
}

extension DropReason {
  init(_ fault: OutboundAssociation.Fault) {
    switch fault {
    case .tooLong: self = .tunnelPacketTooLong
    case .exhausted: self = .espSequenceExhausted
    }
  }
}
