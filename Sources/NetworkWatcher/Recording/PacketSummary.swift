import Addressing
import Wire

/// The fields of a packet that explanations and captures name.
struct PacketSummary: Hashable {
  var source: IPv4Address
  var destination: IPv4Address
  var timeToLive: UInt8
  /// Whether the packet is an ICMP message about another one.
  var isICMPError: Bool

  /// `nil` if the header is not valid.
  init?(_ bytes: [UInt8]) {
    var copy = bytes
    let summary = copy.withUnsafeMutableBytes { buffer -> Self? in
      guard let packet = try? IPv4Packet(validating: buffer) else { return nil }
      return Self(packet)
    }
    guard let summary else { return nil }
    self = summary
  }

  private init(_ packet: IPv4Packet) {
    source = packet.source
    destination = packet.destination
    timeToLive = packet.timeToLive
    isICMPError = packet.isICMPError
  }
}
