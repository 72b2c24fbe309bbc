/// An amount of data a second, in bits.
@frozen
public struct BitRate: Hashable, Comparable, Sendable {
  public var bitsPerSecond: Int64

  @inlinable
  public init(bitsPerSecond: Int64) {
    self.bitsPerSecond = bitsPerSecond
  }

  /// Millions of bits a second, as Azure counts: 1 Mbps is 1,000,000 bits a second.
  @inlinable
  public static func megabits(_ count: Int64) -> Self { Self(bitsPerSecond: count * 1_000_000) }

  @inlinable
  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.bitsPerSecond < rhs.bitsPerSecond }
}

extension BitRate: CustomStringConvertible {
  /// In Mbps, with as many decimals as are needed, at most three.
  public var description: String {
    let thousandths = (bitsPerSecond + 500) / 1000
    let whole = thousandths / 1000
    var fraction = String(thousandths % 1000 + 1000).dropFirst()
    while fraction.last == "0" { fraction.removeLast() }
    return fraction.isEmpty ? "\(whole) Mbps" : "\(whole).\(fraction) Mbps"
  }
}
