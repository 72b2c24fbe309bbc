import Addressing
import Wire

/// Packets for tests, right down to their checksums.
package enum PacketBuilder {
  package static func echoRequest(
    from source: IPv4Address, to destination: IPv4Address, timeToLive: UInt8 = 128,
    identifier: UInt16 = 1, sequence: UInt16 = 1, identification: UInt16 = 100,
    data: [UInt8] = [UInt8](repeating: 0x61, count: 32)
  ) -> [UInt8] {
    echo(.echoRequest, source, destination, timeToLive, identifier, sequence, identification, data)
  }

  package static func echoReply(
    from source: IPv4Address, to destination: IPv4Address, timeToLive: UInt8 = 128,
    identifier: UInt16 = 1, sequence: UInt16 = 1, identification: UInt16 = 100,
    data: [UInt8] = [UInt8](repeating: 0x61, count: 32)
  ) -> [UInt8] {
    echo(.echoReply, source, destination, timeToLive, identifier, sequence, identification, data)
  }

  /// An ICMP error about `packet`, on its way to that packet's source.
  package static func error(
    _ type: ICMPv4Type = .timeExceeded, code: UInt8 = 0, from source: IPv4Address,
    about packet: [UInt8], timeToLive: UInt8 = 255
  ) -> [UInt8] {
    var copy = packet
    return copy.withUnsafeMutableBytes { bytes in
      guard let view = try? IPv4Packet(validating: bytes) else { return [] }
      return IPv4Header(
        source: source, destination: view.source, protocolNumber: .icmp, timeToLive: timeToLive,
        identification: 200
      ).packet(carrying: ICMPv4.error(type, code: code, about: view))
    }
  }

  /// A UDP datagram (RFC 768) without a checksum, or the start of a TCP segment.
  package static func transport(
    _ number: IPProtocol, from source: IPv4Address, _ sourcePort: UInt16,
    to destination: IPv4Address, _ destinationPort: UInt16, timeToLive: UInt8 = 64,
    hasMoreFragments: Bool = false, fragmentOffset: Int = 0
  ) -> [UInt8] {
    let ports = [sourcePort, destinationPort].flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
    return IPv4Header(
      source: source, destination: destination, protocolNumber: number, timeToLive: timeToLive,
      identification: 300, hasMoreFragments: hasMoreFragments, fragmentOffset: fragmentOffset
    ).packet(carrying: ports + [0, 16, 0, 0] + [UInt8](repeating: 0x62, count: 8))
  }

  private static func echo(
    _ type: ICMPv4Type, _ source: IPv4Address, _ destination: IPv4Address, _ timeToLive: UInt8,
    _ identifier: UInt16, _ sequence: UInt16, _ identification: UInt16, _ data: [UInt8]
  ) -> [UInt8] {
    IPv4Header(
      source: source, destination: destination, protocolNumber: .icmp, timeToLive: timeToLive,
      identification: identification
    ).packet(
      carrying: ICMPv4.echo(type, identifier: identifier, sequence: sequence, data: data))
  }
}
