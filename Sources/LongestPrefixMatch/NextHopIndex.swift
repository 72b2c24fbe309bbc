/// The answer of a lookup: a number that its owner gives a meaning, 0...65534.
@frozen
public struct NextHopIndex: RawRepresentable, Hashable, Comparable, Sendable {
  public var rawValue: UInt16

  @inlinable
  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  @inlinable
  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

  /// What a batch lookup writes where no prefix matches. It is no next hop.
  public static let noRoute = Self(rawValue: 65535)
}
