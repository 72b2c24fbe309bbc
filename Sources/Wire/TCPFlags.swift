import Addressing

/// The control bits of a TCP segment (RFC 9293, 3.1): the fourteenth byte of its header.
///
/// ```
///  0   1   2   3   4   5   6   7
/// CWR ECE URG ACK PSH RST SYN FIN
/// ```
@frozen
public struct TCPFlags: OptionSet, Hashable, Sendable {
  public var rawValue: UInt8

  @inlinable
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  @inlinable public static var fin: Self { Self(rawValue: 0x01) }
  @inlinable public static var syn: Self { Self(rawValue: 0x02) }
  @inlinable public static var rst: Self { Self(rawValue: 0x04) }
  @inlinable public static var ack: Self { Self(rawValue: 0x10) }
}

extension IPv4Packet {
  /// The control bits of the TCP segment that begins in the packet; empty for other protocols, later
  /// fragments and segments that are cut short before them.
  @inlinable
  public var tcpFlags: TCPFlags {
    guard protocolNumber == .tcp, isFirstFragment else { return [] }
    let data = payload
    return data.count >= 14 ? TCPFlags(rawValue: data[13]) : []
  }
}
