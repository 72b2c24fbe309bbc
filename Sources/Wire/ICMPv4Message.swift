import Addressing

// RFC 792, echo and echo reply:
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |     Type      |     Code      |          Checksum             |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |           Identifier          |        Sequence Number        |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |     Data ...
//
// Destination unreachable and time exceeded have an unused word in place of identifier and sequence, and
// then the internet header plus the first 64 bits of the datagram that caused them.

/// The type of an ICMP message (IANA "ICMP Parameters"); unknown values survive.
@frozen
public struct ICMPv4Type: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt8

  @inlinable
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  @inlinable public static var echoReply: Self { Self(rawValue: 0) }
  @inlinable public static var destinationUnreachable: Self { Self(rawValue: 3) }
  @inlinable public static var sourceQuench: Self { Self(rawValue: 4) }
  @inlinable public static var redirect: Self { Self(rawValue: 5) }
  @inlinable public static var echoRequest: Self { Self(rawValue: 8) }
  @inlinable public static var timeExceeded: Self { Self(rawValue: 11) }
  @inlinable public static var parameterProblem: Self { Self(rawValue: 12) }

  /// Whether the message reports an error about another packet (RFC 1122, 3.2.2).
  @inlinable
  public var isError: Bool {
    switch self {
    case .destinationUnreachable, .sourceQuench, .redirect, .timeExceeded, .parameterProblem: true
    default: false
    }
  }
}

/// A view of an ICMP message: what an IPv4 packet of protocol 1 carries.
public struct ICMPv4Message {
  /// The bytes before the data of an echo, or before the quoted packet of an error.
  public static let headerLength = 8

  public let bytes: UnsafeRawBufferPointer

  /// The message that `packet` carries; `nil` if it carries none, is a later fragment, or is too short.
  @inlinable
  public init?(_ packet: IPv4Packet) {
    guard packet.protocolNumber == .icmp, packet.isFirstFragment,
      packet.payload.count >= Self.headerLength
    else { return nil }
    bytes = packet.payload
  }

  @inlinable
  func word(_ offset: Int) -> UInt16 {
    UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
  }

  @inlinable
  public var type: ICMPv4Type { ICMPv4Type(rawValue: bytes[0]) }
  @inlinable
  public var code: UInt8 { bytes[1] }
  /// Of an echo or its reply.
  @inlinable
  public var identifier: UInt16 { word(4) }
  /// Of an echo or its reply.
  @inlinable
  public var sequence: UInt16 { word(6) }

  /// Whether the checksum over the whole message fits.
  public var isIntact: Bool { InternetChecksum.compute(bytes) == 0 }

  /// The data of an echo, or the beginning of the packet that an error is about.
  public var body: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: bytes[Self.headerLength...])
  }
}

/// Makes ICMP messages.
public enum ICMPv4 {
  /// How much of a packet an error quotes behind its header: RFC 792's 64 bits. RFC 1812 allows more.
  public static let quotedBytes = 8

  /// An echo request, or a reply, of `identifier` and `sequence`.
  public static func echo(
    _ type: ICMPv4Type, identifier: UInt16, sequence: UInt16, data: [UInt8]
  ) -> [UInt8] {
    var message: [UInt8] = [type.rawValue, 0, 0, 0]
    message.append(bigEndian: identifier)
    message.append(bigEndian: sequence)
    return withChecksum(message + data)
  }

  /// An error about `packet`, of which header and first eight bytes are quoted.
  public static func error(_ type: ICMPv4Type, code: UInt8, about packet: IPv4Packet) -> [UInt8] {
    let length = min(packet.headerLength + quotedBytes, packet.totalLength)
    return withChecksum([type.rawValue, code, 0, 0, 0, 0, 0, 0] + packet.bytes[..<length])
  }

  /// The reply to an echo request; `nil` if the packet is none.
  public static func reply(to packet: IPv4Packet) -> [UInt8]? {
    guard let request = ICMPv4Message(packet), request.type == .echoRequest else { return nil }
    return echo(
      .echoReply, identifier: request.identifier, sequence: request.sequence,
      data: Array(request.body))
  }

  private static func withChecksum(_ message: [UInt8]) -> [UInt8] {
    let checksum = InternetChecksum.compute(message)
    var message = message
    message[2] = UInt8(checksum >> 8)
    message[3] = UInt8(truncatingIfNeeded: checksum)
    return message
  }
}
