import Addressing

/// Routes in the order and form in which they are compiled: each one integer, ascending by address, then
/// length, each prefix once.
struct PackedRoutes {
  /// One route: the address in bits 63...32, the length in 23...16, the next hop in 15...0.
  typealias Route = UInt64

  private var routes: [Route]
  /// One more than the highest next hop, but not much more than the number of routes.
  let denseHops: Int

  var count: Int { routes.count }

  func withRoutes(_ body: (UnsafeBufferPointer<Route>) -> Void) {
    routes.withUnsafeBufferPointer(body)
  }

  @inline(__always)
  static func pack(_ prefix: IPv4Prefix, _ hop: NextHopIndex) -> Route {
    UInt64(prefix.address.rawValue) &<< 32 | UInt64(prefix.length) &<< 16 | UInt64(hop.rawValue)
  }

  @inline(__always)
  static func length(of route: Route) -> Int { Int(route &>> 16 & 0xFF) }

  /// Sorts where it must; of equal prefixes the last one counts.
  init(_ list: [(prefix: IPv4Prefix, nextHop: NextHopIndex)]) {
    var ascending = true
    var highest = -1
    routes = [Route](unsafeUninitializedCapacity: list.count) { packed, count in
      var previous: UInt64 = 0
      for index in list.indices {
        let route = Self.pack(list[index].prefix, list[index].nextHop)
        // The first route has no predecessor; 0.0.0.0/0 packs to a length of 0.
        if index > 0, previous &>> 16 >= route &>> 16 { ascending = false }
        highest = max(highest, Int(UInt16(truncatingIfNeeded: route)))
        previous = route
        packed[index] = route
      }
      count = list.count
    }
    precondition(
      highest < Int(NextHopIndex.noRoute.rawValue), "noRoute is no next hop of a route")
    if !ascending { routes = Self.sortedAndUnique(routes) }
    denseHops = min(highest + 1, max(256, routes.count))
  }

  private static func sortedAndUnique(_ routes: [Route]) -> [Route] {
    let order = routes.indices.sorted { (routes[$0] >> 16, $0) < (routes[$1] >> 16, $1) }
    var unique: [Route] = []
    unique.reserveCapacity(routes.count)
    for index in order {
      let route = routes[index]
      if let last = unique.last, last >> 16 == route >> 16 { unique.removeLast() }
      unique.append(route)
    }
    return unique
  }
}
