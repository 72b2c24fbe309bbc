import Addressing
import LongestPrefixMatch

/// A longest-prefix match that is obvious and bearable for large tables: one dictionary for each length,
/// asked from the longest to the shortest.
package struct RoutesByLength: Sendable {
  private var tables: [[UInt32: UInt16]] = Array(repeating: [:], count: 33)

  package init(_ routes: [(prefix: IPv4Prefix, nextHop: NextHopIndex)] = []) {
    for route in routes { insert(route.prefix, route.nextHop) }
  }

  package mutating func insert(_ prefix: IPv4Prefix, _ nextHop: NextHopIndex) {
    tables[prefix.length][prefix.address.rawValue] = nextHop.rawValue
  }

  package mutating func remove(_ prefix: IPv4Prefix) {
    tables[prefix.length][prefix.address.rawValue] = nil
  }

  package func lookup(_ address: IPv4Address) -> NextHopIndex? {
    for length in stride(from: 32, through: 0, by: -1) where !tables[length].isEmpty {
      let network = address.rawValue & IPv4Prefix.mask(length: length)
      if let hop = tables[length][network] { return NextHopIndex(rawValue: hop) }
    }
    return nil
  }
}
