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
  private static var genericRoutingEncapsulation: IPProtocol { IPProtocol(rawValue: 47) }
  /// 224.0.0.0: multicast from here, then what is reserved, up to the broadcast address.
  private static var firstGroup: UInt32 { 0xE000_0000 }
  private static var hostPort: UInt16 { 65_330 }
  private static var dhcpClient: UInt16 { 68 }
  private static var dhcpServer: UInt16 { 67 }

  /// What most flows are: of TCP or UDP, to one address, and none of the ports that are looked at closer.
  @inline(__always)
  static func isPlain(_ flow: FiveTuple) -> Bool {
    // Above the client's port of DHCP and below the host's, in one comparison; that some of TCP are others does not
    // matter.
    flow.sourcePort.rawValue &- dhcpClient &- 1 < hostPort &- dhcpClient &- 1
      && flow.destination.rawValue < firstGroup
      && (flow.protocolNumber == .udp || flow.protocolNumber == .tcp)
  }

  @inline(__always)
  static func refusal(_ flow: FiveTuple) -> DropReason? {
    isPlain(flow) ? nil : closerRefusal(flow)
  }

  @inline(never)
  private static func closerRefusal(_ flow: FiveTuple) -> DropReason? {
    if flow.destination.rawValue >= firstGroup { return .notCarried }
    switch flow.protocolNumber {
    case .udp:
      let isRefused =
        flow.sourcePort.rawValue == hostPort
        || flow.sourcePort.rawValue == dhcpClient && flow.destinationPort.rawValue == dhcpServer
      return isRefused ? .notCarried : nil
    case .ipv4, genericRoutingEncapsulation: return .notCarried
    default: return nil
    }
  }
}
