import Addressing
import Wire

/// Answers pings to a device's own address (RFC 1812, 4.3.3.6).
package enum EchoResponder {
  /// The reply to `packet`, from the address that was asked; `nil` if the packet is no echo request.
  package static func reply(
    to bytes: UnsafeMutableRawBufferPointer, timeToLive: UInt8, identification: UInt16
  ) -> [UInt8]? {
    guard let packet = try? IPv4Packet(validating: bytes),
      let message = ICMPv4.reply(to: packet)
    else { return nil }
    let header = IPv4Header(
      source: packet.destination, destination: packet.source, protocolNumber: .icmp,
      timeToLive: timeToLive, identification: identification)
    return header.packet(carrying: message)
  }
}
