import Addressing

/// The fields of an IPv4 packet that explanations and captures name.
struct PacketHeader: Hashable {
  var source: IPv4Address
  var destination: IPv4Address
  var timeToLive: UInt8
  var protocolNumber: IPProtocol
  /// What an ICMP message is; `nil` for other protocols.
  var message: String?

  /// `nil` for less than a header.
  init?(_ packet: [UInt8]) {
    guard packet.count >= 20, packet[0] >> 4 == 4 else { return nil }
    func address(_ index: Int) -> IPv4Address {
      IPv4Address(packet[index], packet[index + 1], packet[index + 2], packet[index + 3])
    }
    source = address(12)
    destination = address(16)
    timeToLive = packet[8]
    protocolNumber = IPProtocol(rawValue: packet[9])
    let start = Int(packet[0] & 15) * 4
    guard protocolNumber == .icmp, packet.count > start + 1 else { return }
    switch (packet[start], packet[start + 1]) {
    case (0, _): message = "echo reply"
    case (3, let code): message = "destination unreachable (code \(code))"
    case (8, _): message = "echo request"
    case (11, _): message = "time exceeded"
    default: message = "ICMP type \(packet[start])"
    }
  }

  /// `echo request`, or the protocol's name.
  var content: String { message ?? "\(protocolNumber) packet" }
}
