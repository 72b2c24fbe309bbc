import Addressing
import LongestPrefixMatch

/// The slow and obvious longest-prefix match: a list that is scanned. Oracle of every other table.
package struct LinearRoutes: Sendable {
  package private(set) var routes: [(prefix: IPv4Prefix, nextHop: NextHopIndex)] = []

  package init(_ routes: [(prefix: IPv4Prefix, nextHop: NextHopIndex)] = []) {
    for route in routes { insert(route.prefix, route.nextHop) }
  }

  /// Adds a route, or changes the next hop of the one that is there.
  package mutating func insert(_ prefix: IPv4Prefix, _ nextHop: NextHopIndex) {
    remove(prefix)
    routes.append((prefix, nextHop))
  }

  package mutating func remove(_ prefix: IPv4Prefix) {
    routes.removeAll { $0.prefix == prefix }
  }

  package func lookup(_ address: IPv4Address) -> NextHopIndex? {
    var best: (prefix: IPv4Prefix, nextHop: NextHopIndex)?
    for route in routes where route.prefix.contains(address) {
      if let known = best, known.prefix.length > route.prefix.length { continue }
      best = route
    }
    return best?.nextHop
  }
}
