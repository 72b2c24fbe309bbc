import Addressing
import DataPlane
import ResourceModel

/// The routing tables of the customers' routers.
struct RouterTables: Sendable {
  typealias Neighbor = EstateLayout.Neighbor

  private let layout: EstateLayout
  private let state: LinkState
  private let interior: InteriorRouting
  private let routers: [Router]
  /// Everything but BGP and what OSPF carries of it.
  private var own: [String: [RouterRoute]] = [:]
  /// By router: the prefixes of ``own`` that are used.
  private var held: [String: Set<IPv4Prefix>] = [:]

  init(_ layout: EstateLayout, state: LinkState) {
    self.layout = layout
    self.state = state
    interior = InteriorRouting(layout, state: state)
    routers = layout.topology.sites.flatMap(\.routers)
    for router in routers {
      let routes = ownRoutes(of: router)
      own[router.name] = routes
      held[router.name] = Set(routes.filter { $0.rejection == nil }.map(\.prefix))
    }
  }

  /// Whether the table holds exactly this prefix without BGP: the condition of a `network` statement.
  func holds(_ prefix: IPv4Prefix, at router: String) -> Bool {
    held[router]?.contains(prefix) ?? false
  }

  /// The neighbours over which an address is reached without BGP.
  func resolve(_ address: IPv4Address, at router: String) -> [Neighbor] {
    resolve(address, among: own[router] ?? [], at: router) ?? []
  }

  /// Empty where the address is one of a connected network that nobody has; `nil` where no way leads there.
  private func resolve(
    _ address: IPv4Address, among routes: [RouterRoute], at router: String
  ) -> [Neighbor]? {
    guard let best = Self.longest(routes, address) else { return nil }
    guard best.source == .connected, let interface = best.interface else { return best.neighbors }
    let all = neighbors(at: router, interface).filter { $0.address == address }
    let reached = all.filter { state.isUp($0) }
    if reached.isEmpty, !all.isEmpty || isTunnel(interface, of: router) { return nil }
    return reached
  }

  private func isTunnel(_ interface: String, of router: String) -> Bool {
    layout.index.routers[router]?.interfaces.first { $0.name == interface }?.tunnel != nil
  }

  /// The complete tables, once BGP has settled. Every candidate is in them, best first within a prefix.
  func complete(
    bgp: [String: [IPv4Prefix: PathVector.Choice]], neighbors: (BGPPath, String) -> [Neighbor]
  ) -> [String: [RouterRoute]] {
    var candidates = own
    for router in routers {
      for choice in (bgp[router.name] ?? [:]).values {
        candidates[router.name, default: []].append(
          contentsOf: paths(choice, at: router.name, neighbors))
      }
    }
    let redistributed = interior.redistributors.flatMap { name in
      Self.used(candidates[name] ?? []).filter { $0.source == .externalBGP }.map {
        InteriorRouting.External(
          router: name, prefix: $0.prefix, metric: InteriorRouting.redistributedMetric)
      }
    }
    for router in routers {
      let externals = interior.externalRoutes(of: router.name, redistributed)
      for (prefix, way) in externals {
        candidates[router.name, default: []].append(
          RouterRoute(
            prefix: prefix, source: .ospfExternal, neighbors: way.neighbors, metric: way.metric))
      }
    }
    return candidates.mapValues(Self.ranked)
  }

  private func paths(
    _ choice: PathVector.Choice, at router: String, _ neighbors: (BGPPath, String) -> [Neighbor]
  ) -> [RouterRoute] {
    // Equal paths that are used together make one route of several neighbours.
    var result: [RouterRoute] = []
    for (index, path) in choice.paths.enumerated() where path.origin != .network {
      let reached = neighbors(path, router)
      if index > 0, index < choice.usedCount, !result.isEmpty {
        result[0].neighbors += reached.filter { !result[0].neighbors.contains($0) }
        continue
      }
      var route = RouterRoute(
        prefix: path.prefix, source: path.origin == .external ? .externalBGP : .internalBGP,
        neighbors: reached, metric: 0, path: path)
      if reached.isEmpty {
        route.rejection = "the next hop \(path.nextHop) is not reachable"
      } else if index >= choice.usedCount {
        route.rejection =
          BGPDecision.reason(choice.paths[0], over: path).map {
            "the other path has \($0.rawValue)"
          }
          ?? "another path is as good"
      }
      result.append(route)
    }
    return result
  }

  private func ownRoutes(of router: Router) -> [RouterRoute] {
    var routes: [RouterRoute] = []
    for interface in router.interfaces where state.isUp(router: router.name, interface: interface) {
      routes.append(
        RouterRoute(
          prefix: interface.address.network, source: .connected, neighbors: [],
          interface: interface.name, metric: 0))
    }
    for (prefix, way) in interior.internalRoutes(of: router.name) {
      routes.append(
        RouterRoute(prefix: prefix, source: .ospf, neighbors: way.neighbors, metric: way.metric))
    }
    for (prefix, way) in interior.externalRoutes(of: router.name, interior.defaults) {
      routes.append(
        RouterRoute(
          prefix: prefix, source: .ospfExternal, neighbors: way.neighbors, metric: way.metric))
    }
    return routes + staticRoutes(of: router, among: routes)
  }

  /// The static routes. A next hop that is an address is looked up in the other routes, again and again, until a
  /// connected network has it; one that leads back to itself, or nowhere, leaves its route unused. That nobody has an
  /// address of a connected network shows when a packet comes, not in the table.
  /// O(static routes x their distinct next hops).
  private func staticRoutes(of router: Router, among others: [RouterRoute]) -> [RouterRoute] {
    var routes: [RouterRoute] = []
    var open: [(prefix: IPv4Prefix, address: IPv4Address)] = []
    for route in router.staticRoutes {
      switch route.nextHop {
      case .interface(let name):
        let reached = neighbors(at: router.name, name).filter { state.isUp($0) }
        var candidate = RouterRoute(
          prefix: route.prefix, source: .static, neighbors: reached, metric: 0)
        if reached.isEmpty { candidate.rejection = "nobody is reachable on \(name)" }
        routes.append(candidate)
      case .address(let address): open.append((route.prefix, address))
      }
    }
    // Each round settles what the rounds before made reachable.
    var settled = true
    while settled, !open.isEmpty {
      settled = false
      let known = others + routes
      var resolved: [IPv4Address: [Neighbor]] = [:]
      open.removeAll { item in
        let reached =
          resolved[item.address] ?? resolve(item.address, among: known, at: router.name)
        guard let reached else { return false }
        resolved[item.address] = reached
        var route = RouterRoute(
          prefix: item.prefix, source: .static, neighbors: reached, metric: 0)
        if reached.isEmpty { route.unansweredNextHop = item.address }
        routes.append(route)
        settled = true
        return true
      }
    }
    for item in open {
      var unused = RouterRoute(prefix: item.prefix, source: .static, neighbors: [], metric: 0)
      unused.rejection = "the next hop \(item.address) is not reachable"
      routes.append(unused)
    }
    return routes
  }

  /// The neighbours on an interface: those of its network, or a tunnel's other end.
  func neighbors(at router: String, _ interface: String) -> [Neighbor] {
    let end = LinkEnd.routerInterface(router: router, interface: interface)
    guard let number = layout.linkEndInterfaces[end] else { return [] }
    let tunnelEnd = IPsecTunnel.End.router(router, interface: interface)
    let tunnels = state.tunnels(router: router, interface: interface)
      .filter { state.fault(of: $0) == nil }
      .compactMap { layout.tunnelNeighbors[$0][tunnelEnd] }
    return (layout.lanNeighbors[number] ?? []) + tunnels
  }

  private static func longest(_ routes: [RouterRoute], _ address: IPv4Address) -> RouterRoute? {
    routes.filter { $0.prefix.contains(address) && $0.rejection == nil }
      .min {
        ($1.prefix.length, $0.source.rawValue, $0.metric)
          < ($0.prefix.length, $1.source.rawValue, $1.metric)
      }
  }

  /// Sorted by prefix, the used route of each first, the others with the reason why not.
  private static func ranked(_ routes: [RouterRoute]) -> [RouterRoute] {
    let groups = Dictionary(grouping: routes, by: \.prefix)
    return groups.keys.sorted().flatMap { prefix -> [RouterRoute] in
      let sorted = (groups[prefix] ?? []).sorted {
        ($0.rejection == nil ? 0 : 1, $0.source.rawValue, $0.metric, $0.path?.neighbor ?? .any)
          < ($1.rejection == nil ? 0 : 1, $1.source.rawValue, $1.metric, $1.path?.neighbor ?? .any)
      }
      return sorted.enumerated().map { index, route in
        guard index > 0, route.rejection == nil else { return route }
        var loser = route
        loser.rejection =
          route.source == sorted[0].source
          ? "metric \(route.metric) against \(sorted[0].metric)"
          : "\(sorted[0].source.name) is trusted more than \(route.source.name)"
        return loser
      }
    }
  }

  private static func used(_ routes: [RouterRoute]) -> [RouterRoute] {
    ranked(routes).filter { $0.rejection == nil }
  }
}
