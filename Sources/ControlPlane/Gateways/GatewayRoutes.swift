import Addressing
import ResourceModel

/// Which routes a network's gateways give to it, and to those that use them.
struct GatewayRoutes: Sendable {
  private struct Candidate {
    var nextHop: GatewayRoute.NextHop
    var gateway: String
    var weight: Int
    var asPath: [ASN]

    var text: String {
      let path =
        asPath.isEmpty ? "static" : "AS path \(asPath.map(\.description).joined(separator: "-"))"
      return "\(gateway) via \(nextHop.displayed), \(path), weight \(weight)"
    }
  }

  private var routes: [String: [GatewayRoute]] = [:]

  init(_ layout: EstateLayout, state: LinkState, bgp: BGPTopology, vector: PathVector) {
    for network in layout.topology.virtualNetworks {
      let gateways = layout.topology.virtualNetworkGateways.filter {
        $0.virtualNetwork == network.name
      }
      var candidates: [IPv4Prefix: [Candidate]] = [:]
      for gateway in gateways {
        for (prefix, candidate) in Self.candidates(gateway, layout, state, bgp, vector) {
          candidates[prefix, default: []].append(candidate)
        }
      }
      routes[network.name] = candidates.keys.sorted().map { prefix in
        Self.choose(prefix, candidates[prefix] ?? [])
      }
    }
  }

  /// Sorted by prefix.
  func routes(of network: String) -> [GatewayRoute] { routes[network] ?? [] }

  private static func choose(_ prefix: IPv4Prefix, _ candidates: [Candidate]) -> GatewayRoute {
    // Rule 7: the weight, then the length of the path; all that are equal are used.
    let sorted = candidates.sorted {
      ($1.weight, $0.asPath.count, $0.nextHop.address)
        < ($0.weight, $1.asPath.count, $1.nextHop.address)
    }
    let best = sorted[0]
    let used = sorted.prefix { $0.weight == best.weight && $0.asPath.count == best.asPath.count }
    return GatewayRoute(
      prefix: prefix, nextHops: Self.unique(used.map(\.nextHop)), asPath: best.asPath,
      weight: best.weight,
      gateway: best.gateway,
      losers: Self.unique(
        sorted.dropFirst(used.count).map { loser in
          RejectedRoute(
            text: loser.text,
            reason: loser.weight < best.weight
              ? "lower weight than \(best.weight)"
              : "longer AS path than \(best.asPath.count)")
        }))
  }

  /// Each once, in the same order: several tunnels of one instance are one next hop to the network.
  private static func unique<Element: Hashable>(_ elements: [Element]) -> [Element] {
    var seen: Set<Element> = []
    return elements.filter { seen.insert($0).inserted }
  }

  private static func candidates(
    _ gateway: VirtualNetworkGateway, _ layout: EstateLayout, _ state: LinkState,
    _ bgp: BGPTopology, _ vector: PathVector
  ) -> [(IPv4Prefix, Candidate)] {
    switch gateway.gatewayType {
    case .expressRoute: expressRoutePaths(gateway, layout, bgp, vector)
    case .vpn:
      staticRoutes(gateway, layout) + tunnelPaths(gateway, layout, bgp, vector)
    }
  }

  private static func expressRoutePaths(
    _ gateway: VirtualNetworkGateway, _ layout: EstateLayout, _ bgp: BGPTopology,
    _ vector: PathVector
  ) -> [(IPv4Prefix, Candidate)] {
    guard let speaker = bgp.number(of: .expressRouteGateway(gateway.name)) else { return [] }
    return vector.choices[speaker].values.flatMap(\.paths).compactMap { path in
      guard path.origin == .external, let session = path.session,
        case .expressRouteConnection(let connection) = bgp.sessions[session].carrier,
        let pair = layout.addresses.enterpriseEdges[connection]
      else { return nil }
      let side: CircuitSide = path.neighbor == pair.primary ? .primary : .secondary
      return (
        path.prefix,
        Candidate(
          nextHop: .init(
            target: .enterpriseEdge(connection: connection, side), address: path.neighbor,
            displayed: providerAddress(connection, side, layout) ?? path.neighbor),
          gateway: gateway.name, weight: path.weight, asPath: path.asPath)
      )
    }
  }

  private static func providerAddress(
    _ connection: String, _ side: CircuitSide, _ layout: EstateLayout
  ) -> IPv4Address? {
    guard
      case .expressRouteCircuit(let circuit)? = layout.index.connections[connection]?.peer,
      let binding = layout.index.circuitBindings[circuit]
    else { return nil }
    switch side {
    case .primary: return binding.primaryProviderAddress
    case .secondary: return binding.secondaryProviderAddress
    }
  }

  private static func tunnelPaths(
    _ gateway: VirtualNetworkGateway, _ layout: EstateLayout, _ bgp: BGPTopology,
    _ vector: PathVector
  ) -> [(IPv4Prefix, Candidate)] {
    guard let speaker = bgp.number(of: .vpnGateway(gateway.name)) else { return [] }
    return vector.choices[speaker].values.flatMap(\.paths).compactMap { path in
      guard path.origin == .external, let session = path.session,
        case .tunnel(let tunnel) = bgp.sessions[session].carrier,
        let instance = instance(of: gateway.name, in: layout.tunnels[tunnel])
      else { return nil }
      return candidate(gateway, instance, layout, weight: path.weight, asPath: path.asPath)
        .map { (path.prefix, $0) }
    }
  }

  /// Those to sites, and to the pool of point-to-site clients. Static routes stay while their tunnel is down: Azure programs them from the configuration.
  private static func staticRoutes(
    _ gateway: VirtualNetworkGateway, _ layout: EstateLayout
  ) -> [(IPv4Prefix, Candidate)] {
    let prefixes =
      StaticVPNRoutes(layout.topology).routes(of: gateway.name).map(\.prefix)
      + gateway.clientAddressPool
    return prefixes.flatMap { prefix in
      TunnelPlan.activeInstances(of: gateway).compactMap { instance in
        candidate(gateway, instance, layout, weight: GatewayWeight.other, asPath: [])
          .map { (prefix, $0) }
      }
    }
  }

  private static func candidate(
    _ gateway: VirtualNetworkGateway, _ instance: Int, _ layout: EstateLayout, weight: Int,
    asPath: [ASN]
  ) -> Candidate? {
    guard let addresses = layout.addresses.gateways[gateway.name]?.instances,
      addresses.indices.contains(instance)
    else { return nil }
    return Candidate(
      nextHop: .init(
        target: .gatewayInstance(gateway.name, instance: instance), address: addresses[instance],
        displayed: addresses[instance]),
      gateway: gateway.name, weight: weight, asPath: asPath)
  }

  static func instance(of gateway: String, in tunnel: IPsecTunnel) -> Int? {
    for end in [tunnel.first, tunnel.second] {
      if case .gateway(let name, let instance) = end, name == gateway { return instance }
    }
    return nil
  }
}
