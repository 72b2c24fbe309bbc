import Addressing
import ResourceModel

/// All routes of an estate in one state of its links, before they become tables.
struct RoutingState: Sendable {
  let layout: EstateLayout
  let links: LinkState
  let bgp: BGPTopology
  let vector: PathVector
  /// The sessions that are closed because of too many prefixes.
  let prefixExcesses: [PrefixLimits.Excess]
  let gatewayRoutes: GatewayRoutes
  let peerings: ConnectedPeerings
  let routerTables: RouterTables
  /// By router: every candidate, best first within a prefix.
  let routerRoutes: [String: [RouterRoute]]
  /// By subnet.
  private(set) var effectiveRoutes: [SubnetReference: EffectiveRoutes] = [:]

  /// - Parameter failed: canonical names of links.
  init(_ layout: EstateLayout, failed: Set<String>) {
    // A tunnel whose packets follow routes is up if they find there and back, which does not depend on the tunnels.
    let followers = layout.tunnels.indices.filter { layout.tunnels[$0].underlay != nil }
    guard !followers.isEmpty else {
      self.init(layout, failed: failed, unreachable: [])
      return
    }
    let bare = Self(layout, failed: failed, unreachable: Set(followers))
    self.init(
      layout, failed: failed, unreachable: Set(followers.filter { !bare.joinsOuterEnds(of: $0) }))
  }

  private init(_ layout: EstateLayout, failed: Set<String>, unreachable: Set<Int>) {
    let topology = layout.topology
    let links = LinkState(layout, failed: failed, unreachable: unreachable)
    let tables = RouterTables(layout, state: links)
    let bgp = BGPTopology(layout, state: links, tables: tables)
    let limited = PrefixLimits(speakers: bgp.speakers, sessions: bgp.sessions) { path, speaker in
      // A neighbour outside is at the other end of the session; what is told inside may be anywhere.
      guard path.origin == .internal, case .router(let name) = bgp.speakers[speaker].role else {
        return true
      }
      return !tables.resolve(path.nextHop, at: name).isEmpty
    }
    let vector = limited.vector
    prefixExcesses = limited.excesses
    let gatewayRoutes = GatewayRoutes(layout, state: links, bgp: bgp, vector: vector)
    let peerings = ConnectedPeerings(topology)
    self.layout = layout
    self.links = links
    self.bgp = bgp
    self.vector = vector
    self.gatewayRoutes = gatewayRoutes
    self.peerings = peerings
    routerTables = tables
    var choices: [String: [IPv4Prefix: PathVector.Choice]] = [:]
    for (number, speaker) in bgp.speakers.enumerated() {
      if case .router(let name) = speaker.role { choices[name] = vector.choices[number] }
    }
    routerRoutes = tables.complete(bgp: choices) { path, router in
      Self.neighbors(of: path, at: router, layout, bgp, tables)
    }
    for network in topology.virtualNetworks {
      let source = peerings.gatewayNetwork(of: network.name) ?? network.name
      for subnet in network.subnets {
        effectiveRoutes[SubnetReference(virtualNetwork: network.name, subnet: subnet.name)] =
          EffectiveRoutes(
            network: network,
            routeTable: subnet.routeTable.flatMap { layout.index.routeTables[$0] },
            peers: peerings.peers(of: network.name),
            gatewayRoutes: subnet.name == Subnet.gatewaySubnetName
              ? [] : gatewayRoutes.routes(of: source),
            serviceEndpoints: subnet.serviceEndpoints, serviceTags: topology.serviceTags)
      }
    }
  }

  /// Over whom a router sends what a path of BGP leads to.
  private static func neighbors(
    of path: BGPPath, at router: String, _ layout: EstateLayout, _ bgp: BGPTopology,
    _ tables: RouterTables
  ) -> [EstateLayout.Neighbor] {
    guard let session = path.session else { return [] }
    switch bgp.sessions[session].carrier {
    case .tunnel(let tunnel):
      let ends = [layout.tunnels[tunnel].first, layout.tunnels[tunnel].second]
      return ends.compactMap { end in
        guard case .router(let name, _) = end, name == router else { return nil }
        return layout.tunnelNeighbors[tunnel][end]
      }
    case .circuit, .customer, .expressRouteConnection, .globalReach, .coexistence:
      return tables.resolve(path.nextHop, at: router)
    }
  }
}
