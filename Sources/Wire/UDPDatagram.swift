import Addressing

// RFC 768:
//
//  0      7 8     15 16    23 24    31
// +--------+--------+--------+--------+
// |     Source      |   Destination   |
// |      Port       |      Port       |
// +--------+--------+--------+--------+
// |                 |                 |
// |     Length      |    Checksum     |
// +--------+--------+--------+--------+
// |          data octets ...

/// A UDP datagram.
public struct UDPDatagram: Hashable, Sendable {
  public static let headerLength = 8

  public var sourcePort: Port
  public var destinationPort: Port
  /// At most 65,507 bytes.
  public var data: [UInt8]

  public init(sourcePort: Port, destinationPort: Port, data: [UInt8]) {
    self.sourcePort = sourcePort
    self.destinationPort = destinationPort
    self.data = data
  }

  /// The datagram of an unfragmented packet; `nil` if there is none, or its checksum is wrong. A checksum of zero says
  /// that there is none.
  public init?(_ packet: IPv4Packet) {
    let bytes = packet.payload
    guard packet.protocolNumber == .udp, packet.isFirstFragment, !packet.hasMoreFragments,
      bytes.count >= Self.headerLength
    else { return nil }
    func word(_ offset: Int) -> UInt16 {
      UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }
    let length = Int(word(4))
    guard length >= Self.headerLength, length <= bytes.count else { return nil }
    let datagram = UnsafeRawBufferPointer(rebasing: bytes[..<length])
    if word(6) != 0 {
      let pseudo = Self.pseudoSum(packet.source, packet.destination, length: length)
      guard InternetChecksum.fold(InternetChecksum.sum(datagram, initial: pseudo)) == 0xFFFF
      else { return nil }
    }
    sourcePort = Port(rawValue: word(0))
    destinationPort = Port(rawValue: word(2))
    data = Array(datagram[Self.headerLength...])
  }

  /// Bytes with the checksum of a datagram between two addresses; a sum of zero is written as 0xFFFF.
  public func bytes(from source: IPv4Address, to destination: IPv4Address) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(bigEndian: sourcePort.rawValue)
    bytes.append(bigEndian: destinationPort.rawValue)
    bytes.append(bigEndian: UInt16(Self.headerLength + data.count))
    bytes += [0, 0]
    bytes += data
    let pseudo = Self.pseudoSum(source, destination, length: bytes.count)
    let sum = bytes.withUnsafeBytes {
      ~InternetChecksum.fold(InternetChecksum.sum($0, initial: pseudo))
    }
    let checksum = sum == 0 ? 0xFFFF : sum
    bytes[6] = UInt8(checksum >> 8)
    bytes[7] = UInt8(truncatingIfNeeded: checksum)
    return bytes
  }

  /// The sum of the pseudo header.
  private static func pseudoSum(
    _ source: IPv4Address, _ destination: IPv4Address, length: Int
  ) -> UInt64 {
    [source.rawValue, destination.rawValue].reduce(
      UInt64(IPProtocol.udp.rawValue) + UInt64(length)
    ) { $0 + UInt64($1 >> 16) + UInt64($1 & 0xFFFF) }
  }
}
