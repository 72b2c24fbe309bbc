import Addressing

/// What destinations a measurement looks up.
public enum KeyStream: String, CaseIterable, Sendable {
  /// Every address with the same probability.
  case uniform
  /// A random host of a random prefix.
  case inside
  /// 2^18 destinations inside prefixes, of which the n-th most popular comes up in proportion to 1/n.
  case zipf
  /// One address after the other, from the first prefix on.
  case sequential

  /// `count` keys for a table of `prefixes`; without prefixes, hosts are drawn from all addresses.
  public func keys(count: Int, prefixes: [IPv4Prefix], seed: UInt64) -> [IPv4Address] {
    var generator = SplitMix64(seed: seed)
    let prefixes = prefixes.isEmpty ? [.all] : prefixes
    switch self {
    case .uniform:
      return (0..<count).map { _ in
        IPv4Address(rawValue: UInt32(truncatingIfNeeded: generator.next()))
      }
    case .inside:
      return (0..<count).map { _ in Self.host(in: prefixes, &generator) }
    case .zipf:
      return Self.zipf(count: count, prefixes: prefixes, &generator)
    case .sequential:
      return (0..<count).map { prefixes[0].address.advanced(by: $0) }
    }
  }

  private static func host(
    in prefixes: [IPv4Prefix], _ generator: inout SplitMix64
  ) -> IPv4Address {
    let prefix = prefixes[generator.below(prefixes.count)]
    let host = UInt32(truncatingIfNeeded: generator.next()) & ~prefix.mask
    return IPv4Address(rawValue: prefix.address.rawValue | host)
  }

  private static func zipf(
    count: Int, prefixes: [IPv4Prefix], _ generator: inout SplitMix64
  ) -> [IPv4Address] {
    let destinations = (0..<1 << 18).map { _ in host(in: prefixes, &generator) }
    var total = 0.0
    let cumulative = destinations.indices.map { rank in
      total += 1 / Double(rank + 1)
      return total
    }
    return (0..<count).map { _ in
      let mark = generator.fraction() * total
      var low = 0
      var high = cumulative.count - 1
      while low < high {
        let middle = (low + high) / 2
        if cumulative[middle] < mark { low = middle + 1 } else { high = middle }
      }
      return destinations[low]
    }
  }
}
