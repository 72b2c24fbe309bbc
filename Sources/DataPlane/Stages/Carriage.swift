import Addressing

/// What Azure's networks do not carry, whatever rules and routes say.
///
/// - Summary: refuses the first packet of a flow that no virtual network carries.
/// - Reads: the five-tuple.
/// - Drops: `notCarried`.
/// - Next: security rules.
/// - Source: Azure, "Virtual network FAQ": multicast, broadcast, IP in IP and GRE are blocked, as are DHCP to one address
///   (source port UDP 68, destination port UDP 67) and UDP from port 65330, which is the host's.
/// - Example: a tunnel of GRE between two machines is dropped at the first machine's port.
enum Carriage {
  private static let genericRoutingEncapsulation = IPProtocol(rawValue: 47)
  /// 224.0.0.0: multicast from here, then what is reserved, up to the broadcast address.
  private static let firstGroup: UInt32 = 0xE000_0000

  @inline(__always)
  static func refusal(_ flow: FiveTuple) -> DropReason? {
    if flow.destination.rawValue >= firstGroup { return .notCarried }
    switch flow.protocolNumber {
    case .udp:
      let isRefused =
        flow.sourcePort.rawValue == 65_330
        || flow.sourcePort.rawValue == 68 && flow.destinationPort.rawValue == 67
      return isRefused ? .notCarried : nil
    case .ipv4, genericRoutingEncapsulation: return .notCarried
    default: return nil
    }
  }
}
