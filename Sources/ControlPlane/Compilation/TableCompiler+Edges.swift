import Addressing
import DataPlane
import ResourceModel

/// Routes of enterprise edges.
extension TableCompiler {
  func edgeRoutes(
    _ circuit: String, _ side: CircuitSide
  ) -> (TableRoutes, [RouteCandidate]) {
    guard let speaker = state.bgp.number(of: .enterpriseEdge(circuit: circuit, side)) else {
      return ([:], [])
    }
    var routes: TableRoutes = [:]
    var texts: [RouteCandidate] = []
    let customerSide = layout.linkEndInterfaces[.circuit(circuit, side)]
    if let customerSide,
      let peering = layout.index.circuits[circuit]?.privatePeering
    {
      let prefix =
        side == .primary ? peering.primaryPeerAddressPrefix : peering.secondaryPeerAddressPrefix
      if let mapping = lanMappings[customerSide] {
        routes[prefix] = [.onLink(mapping, egress: customerSide)]
        texts.append(RouteCandidate(prefix: prefix, text: "connected network \(prefix)"))
      }
    }
    let choices = state.vector.choices[speaker]
    for prefix in choices.keys.sorted() {
      guard let choice = choices[prefix] else { continue }
      let hops = choice.used.compactMap { edgeHop($0, circuit, side, customerSide) }
      if !hops.isEmpty { routes[prefix] = hops }
      texts += choice.paths.enumerated().map { index, path in
        RouteCandidate(
          prefix: prefix,
          text: "BGP route \(prefix) via \(path.neighbor) (AS path \(path.asPathText))"
            + (fastPathNetwork(path) == nil ? "" : " by FastPath"),
          rejection: index < choice.usedCount
            ? nil
            : BGPDecision.reason(choice.paths[0], over: path).map {
              "the other path has \($0.rawValue)"
            })
      }
    }
    for plan in layout.frontEnds {
      let hops = basicFrontEndHops(plan, choices, circuit, side, customerSide)
      guard !hops.isEmpty else { continue }
      let prefix = IPv4Prefix(containing: plan.address, length: 32)
      routes[prefix] = hops
      texts.append(
        RouteCandidate(
          prefix: prefix, text: "front end \(plan.name) by the gateway: Basic has no FastPath"))
    }
    for interface in layout.interfaces
    where interface.device == layout.device(.enterpriseEdge(circuit: circuit, side)) {
      routes[IPv4Prefix(containing: interface.address, length: 32)] = [.local]
    }
    return (routes, texts)
  }

  /// The gateways by which an edge reaches a Basic load balancer's front end that lies in a network with FastPath (Azure:
  /// "About FastPath"); none for any other front end.
  private func basicFrontEndHops(
    _ plan: FrontEndPlan, _ choices: [IPv4Prefix: PathVector.Choice], _ circuit: String,
    _ side: CircuitSide, _ customerSide: InterfaceID?
  ) -> [NextHop] {
    guard plan.balancer.sku == .basic,
      let prefix = choices.keys.filter({ $0.contains(plan.address) })
        .max(by: { $0.length < $1.length }),
      let used = choices[prefix]?.used,
      used.contains(where: { fastPathNetwork($0) == plan.network })
    else { return [] }
    return used.compactMap { edgeHop($0, circuit, side, customerSide, hasFastPath: false) }
  }

  private func edgeHop(
    _ path: BGPPath, _ circuit: String, _ side: CircuitSide, _ customerSide: InterfaceID?,
    hasFastPath: Bool = true
  ) -> NextHop? {
    guard let session = path.session else { return nil }
    switch state.bgp.sessions[session].carrier {
    case .circuit:
      guard let customerSide else { return nil }
      return layout.lanNeighbors[customerSide]?.first { $0.address == path.nextHop }
        .map { .adjacency($0.adjacency) }
    case .expressRouteConnection(let connection):
      // The gateway's active instance takes what comes from the edges.
      guard let own = layout.connectionInterfaces[connection]?[side],
        let gateway = layout.index.connections[connection]?.virtualNetworkGateway1
      else { return nil }
      if hasFastPath, let network = fastPathNetwork(path), let mapping = networkMappings[network] {
        return .onLink(mapping, egress: own)
      }
      guard
        let far = layout.edgeSideInterfaces[.gateway(gateway, instance: 0)]
      else { return nil }
      return .adjacency(fabricAdjacency(own, far))
    case .globalReach:
      return layout.reachNeighbors.first {
        $0.circuit == circuit && $0.side == side && $0.neighbor.address == path.nextHop
      }.map { .adjacency($0.neighbor.adjacency) }
    case .tunnel, .coexistence, .customer:
      return nil
    }
  }

  /// The network whose machines an edge reaches past the gateway: the gateway's own; over ExpressRoute Direct also those
  /// of its region that use it (Azure: "About FastPath").
  private func fastPathNetwork(_ path: BGPPath) -> String? {
    guard let session = path.session,
      case .expressRouteConnection(let name) = state.bgp.sessions[session].carrier,
      let connection = layout.index.connections[name], connection.expressRouteGatewayBypass,
      case .expressRouteCircuit(let circuit) = connection.peer,
      let gateway = layout.index.gateways[connection.virtualNetworkGateway1]
    else { return nil }
    let reachesPeers =
      layout.index.circuits[circuit]?.isDirect == true
      && !EraRule.fastPathEndsAtNetwork.holds(in: layout.topology.profile)
    return layout.topology.virtualNetworks.first { network in
      guard network.addressSpace.contains(path.prefix) else { return false }
      return network.name == gateway.virtualNetwork
        || (reachesPeers && network.location == gateway.location
          && state.peerings.gatewayNetwork(of: network.name) == gateway.virtualNetwork)
    }?.name
  }
}
