/// An IPv4 address (RFC 791), held as one 32-bit word in host order: `10.0.0.1` is `0x0A00_0001`.
///
/// Comparison is numeric, which is the order in which routing tables are printed.
@frozen
public struct IPv4Address: RawRepresentable, Hashable, Comparable, Sendable {
  public var rawValue: UInt32

  @inlinable
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// The address `a.b.c.d`.
  @inlinable
  public init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) {
    rawValue = UInt32(a) << 24 | UInt32(b) << 16 | UInt32(c) << 8 | UInt32(d)
  }

  /// Dotted-decimal text with four parts of 0 to 255 and no leading zero; `nil` for anything else.
  public init?(_ text: some StringProtocol) {
    var value: UInt32 = 0
    var parts = 0
    var part: UInt32 = 0
    var digits = 0
    for byte in text.utf8 {
      if byte == UInt8(ascii: ".") {
        guard digits > 0, parts < 3 else { return nil }
        value = value << 8 | part
        parts += 1
        part = 0
        digits = 0
      } else {
        guard byte >= 0x30, byte <= 0x39 else { return nil }
        if digits > 0, part == 0 { return nil }
        part = part * 10 + UInt32(byte - 0x30)
        digits += 1
        guard part <= 255 else { return nil }
      }
    }
    guard parts == 3, digits > 0 else { return nil }
    rawValue = value << 8 | part
  }

  @inlinable
  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

  /// The address `offset` after this one, wrapping at the end of the address space.
  @inlinable
  public func advanced(by offset: Int) -> Self {
    Self(rawValue: rawValue &+ UInt32(truncatingIfNeeded: offset))
  }

  public static let any = Self(rawValue: 0)
  public static let broadcast = Self(rawValue: 0xFFFF_FFFF)
  /// Azure's platform address: DHCP, DNS, health probes (Azure: "What is IP address 168.63.129.16").
  public static let azurePlatform = Self(168, 63, 129, 16)
}

extension IPv4Address: CustomStringConvertible {
  public var description: String {
    "\(rawValue >> 24).\(rawValue >> 16 & 255).\(rawValue >> 8 & 255).\(rawValue & 255)"
  }
}
