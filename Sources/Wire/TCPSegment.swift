import Addressing

// RFC 9293, 3.1:
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |          Source Port          |       Destination Port        |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                        Sequence Number                        |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                    Acknowledgment Number                      |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |  Data |       |C|E|U|A|P|R|S|F|                               |
// | Offset| Rsrvd |W|C|R|C|S|S|Y|I|            Window             |
// |       |       |R|E|G|K|H|T|N|N|                               |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |           Checksum            |         Urgent Pointer        |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

/// The fields of a TCP segment without options.
public struct TCPSegment: Hashable, Sendable {
  public static let headerLength = 20

  public var sourcePort: Port
  public var destinationPort: Port
  public var sequence: UInt32
  public var acknowledgment: UInt32
  public var flags: TCPFlags
  public var window: UInt16
  public var data: [UInt8]

  public init(
    sourcePort: Port, destinationPort: Port, sequence: UInt32, acknowledgment: UInt32 = 0,
    flags: TCPFlags, window: UInt16 = 64_240, data: [UInt8] = []
  ) {
    self.sourcePort = sourcePort
    self.destinationPort = destinationPort
    self.sequence = sequence
    self.acknowledgment = acknowledgment
    self.flags = flags
    self.window = window
    self.data = data
  }

  /// The segment that begins in an unfragmented packet; `nil` if there is none, or its checksum is wrong. Options are
  /// passed over.
  public init?(_ packet: IPv4Packet) {
    let bytes = packet.payload
    guard packet.protocolNumber == .tcp, packet.isFirstFragment, !packet.hasMoreFragments,
      bytes.count >= Self.headerLength
    else { return nil }
    let offset = Int(bytes[12] >> 4) * 4
    guard offset >= Self.headerLength, bytes.count >= offset else { return nil }
    let pseudo = Self.pseudoSum(packet.source, packet.destination, length: bytes.count)
    guard InternetChecksum.fold(InternetChecksum.sum(bytes, initial: pseudo)) == 0xFFFF else {
      return nil
    }
    func word(_ offset: Int) -> UInt16 {
      UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }
    func long(_ offset: Int) -> UInt32 {
      UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
    sourcePort = Port(rawValue: word(0))
    destinationPort = Port(rawValue: word(2))
    sequence = long(4)
    acknowledgment = long(8)
    flags = TCPFlags(rawValue: bytes[13])
    window = word(14)
    data = Array(bytes[offset...])
  }

  /// Bytes with the checksum of a segment between two addresses.
  public func bytes(from source: IPv4Address, to destination: IPv4Address) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(bigEndian: sourcePort.rawValue)
    bytes.append(bigEndian: destinationPort.rawValue)
    bytes.append(bigEndian: sequence)
    bytes.append(bigEndian: acknowledgment)
    bytes += [UInt8(Self.headerLength / 4) << 4, flags.rawValue]
    bytes.append(bigEndian: window)
    bytes += [0, 0, 0, 0]
    bytes += data
    let pseudo = Self.pseudoSum(source, destination, length: bytes.count)
    let checksum = bytes.withUnsafeBytes {
      ~InternetChecksum.fold(InternetChecksum.sum($0, initial: pseudo))
    }
    bytes[16] = UInt8(checksum >> 8)
    bytes[17] = UInt8(truncatingIfNeeded: checksum)
    return bytes
  }

  /// By how much the next sequence number is greater: data, SYN and FIN count.
  public var sequenceLength: UInt32 {
    UInt32(truncatingIfNeeded: data.count) + (flags.contains(.syn) ? 1 : 0)
      + (flags.contains(.fin) ? 1 : 0)
  }

  /// The sum of the pseudo header (RFC 9293, 3.1).
  private static func pseudoSum(
    _ source: IPv4Address, _ destination: IPv4Address, length: Int
  ) -> UInt64 {
    [source.rawValue, destination.rawValue].reduce(
      UInt64(IPProtocol.tcp.rawValue) + UInt64(length)
    ) { $0 + UInt64($1 >> 16) + UInt64($1 & 0xFFFF) }
  }
}
