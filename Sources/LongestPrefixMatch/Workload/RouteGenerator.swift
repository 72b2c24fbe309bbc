import Addressing

/// Seeded route tables for measurements and tests.
public enum RouteGenerator {
  /// `count` distinct prefixes as the route tables of a cloud estate mix them, ascending.
  ///
  /// 12 % /16, 58 % /24, 10 % /26 to /28, 13 % /32 and 7 % /13 to /20; seven tenths in 10.0.0.0/8, two in
  /// 172.16.0.0/12, one elsewhere.
  ///
  /// The mix holds while there are prefixes left: 10.0.0.0/8 has 256 /16s. Beyond 100,000 routes it shifts to
  /// what is not used up.
  ///
  /// - Precondition: `count` is at most 4,000,000.
  public static func estate(count: Int, seed: UInt64) -> [IPv4Prefix] {
    precondition(count >= 0 && count <= 4_000_000, "an estate's table has at most 4,000,000 routes")
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
      // What exists already is drawn again, so that scarce lengths keep their share.
      for _ in 0..<64 {
        let address = estateAddress(&generator)
        if prefixes.insert(IPv4Prefix(containing: address, length: length)).inserted { break }
      }
    }
    return prefixes.sorted()
  }

  private static func estateAddress(_ generator: inout SplitMix64) -> IPv4Address {
    let bits = UInt32(truncatingIfNeeded: generator.next())
    let address: UInt32 =
      switch generator.below(10) {
      case ..<7: 0x0A00_0000 | bits & 0x00FF_FFFF
      case ..<9: 0xAC10_0000 | bits & 0x000F_FFFF
      case _: bits
      }
    return IPv4Address(rawValue: address)
  }

  /// `count` distinct prefixes whose lengths are mixed as in the Internet's table of 2024, ascending; public
  /// unicast addresses.
  ///
  /// It stands in for a real table where there is none. Real tables cluster, these do not.
  ///
  /// - Precondition: `count` is at most 4,000,000.
  public static func internet(count: Int, seed: UInt64) -> [IPv4Prefix] {
    precondition(count >= 0 && count <= 4_000_000, "at most 4,000,000 routes")
    var generator = SplitMix64(seed: seed)
    let total = internetLengths.reduce(0) { $0 + $1.count }
    var prefixes: Set<IPv4Prefix> = []
    while prefixes.count < count {
      var mark = generator.below(total)
      var length = 24
      for entry in internetLengths {
        if mark < entry.count {
          length = entry.length
          break
        }
        mark -= entry.count
      }
      // 1.0.0.0 to 223.255.255.255.
      let first = UInt32(1 + generator.below(223))
      let bits = UInt32(truncatingIfNeeded: generator.next()) & 0x00FF_FFFF
      prefixes.insert(
        IPv4Prefix(containing: IPv4Address(rawValue: first << 24 | bits), length: length))
    }
    return prefixes.sorted()
  }

  /// How many prefixes of each length a tier-1 provider saw in January 2024.
  private static let internetLengths: [(length: Int, count: Int)] = [
    (8, 16), (9, 13), (10, 38), (11, 103), (12, 299), (13, 581), (14, 1_203), (15, 2_100),
    (16, 13_490), (17, 8_235), (18, 13_798), (19, 24_870), (20, 42_611), (21, 50_750),
    (22, 108_623), (23, 96_510), (24, 537_698), (25, 20), (26, 3), (27, 11), (28, 18), (29, 17),
    (30, 3), (31, 3), (32, 886),
  ]

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
