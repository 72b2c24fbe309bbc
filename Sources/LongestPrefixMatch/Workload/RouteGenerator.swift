import Addressing

/// Seeded route tables for measurements and tests.
public enum RouteGenerator {
  /// `count` distinct prefixes as the route tables of a cloud estate mix them, ascending.
  ///
  /// 12 % /16, 58 % /24, 10 % /26 to /28, 13 % /32 and 7 % /13 to /20; seven tenths in 10.0.0.0/8, two in
  /// 172.16.0.0/12, one elsewhere.
  ///
  /// - Precondition: `count` is at most 100,000.
  public static func estate(count: Int, seed: UInt64) -> [IPv4Prefix] {
    precondition(count >= 0 && count <= 100_000, "an estate's table has at most 100,000 routes")
    var generator = SplitMix64(seed: seed)
    var prefixes: Set<IPv4Prefix> = []
    while prefixes.count < count {
      let length =
        switch generator.below(100) {
        case ..<12: 16
        case ..<70: 24
        case ..<80: 26 + generator.below(3)
        case ..<93: 32
        case _: 13 + generator.below(8)
        }
      let bits = UInt32(truncatingIfNeeded: generator.next())
      let address: UInt32 =
        switch generator.below(10) {
        case ..<7: 0x0A00_0000 | bits & 0x00FF_FFFF
        case ..<9: 0xAC10_0000 | bits & 0x000F_FFFF
        case _: bits
        }
      prefixes.insert(IPv4Prefix(containing: IPv4Address(rawValue: address), length: length))
    }
    return prefixes.sorted()
  }

  /// `count` distinct random prefixes of one length, ascending.
  public static func uniform(length: Int, count: Int, seed: UInt64) -> [IPv4Prefix] {
    var generator = SplitMix64(seed: seed)
    var prefixes: Set<IPv4Prefix> = []
    while prefixes.count < count {
      let address = IPv4Address(rawValue: UInt32(truncatingIfNeeded: generator.next()))
      prefixes.insert(IPv4Prefix(containing: address, length: length))
    }
    return prefixes.sorted()
  }

  /// Gives each prefix one of `nextHops` next hops, by a hash of the prefix and the seed: the worst case for
  /// every table that merges equal neighbours.
  public static func assign(
    nextHops: Int, to prefixes: [IPv4Prefix], seed: UInt64
  ) -> [(prefix: IPv4Prefix, nextHop: NextHopIndex)] {
    precondition((1...65_535).contains(nextHops), "1 to 65,535 next hops")
    return prefixes.map { prefix in
      let name = UInt64(prefix.address.rawValue) << 8 | UInt64(prefix.length)
      let hash = SplitMix64.mix(name &+ seed &* 0x9E37_79B9_7F4A_7C15)
      return (prefix, NextHopIndex(rawValue: UInt16(hash % UInt64(nextHops))))
    }
  }
}
