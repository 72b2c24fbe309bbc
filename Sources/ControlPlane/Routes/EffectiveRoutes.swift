import Addressing
import ResourceModel

/// The effective routes of one subnet, and so of every network interface in it.
///
/// Order: own space, peers, gateways by prefix, defaults, the user's by prefix.
package struct EffectiveRoutes: Sendable {
  package private(set) var routes: [EffectiveRoute]
  /// The gateway routes that stand behind rows of that source, by prefix.
  private(set) var gatewayRoutes: [IPv4Prefix: GatewayRoute]

  /// - Parameters:
  ///   - serviceEndpoints: those of the subnet.
  ///   - serviceTags: what the tags of routes and endpoints stand for.
  init(
    network: VirtualNetwork, routeTable: RouteTable?, peers: [ConnectedPeerings.View],
    gatewayRoutes: [GatewayRoute], serviceEndpoints: [ServiceEndpoint] = [],
    serviceTags: ServiceTagTable = .bundled
  ) {
    let propagated = routeTable?.disableBgpRoutePropagation == true ? [] : gatewayRoutes
    self.gatewayRoutes = Dictionary(
      propagated.map { ($0.prefix, $0) }, uniquingKeysWith: { first, _ in first })
    let userDefault = routeTable?.routes.first { $0.destination == .prefix(.all) }?.nextHopType
    let keepsReserved =
      userDefault.map { $0 != .virtualAppliance } ?? (self.gatewayRoutes[.all] == nil)
    var all =
      SystemRoutes.local(network) + SystemRoutes.peering(network, peers)
      + propagated.flatMap(Self.rows)
      + SystemRoutes.serviceEndpoints(serviceEndpoints, network, serviceTags)
      + SystemRoutes.defaults(network, peers, keepsReserved: keepsReserved)
    all += UserRoutes.rows(routeTable?.routes ?? [], serviceTags)
    let disabled = routeTable?.disableBgpRoutePropagation ?? false
    routes = Self.judged(all).map { route in
      var route = route
      route.disableBgpRoutePropagation = disabled
      return route
    }
  }

  private static func rows(_ route: GatewayRoute) -> [EffectiveRoute] {
    route.displayedNextHops.map {
      EffectiveRoute(
        source: .virtualNetworkGateway, prefix: route.prefix,
        nextHopType: .virtualNetworkGateway, nextHopAddress: $0,
        detail: route.asPath.isEmpty
          ? "static at \(route.gateway)"
          : "\(route.gateway), AS path \(route.asPath.map(\.description).joined(separator: "-")), "
            + "weight \(route.weight)")
    }
  }

  /// Azure's precedence: for an equal prefix the user's route, then the gateway's, then the system's;
  /// but the network's, its peers' and its service endpoints' own ranges beat whatever a gateway says of a part of
  /// them, and a service endpoint's range what the user says of it, too.
  private static func judged(_ routes: [EffectiveRoute]) -> [EffectiveRoute] {
    let endpoints = routes.filter { $0.nextHopType == .virtualNetworkServiceEndpoint }
    let best = Dictionary(routes.map { ($0.prefix, $0.source) }, uniquingKeysWith: { min($0, $1) })
    let own = routes.filter {
      $0.source == .system && $0.nextHopType != .internet && $0.nextHopType != .none
    }
    return routes.map { route in
      var judged = route
      if route.nextHopType == .virtualNetworkServiceEndpoint {
        // Nothing beats it.
      } else if route.source == .user,
        let endpoint = endpoints.first(where: { $0.prefix.covers(route.prefix) })
      {
        judged.rejection = "a service endpoint's route to \(endpoint.prefix) cannot be overridden"
      } else if route.source == .virtualNetworkGateway,
        let system = own.first(where: { $0.prefix.covers(route.prefix) })
      {
        judged.rejection =
          "\(system.nextHopType.rawValue) \(system.prefix) beats what a gateway says of it"
      } else if let winner = best[route.prefix], winner < route.source,
        !(winner == .virtualNetworkGateway
          && own.contains { $0.prefix.covers(route.prefix) })
      {
        judged.rejection = "a \(winner.rawValue) route to \(route.prefix) takes precedence"
      }
      judged.state = judged.rejection == nil ? .active : .invalid
      return judged
    }
  }
}
