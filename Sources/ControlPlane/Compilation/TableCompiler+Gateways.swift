import Addressing
import DataPlane
import ResourceModel

/// Routes of VPN and ExpressRoute gateways.
extension TableCompiler {
  func gatewayRoutes(_ name: String, _ instance: Int) -> (TableRoutes, [RouteCandidate]) {
    let role = DeviceRole.gateway(name, instance: instance)
    guard let gateway = layout.index.gateways[name],
      let own = layout.fabricInterfaces[role]
    else { return ([:], []) }
    let subnet = SubnetReference(
      virtualNetwork: gateway.virtualNetwork, subnet: Subnet.gatewaySubnetName)
    var routes: TableRoutes = [:]
    var texts: [RouteCandidate] = []
    if gateway.gatewayType == .vpn { (routes, texts) = tunnelRoutes(gateway, instance, own) }
    let (clients, clientTexts) = poolRoutes(gateway, instance, own)
    routes.merge(clients) { _, client in client }
    texts += clientTexts
    if let effective = state.effectiveRoutes[subnet] {
      // The fabric's defaults are for machines: a gateway knows its network, its peers, the user's routes.
      var kept = fabricRoutes(effective, network: gateway.virtualNetwork, from: own)
      for route in effective.routes
      where route.source == .system
        && (route.nextHopType == .internet || route.nextHopType == .none)
      {
        kept[route.prefix] = nil
      }
      routes.merge(kept) { _, fabric in fabric }
      texts += effective.routes.filter { kept[$0.prefix] != nil }.map(Self.candidate)
    }
    let (outer, outerTexts) = publicRoutes(role)
    routes.merge(outer) { known, _ in known }
    texts += outerTexts
    let plan = layout.addresses.gateways[name]
    let custom = layout.tunnels.filter { $0.first == .gateway(name, instance: instance) }
      .map(\.peering?.customAddress)
    for address in [
      plan?.instances[instance],
      plan.flatMap { $0.bgpPeers.indices.contains(instance) ? $0.bgpPeers[instance] : nil },
    ] + custom {
      guard let address else { continue }
      routes[IPv4Prefix(containing: address, length: 32)] = [.local]
    }
    return (routes, texts)
  }

  private func tunnelRoutes(
    _ gateway: VirtualNetworkGateway, _ instance: Int, _ own: InterfaceID
  ) -> (TableRoutes, [RouteCandidate]) {
    var routes: TableRoutes = [:]
    var texts: [RouteCandidate] = []
    func hop(_ tunnel: Int) -> Adjacency? {
      layout.tunnelNeighbors[tunnel][.gateway(gateway.name, instance: instance)]?.adjacency
    }
    /// Over the connection's tunnels of this instance, or else over the other instance if it has one.
    func ways(_ connection: String) -> [NextHop] {
      let all = layout.tunnels.indices.filter {
        layout.tunnels[$0].connections.contains(connection) && state.links.fault(of: $0) == nil
      }
      let mine = all.filter {
        GatewayRoutes.instance(of: gateway.name, in: layout.tunnels[$0]) == instance
      }
      if !mine.isEmpty {
        return mine.compactMap(hop).sorted(by: Self.byIngress).map { .adjacency($0) }
      }
      let sibling = all.lazy.compactMap {
        GatewayRoutes.instance(of: gateway.name, in: layout.tunnels[$0])
      }.first
      guard let sibling,
        let far = layout.fabricInterfaces[.gateway(gateway.name, instance: sibling)]
      else { return [.drop(.tunnelDown)] }
      return [.adjacency(fabricAdjacency(own, far))]
    }
    // The way to a BGP neighbour's own address, which no session could do without.
    for connection in layout.topology.connections
    where connection.virtualNetworkGateway1 == gateway.name && connection.enableBgp {
      guard case .localNetworkGateway(let local) = connection.peer,
        let peer = layout.index.localGateways[local]?.bgpSettings?.bgpPeeringAddress
      else { continue }
      routes[IPv4Prefix(containing: peer, length: 32)] = ways(connection.name)
    }
    if let speaker = state.bgp.number(of: .vpnGateway(gateway.name)) {
      let choices = state.vector.choices[speaker]
      for prefix in choices.keys.sorted() {
        guard let choice = choices[prefix] else { continue }
        let used = choice.used.compactMap { path in
          tunnel(of: path).map { (path: path, tunnel: $0) }
        }
        let mine = used.compactMap { entry in
          GatewayRoutes.instance(of: gateway.name, in: layout.tunnels[entry.tunnel]) == instance
            ? hop(entry.tunnel).map { (path: entry.path, hop: $0) } : nil
        }.sorted { Self.byIngress($0.hop, $1.hop) }
        if !mine.isEmpty {
          routes[prefix] = mine.map { .adjacency($0.hop) }
        } else if let sibling = used.first.flatMap({
          GatewayRoutes.instance(of: gateway.name, in: layout.tunnels[$0.tunnel])
        }), let far = layout.fabricInterfaces[.gateway(gateway.name, instance: sibling)] {
          routes[prefix] = [.adjacency(fabricAdjacency(own, far))]
        }
        // In the order of the next hops, so that the one that the hash chose is the one that is named.
        let taken = mine.isEmpty ? used.prefix(1).map(\.path) : mine.map(\.path)
        texts += taken.map { Self.candidate($0, rejection: nil) }
        for path in choice.paths where path.origin == .external && !taken.contains(path) {
          let reason = BGPDecision.multipathReason(choice.paths[0], over: path)
          texts.append(
            Self.candidate(
              path,
              rejection: reason.map { "the other path has \($0.rawValue)" }
                ?? "its tunnel is the other instance's"))
        }
      }
    }
    for route in StaticVPNRoutes(layout.topology).routes(of: gateway.name) {
      routes[route.prefix] = ways(route.connection)
      texts.append(
        RouteCandidate(
          prefix: route.prefix,
          text: "static route \(route.prefix) by connection \(route.connection)"))
    }
    // The gateway's own: networks have a route to the gateway if their tables say so.
    if let connection = layout.topology.defaultSiteConnection(of: gateway) {
      routes[.all] = ways(connection)
      texts.append(
        RouteCandidate(
          prefix: .all, text: "default site 0.0.0.0/0 by connection \(connection)"))
    }
    return (routes, texts)
  }

  private func tunnel(of path: BGPPath) -> Int? {
    guard case .tunnel(let tunnel)? = path.session.map({ state.bgp.sessions[$0].carrier }) else {
      return nil
    }
    return tunnel
  }

  private static func candidate(_ path: BGPPath, rejection: String?) -> RouteCandidate {
    RouteCandidate(
      prefix: path.prefix,
      text: "BGP route \(path.prefix) via \(path.nextHop) (AS path \(path.asPathText))",
      rejection: rejection)
  }

  private static func byIngress(_ first: Adjacency, _ second: Adjacency) -> Bool {
    first.ingress < second.ingress
  }
}
