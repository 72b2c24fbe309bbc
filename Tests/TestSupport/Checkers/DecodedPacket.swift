import Addressing
import Wire

/// A packet taken apart, to be compared field by field. It exists only if header and ICMP checksum are right.
package struct DecodedPacket: Hashable, Sendable {
  package struct ICMP: Hashable, Sendable {
    package var type: UInt8
    package var code: UInt8
    /// Of an echo or its reply.
    package var identifier: UInt16
    package var sequence: UInt16
    /// An echo's data, an error's quotation.
    package var body: [UInt8]

    package init(type: UInt8, code: UInt8, identifier: UInt16, sequence: UInt16, body: [UInt8]) {
      self.type = type
      self.code = code
      self.identifier = identifier
      self.sequence = sequence
      self.body = body
    }
  }

  package var source: IPv4Address
  package var destination: IPv4Address
  package var timeToLive: UInt8
  package var protocolNumber: IPProtocol
  package var identification: UInt16
  package var typeOfService: UInt8
  /// `nil` unless the packet carries a whole ICMP message.
  package var icmp: ICMP?

  package init?(_ bytes: [UInt8]) {
    var copy = bytes
    let decoded = copy.withUnsafeMutableBytes { buffer -> Self? in
      guard let packet = try? IPv4Packet(validating: buffer) else { return nil }
      return Self(packet)
    }
    guard let decoded else { return nil }
    self = decoded
  }

  private init?(_ packet: IPv4Packet) {
    source = packet.source
    destination = packet.destination
    timeToLive = packet.timeToLive
    protocolNumber = packet.protocolNumber
    identification = packet.identification
    typeOfService = packet.typeOfService
    if let message = ICMPv4Message(packet) {
      guard message.isIntact else { return nil }
      icmp = ICMP(
        type: message.type.rawValue, code: message.code, identifier: message.identifier,
        sequence: message.sequence, body: Array(message.body))
    }
  }
}
