/// Why a text or a pair is no prefix.
public enum PrefixError: Error, Equatable, Sendable {
  /// The text is not `address/length`.
  case malformed(String)
  /// The length is not in 0...32.
  case lengthOutOfRange(Int)
  /// Bits beyond the length are set; `network` is the prefix that was probably meant.
  case hostBitsSet(address: IPv4Address, network: IPv4Prefix)
}

/// An IPv4 prefix in CIDR form (RFC 4632), canonical by construction: no host bit is ever set.
///
/// The order is by address, then by length, so that a covering prefix precedes what it covers.
@frozen
public struct IPv4Prefix: Hashable, Sendable {
  /// The first address of the prefix.
  public let address: IPv4Address
  @usableFromInline let storedLength: UInt8

  /// The prefix length, 0...32.
  @inlinable
  public var length: Int { Int(storedLength) }

  /// The prefix of `length` that contains `address`; host bits are cleared.
  ///
  /// - Precondition: `length` is in 0...32.
  @inlinable
  public init(containing address: IPv4Address, length: Int) {
    precondition(length >= 0 && length <= 32, "prefix length out of range")
    self.address = IPv4Address(rawValue: address.rawValue & Self.mask(length: length))
    storedLength = UInt8(truncatingIfNeeded: length)
  }

  /// The prefix `address/length`.
  public init(_ address: IPv4Address, length: Int) throws(PrefixError) {
    guard length >= 0, length <= 32 else { throw .lengthOutOfRange(length) }
    let canonical = Self(containing: address, length: length)
    guard canonical.address == address else {
      throw .hostBitsSet(address: address, network: canonical)
    }
    self = canonical
  }

  /// `a.b.c.d/length`. A bare address, as Azure accepts in rules and routes, is a /32.
  public init(_ text: some StringProtocol) throws(PrefixError) {
    let (address, length) = try Self.split(text)
    try self.init(address, length: length)
  }

  @usableFromInline
  static func split(_ text: some StringProtocol) throws(PrefixError) -> (IPv4Address, Int) {
    guard let slash = text.firstIndex(of: "/") else {
      guard let address = IPv4Address(text) else { throw .malformed(String(text)) }
      return (address, 32)
    }
    let digits = text[text.index(after: slash)...]
    guard let address = IPv4Address(text[..<slash]), !digits.isEmpty,
      digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let length = Int(digits)
    else { throw .malformed(String(text)) }
    guard length <= 32 else { throw .lengthOutOfRange(length) }
    return (address, length)
  }

  /// The network mask of `length` bits, as a word in host order.
  @inlinable
  public static func mask(length: Int) -> UInt32 {
    length == 0 ? 0 : ~UInt32(0) << UInt32(32 - length)
  }

  @inlinable
  public var mask: UInt32 { Self.mask(length: length) }

  /// The last address of the prefix.
  @inlinable
  public var lastAddress: IPv4Address { IPv4Address(rawValue: address.rawValue | ~mask) }

  /// The number of addresses, 1 to 2^32.
  @inlinable
  public var addressCount: UInt64 { 1 << UInt64(32 - length) }

  @inlinable
  public func contains(_ other: IPv4Address) -> Bool {
    (other.rawValue ^ address.rawValue) & mask == 0
  }

  /// Whether every address of `other` is one of this prefix; a prefix covers itself.
  @inlinable
  public func covers(_ other: IPv4Prefix) -> Bool {
    length <= other.length && contains(other.address)
  }

  @inlinable
  public func overlaps(_ other: IPv4Prefix) -> Bool {
    covers(other) || other.covers(self)
  }

  /// `0.0.0.0/0`.
  public static let all = Self(containing: .any, length: 0)
}

extension IPv4Prefix: Comparable {
  @inlinable
  public static func < (lhs: Self, rhs: Self) -> Bool {
    (lhs.address, lhs.storedLength) < (rhs.address, rhs.storedLength)
  }
}

extension IPv4Prefix: CustomStringConvertible {
  public var description: String { "\(address)/\(length)" }
}

/// An address on a network, such as an interface has: `10.2.30.3/25`. Host bits are welcome here.
@frozen
public struct IPv4InterfaceAddress: Hashable, Sendable {
  public let address: IPv4Address
  /// The network on which the address stands.
  public let network: IPv4Prefix

  @inlinable
  public init(_ address: IPv4Address, length: Int) {
    self.address = address
    network = IPv4Prefix(containing: address, length: length)
  }

  /// `a.b.c.d/length`; a bare address is a /32.
  public init(_ text: some StringProtocol) throws(PrefixError) {
    let (address, length) = try IPv4Prefix.split(text)
    self.init(address, length: length)
  }
}

extension IPv4InterfaceAddress: CustomStringConvertible {
  public var description: String { "\(address)/\(network.length)" }
}
