/// A TCP or UDP port, 0...65535.
@frozen
public struct Port: RawRepresentable, Hashable, Comparable, Sendable {
  public var rawValue: UInt16

  @inlinable
  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  @inlinable
  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
}

extension Port: CustomStringConvertible {
  public var description: String { String(rawValue) }
}

/// An autonomous system number, 0...4294967295 (RFC 6793).
@frozen
public struct ASN: RawRepresentable, Hashable, Comparable, Sendable {
  public var rawValue: UInt32

  @inlinable
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  @inlinable
  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

  /// Whether the number is for private use (RFC 6996): 64512...65534 or 4200000000...4294967294.
  @inlinable
  public var isPrivate: Bool {
    (64512...65534).contains(rawValue) || (4_200_000_000...4_294_967_294).contains(rawValue)
  }

  /// Microsoft's public number, used by every enterprise edge.
  public static let microsoft = Self(rawValue: 12076)
  /// What a virtual network gateway has unless it is told otherwise.
  public static let gatewayDefault = Self(rawValue: 65515)
}

extension ASN: CustomStringConvertible {
  public var description: String { String(rawValue) }
}

/// An IP protocol number (IANA "Assigned Internet Protocol Numbers"); unknown values survive.
@frozen
public struct IPProtocol: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt8

  @inlinable
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  @inlinable public static var icmp: Self { Self(rawValue: 1) }
  /// IPv4 in a tunnel.
  @inlinable public static var ipv4: Self { Self(rawValue: 4) }
  @inlinable public static var tcp: Self { Self(rawValue: 6) }
  @inlinable public static var udp: Self { Self(rawValue: 17) }
  @inlinable public static var esp: Self { Self(rawValue: 50) }
  @inlinable public static var ah: Self { Self(rawValue: 51) }
  /// Nothing follows; in ESP, a dummy packet (RFC 4303, 2.6).
  @inlinable public static var noNextHeader: Self { Self(rawValue: 59) }
}

extension IPProtocol: CustomStringConvertible {
  public var description: String {
    switch self {
    case .icmp: "ICMP"
    case .tcp: "TCP"
    case .udp: "UDP"
    case .esp: "ESP"
    case .ah: "AH"
    default: "protocol \(rawValue)"
    }
  }
}
