/// A small seeded generator (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014): the same
/// sequence for the same seed on every machine.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  @usableFromInline var state: UInt64

  public init(seed: UInt64) {
    state = seed
  }

  @inlinable
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(state)
  }

  /// A well-distributed function of one integer.
  @inlinable
  public static func mix(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  /// A number in 0..<limit.
  ///
  /// - Precondition: `limit` is positive and below 2^32; the smaller it is, the more even are the numbers.
  @inlinable
  public mutating func below(_ limit: Int) -> Int {
    Int(truncatingIfNeeded: ((next() >> 32) &* UInt64(limit)) >> 32)
  }

  /// A number in 0...maximum, evenly.
  ///
  /// - Precondition: `maximum` is not negative.
  @inlinable
  public mutating func next(upTo maximum: Int64) -> Int64 {
    Int64(next().multipliedFullWidth(by: UInt64(maximum) + 1).high)
  }

  /// A number in 0..<1.
  @inlinable
  public mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }
}
