import Addressing
import Wire

/// Answers pings to a guest's, host's or device's own address (RFC 1122, 3.2.2.6; RFC 1812, 4.3.3.6).
package enum EchoResponder {
  /// The reply to a packet, from the address that was asked; `nil` if the packet is no whole and intact echo
  /// request. It has the request's type of service (RFC 1812, 4.3.3.6).
  package static func reply(
    to bytes: UnsafeMutableRawBufferPointer, timeToLive: UInt8, identification: UInt16
  ) -> [UInt8]? {
    guard let packet = try? IPv4Packet(validating: bytes),
      !packet.hasMoreFragments, ICMPv4Message(packet)?.isIntact == true,
      let message = ICMPv4.reply(to: packet)
    else { return nil }
    let header = IPv4Header(
      source: packet.destination, destination: packet.source, protocolNumber: .icmp,
      timeToLive: timeToLive, identification: identification,
      typeOfService: packet.typeOfService)
    return header.packet(carrying: message)
  }
}
