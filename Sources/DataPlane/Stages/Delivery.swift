import Addressing
import Wire

/// Delivery.
///
/// - Summary: says whether anybody takes a packet that came to where it was going.
/// - Reads: what the packet asks for, whether the device answers echo requests.
/// - Writes: nothing.
/// - Drops: `noListener`, `notForwarding`.
/// - Next: the guest, the host, or the device's own answer.
/// - Source: RFC 1122, 3.2.1.3: a host drops what is for others; RFC 1812, 4.3.3.6: a router answers echo.
/// - Example: an enterprise edge takes an echo request to its own address, but no TCP segment.
enum Delivery {
  /// The guest behind a port takes all that passed the port.
  static func toGuest() -> Verdict { .deliver }

  /// The packet is for one of the device's own addresses. A host's stack takes everything; gateways, edges
  /// and routers know echo requests only, and ESP where a tunnel ends.
  static func toDevice(_ packet: IPv4Packet, _ device: DeviceFacts) -> Verdict {
    if device.kind == .host { return .deliver }
    if device.endsTunnels, packet.protocolNumber == .esp { return .deliver }
    return device.answersEcho && packet.flowRole == .request ? .deliver : .drop(.noListener)
  }

  /// A host got a packet for somebody else.
  static func notHere() -> Verdict { .drop(.notForwarding) }
}
