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
    let plan = layout.addresses.gateways[name]
    for address in [
      plan?.instances[instance],
      plan.flatMap { $0.bgpPeers.indices.contains(instance) ? $0.bgpPeers[instance] : nil },
    ].compactMap({ $0 }) {
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
        let usable = choice.used.filter { $0.origin == .external }
        let used = usable.compactMap { path -> Int? in
          guard case .tunnel(let tunnel)? = path.session.map({ state.bgp.sessions[$0].carrier })
          else { return nil }
          return tunnel
        }
        let mine = used.filter {
          GatewayRoutes.instance(of: gateway.name, in: layout.tunnels[$0]) == instance
        }
        if !mine.isEmpty {
          routes[prefix] = mine.compactMap(hop).sorted(by: Self.byIngress).map { .adjacency($0) }
        } else if let sibling = used.first.flatMap({
          GatewayRoutes.instance(of: gateway.name, in: layout.tunnels[$0])
        }), let far = layout.fabricInterfaces[.gateway(gateway.name, instance: sibling)] {
          routes[prefix] = [.adjacency(fabricAdjacency(own, far))]
        }
        texts += choice.paths.enumerated().compactMap { index, path in
          guard path.origin == .external else { return nil }
          return RouteCandidate(
            prefix: prefix,
            text: "BGP route \(prefix) via \(path.nextHop) (AS path \(path.asPathText))",
            rejection: index < choice.usedCount
              ? nil
              : BGPDecision.reason(choice.paths[0], over: path).map {
                "the other path has \($0.rawValue)"
              })
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
    return (routes, texts)
  }

  private static func byIngress(_ first: Adjacency, _ second: Adjacency) -> Bool {
    first.ingress < second.ingress
  }
}
