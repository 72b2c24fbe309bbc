import Addressing
import IPsec
import Wire

/// Decapsulation.
///
/// - Summary: takes a packet out of an ESP packet that came to a device where tunnels end.
/// - Reads: the whole packet, the device's associations.
/// - Writes: the packet inside, into other memory; the association's anti-replay window.
/// - Drops: `espFragment`, `espMalformed`, `espUnknownAssociation`, `espReplayed`, `espTooOld`, `espIntegrityFailed`,
///   `espPaddingInvalid`, `espDummy`, `espNotIPv4`.
/// - Next: validation of what was inside, as a packet that came in at the tunnel's interface.
/// - Source: RFC 4303, 3.4; RFC 4301, 5.2.
/// - Example: the same ESP packet a second time is `espReplayed`.
package enum Decapsulation {
  /// What came out, and where it comes in.
  package struct Opened {
    /// In bytes.
    package var length: Int
    package var end: TunnelEnd
  }

  /// Whether the packet is one that this stage takes.
  ///
  /// - Parameter bytes: a packet that the pipeline delivers.
  package static func takes(_ bytes: UnsafeMutableRawBufferPointer) -> Bool {
    IPv4Packet(validated: bytes).protocolNumber == .esp
  }

  /// Puts what is inside at the start of `target`. Allocates nothing.
  ///
  /// - Parameters:
  ///   - bytes: an ESP packet that the pipeline delivers to the device.
  ///   - target: as many bytes as the packet has, elsewhere.
  package static func open(
    _ bytes: UnsafeMutableRawBufferPointer, at device: DeviceID,
    _ associations: TunnelAssociations, into target: UnsafeMutableRawBufferPointer
  ) -> Result<Opened, DropReason> {
    let packet = IPv4Packet(validated: bytes)
    // A fragment may have no header to look at.
    guard packet.isFirstFragment, !packet.hasMoreFragments else { return .failure(.espFragment) }
    guard let header = try? ESPHeader(validating: packet.payload) else {
      return .failure(.espMalformed)
    }
    guard let end = associations.end(at: device, header.securityParametersIndex) else {
      return .failure(.espUnknownAssociation)
    }
    do throws(InboundAssociation.Fault) {
      let length = try associations.inbound[end.inbound].open(packet, into: target)
      return .success(Opened(length: length, end: end))
    } catch {
      return .failure(DropReason(error))
    }
  }
}

extension DropReason {
  init(_ fault: InboundAssociation.Fault) {
    switch fault {
    case .fragment: self = .espFragment
    case .malformed: self = .espMalformed
    case .replayed: self = .espReplayed
    case .tooOld: self = .espTooOld
    case .integrity: self = .espIntegrityFailed
    case .padding: self = .espPaddingInvalid
    case .dummy: self = .espDummy
    case .nextHeader: self = .espNotIPv4
    }
  }
}
