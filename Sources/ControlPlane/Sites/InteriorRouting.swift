import Addressing
import DataPlane
import ResourceModel

/// OSPF as far as forwarding shows it (RFC 2328): shortest paths between the routers that run it, and
/// the networks and external routes behind them.
struct InteriorRouting: Sendable {
  typealias Neighbor = EstateLayout.Neighbor

  /// A way to a prefix: what it costs and over whom it goes.
  struct Way: Hashable, Sendable {
    var metric: Int
    var neighbors: [Neighbor]
  }

  /// A prefix from outside that a router makes known.
  struct External: Hashable, Sendable {
    var router: String
    var prefix: IPv4Prefix
    var metric: Int
  }

  private var routers: [String: Router]
  private var order: [String]
  /// By router, then by router: the distance and the first neighbours of all shortest paths.
  private var paths: [String: [String: Way]] = [:]
  private var networks: [(router: String, prefix: IPv4Prefix, cost: Int)] = []

  init(_ layout: EstateLayout, state: LinkState) {
    let all = layout.topology.sites.flatMap(\.routers).filter { $0.ospf != nil }
    routers = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    order = all.map(\.name)
    var owners: [Int32: (router: String, interface: RouterInterface)] = [:]
    for router in all {
      for interface in Self.participating(router) {
        let end = LinkEnd.routerInterface(router: router.name, interface: interface.name)
        if let number = layout.linkEndInterfaces[end] {
          owners[number.rawValue] = (router.name, interface)
        }
        if state.isUp(router: router.name, interface: interface) {
          networks.append((router.name, interface.address.network, router.ospf?.cost ?? 1))
        }
      }
    }
    var edges: [String: [(to: String, cost: Int, neighbor: Neighbor)]] = [:]
    for router in all {
      for interface in Self.participating(router) {
        let end = LinkEnd.routerInterface(router: router.name, interface: interface.name)
        guard let number = layout.linkEndInterfaces[end] else { continue }
        for neighbor in layout.lanNeighbors[number] ?? []
        where state.isUp(neighbor) && interface.address.network.contains(neighbor.address) {
          guard let owner = owners[neighbor.adjacency.ingress.rawValue] else { continue }
          edges[router.name, default: []].append(
            (owner.router, router.ospf?.cost ?? 1, neighbor))
        }
      }
    }
    for router in order { paths[router] = Self.shortestPaths(from: router, edges) }
  }

  private static func participating(_ router: Router) -> [RouterInterface] {
    guard let settings = router.ospf else { return [] }
    return router.interfaces.filter { interface in
      settings.interfaces.map { $0.contains(interface.name) } ?? (interface.tunnel == nil)
    }
  }

  /// Dijkstra's algorithm, keeping every first neighbour of equal paths. O(routers squared).
  private static func shortestPaths(
    from start: String, _ edges: [String: [(to: String, cost: Int, neighbor: Neighbor)]]
  ) -> [String: Way] {
    var settled: [String: Way] = [:]
    var open: [String: Way] = [start: Way(metric: 0, neighbors: [])]
    while let next = open.min(by: { ($0.value.metric, $0.key) < ($1.value.metric, $1.key) }) {
      open[next.key] = nil
      settled[next.key] = next.value
      for edge in edges[next.key] ?? [] where settled[edge.to] == nil {
        let metric = next.value.metric + edge.cost
        let first = next.key == start ? [edge.neighbor] : next.value.neighbors
        if let known = open[edge.to], known.metric <= metric {
          if known.metric == metric {
            open[edge.to]?.neighbors =
              known.neighbors + first.filter { !known.neighbors.contains($0) }
          }
        } else {
          open[edge.to] = Way(metric: metric, neighbors: first)
        }
      }
    }
    settled[start] = nil
    return settled
  }

  /// The networks of other routers, as `router` reaches them.
  func internalRoutes(of router: String) -> [IPv4Prefix: Way] {
    guard routers[router] != nil else { return [:] }
    var result: [IPv4Prefix: Way] = [:]
    for network in networks where network.router != router {
      guard let way = paths[router]?[network.router] else { continue }
      let candidate = Way(metric: way.metric + network.cost, neighbors: way.neighbors)
      result[network.prefix] = Self.better(result[network.prefix], candidate)
    }
    return result
  }

  /// External routes of type 2: the lower metric wins, then the nearer router (RFC 2328, 16.4).
  ///
  /// Whoever makes a prefix known itself does not take it from others.
  func externalRoutes(of router: String, _ externals: [External]) -> [IPv4Prefix: Way] {
    guard routers[router] != nil else { return [:] }
    var best: [IPv4Prefix: (metric: Int, way: Way)] = [:]
    let own = Set(externals.filter { $0.router == router }.map(\.prefix))
    for external in externals where !own.contains(external.prefix) {
      guard let way = paths[router]?[external.router] else { continue }
      if let known = best[external.prefix] {
        if external.metric > known.metric { continue }
        if external.metric == known.metric {
          best[external.prefix] = (known.metric, Self.better(known.way, way))
          continue
        }
      }
      best[external.prefix] = (external.metric, way)
    }
    return best.mapValues { Way(metric: $0.metric, neighbors: $0.way.neighbors) }
  }

  /// The defaults that routers make known without condition.
  var defaults: [External] {
    order.compactMap { name in
      routers[name]?.ospf?.defaultInformationOriginateMetric.map {
        External(router: name, prefix: .all, metric: $0)
      }
    }
  }

  /// The routers that make BGP's routes known, and with what metric.
  var redistributors: [String] { order.filter { routers[$0]?.ospf?.redistributeBgp == true } }

  /// What IOS gives a route redistributed from BGP.
  static let redistributedMetric = 1

  private static func better(_ known: Way?, _ candidate: Way) -> Way {
    guard let known else { return candidate }
    if candidate.metric != known.metric {
      return candidate.metric < known.metric ? candidate : known
    }
    return Way(
      metric: known.metric,
      neighbors: known.neighbors + candidate.neighbors.filter { !known.neighbors.contains($0) })
  }
}
