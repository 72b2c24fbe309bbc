import Addressing

/// Sets of addresses that are written as some prefixes without others.
enum PrefixDifference {
  /// The fewest prefixes inside each of `included` that have no address of `excluded`.
  /// O(included x excluded x 32).
  static func prefixes(
    _ included: [IPv4Prefix], without excluded: [IPv4Prefix]
  ) -> [IPv4Prefix] {
    included.flatMap { rest(of: $0, without: excluded.filter($0.overlaps)) }
  }

  private static func rest(
    of prefix: IPv4Prefix, without excluded: [IPv4Prefix]
  ) -> [IPv4Prefix] {
    if excluded.isEmpty { return [prefix] }
    if excluded.contains(where: { $0.covers(prefix) }) { return [] }
    // What overlaps and does not cover is longer, so the prefix has halves.
    let lower = IPv4Prefix(containing: prefix.address, length: prefix.length + 1)
    let upper = IPv4Prefix(containing: prefix.lastAddress, length: prefix.length + 1)
    return [lower, upper].flatMap { half in
      rest(of: half, without: excluded.filter(half.overlaps))
    }
  }
}
