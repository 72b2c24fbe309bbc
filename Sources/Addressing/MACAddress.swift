/// A 48-bit MAC address (IEEE 802), in the low bits of one word, first octet highest.
@frozen
public struct MACAddress: RawRepresentable, Hashable, Comparable, Sendable {
  public var rawValue: UInt64

  @inlinable
  public init(rawValue: UInt64) {
    self.rawValue = rawValue & 0xFFFF_FFFF_FFFF
  }

  /// Six hexadecimal octets divided by `-` or `:`, or twelve digits; `nil` for anything else.
  public init?(_ text: some StringProtocol) {
    var value: UInt64 = 0
    var digits = 0
    for character in text {
      if character == "-" || character == ":" {
        guard digits > 0, digits < 12, digits % 2 == 0 else { return nil }
        continue
      }
      guard character.isASCII, let digit = character.hexDigitValue else { return nil }
      value = value << 4 | UInt64(digit)
      digits += 1
      guard digits <= 12 else { return nil }
    }
    guard digits == 12 else { return nil }
    rawValue = value
  }

  @inlinable
  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

  /// The address that Azure's virtual switch shows a guest as its next hop's, whatever the next hop.
  public static let azureFabric = Self(rawValue: 0x1234_5678_9ABC)
}

extension MACAddress: CustomStringConvertible {
  public var description: String {
    (0..<6).map { octet in
      let byte = UInt8(truncatingIfNeeded: rawValue >> UInt64(40 - octet * 8))
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined(separator: ":")
  }
}
