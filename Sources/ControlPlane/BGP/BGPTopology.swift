import Addressing
import ResourceModel

/// Who speaks BGP in an estate, and which sessions are up in a state of its links.
struct BGPTopology: Sendable {
  private(set) var speakers: [BGPSpeaker] = []
  private(set) var sessions: [BGPSession] = []
  private var numbers: [BGPSpeaker.Role: Int] = [:]

  /// - Parameter tables: the routers' tables without BGP.
  init(
    _ layout: EstateLayout, state: LinkState, tables: RouterTables
  ) {
    let topology = layout.topology
    for gateway in topology.virtualNetworkGateways { add(gateway, layout) }
    for circuit in topology.expressRouteCircuits {
      for side in CircuitSide.allCases { add(circuit, side) }
    }
    for circuit in topology.expressRouteCircuits {
      for side in CircuitSide.allCases { addMicrosoftEdge(circuit, side, layout) }
    }
    for router in topology.sites.flatMap(\.routers) {
      // Without an interface there is no session to hold.
      guard let bgp = router.bgp, let interface = router.interfaces.first else { continue }
      add(
        BGPSpeaker(
          role: .router(router.name), asn: bgp.asn,
          originated: bgp.networks.filter { tables.holds($0, at: router.name) }, ownPrefixes: [],
          maximumPaths: bgp.maximumPaths, address: interface.address.address))
    }
    addExpressRouteSessions(layout, state)
    addGlobalReachSessions(layout, state)
    addCoexistenceSessions(topology)
    addTunnelSessions(layout, state)
    addCircuitSessions(layout, state)
    addCustomerSessions(layout, tables)
  }

  func number(of role: BGPSpeaker.Role) -> Int? { numbers[role] }

  private mutating func add(_ speaker: BGPSpeaker) {
    numbers[speaker.role] = speakers.count
    speakers.append(speaker)
  }

  // MARK: Speakers

  private mutating func add(_ gateway: VirtualNetworkGateway, _ layout: EstateLayout) {
    guard let address = layout.addresses.gateways[gateway.name]?.bgpPeers.first else { return }
    let prefixes = Self.advertisedPrefixes(of: gateway, layout.topology)
    let locals =
      StaticVPNRoutes(layout.topology).advertised(by: gateway.name) + gateway.clientAddressPool
    add(
      BGPSpeaker(
        role: gateway.gatewayType == .vpn
          ? .vpnGateway(gateway.name) : .expressRouteGateway(gateway.name),
        asn: gateway.asn, originated: prefixes + locals.filter { !prefixes.contains($0) },
        ownPrefixes: prefixes, maximumPaths: .max,
        communities: Self.communities(of: gateway, prefixes, layout.topology), address: address))
  }

  /// A network's own community and its region's, of networks that have one; only ExpressRoute keeps them (Azure:
  /// "ExpressRoute routing requirements", support for BGP communities, 2025).
  private static func communities(
    of gateway: VirtualNetworkGateway, _ prefixes: [IPv4Prefix], _ topology: Topology
  ) -> [IPv4Prefix: [BGPCommunity]] {
    guard gateway.gatewayType == .expressRoute else { return [:] }
    var result: [IPv4Prefix: [BGPCommunity]] = [:]
    for network in topology.virtualNetworks {
      guard let own = network.community else { continue }
      let all = [own] + [BGPCommunity.privateRegion(network.location)].compactMap { $0 }
      for prefix in network.addressSpace where prefixes.contains(prefix) { result[prefix] = all }
    }
    return result
  }

  private mutating func add(_ circuit: ExpressRouteCircuit, _ side: CircuitSide) {
    guard let peering = circuit.privatePeering else { return }
    let prefix =
      side == .primary ? peering.primaryPeerAddressPrefix : peering.secondaryPeerAddressPrefix
    add(
      BGPSpeaker(
        role: .enterpriseEdge(circuit: circuit.name, side), asn: .microsoft, originated: [],
        ownPrefixes: [], maximumPaths: .max, address: EstateLayout.microsoftAddress(of: prefix)))
  }

  /// Rule 10: an edge on Microsoft peering makes the gateways' public addresses known that tier and route filter let
  /// through, and takes the customer's prefixes that the peering lists.
  private mutating func addMicrosoftEdge(
    _ circuit: ExpressRouteCircuit, _ side: CircuitSide, _ layout: EstateLayout
  ) {
    guard let peering = circuit.microsoftPeering else { return }
    let told = layout.publicAddresses.filter { address in
      layout.publicRegions[address].map {
        layout.topology.microsoftPeering(of: circuit, tells: $0)
      } ?? false
    }
    add(
      BGPSpeaker(
        role: .microsoftEdge(circuit: circuit.name, side), asn: .microsoft,
        originated: told.map { IPv4Prefix(containing: $0, length: 32) },
        ownPrefixes: [], acceptedPrefixes: peering.advertisedPublicPrefixes, maximumPaths: .max,
        communities: Dictionary(
          told.map { address in
            let region = layout.publicRegions[address].flatMap(BGPCommunity.region)
            return (IPv4Prefix(containing: address, length: 32), [region].compactMap { $0 })
          }, uniquingKeysWith: { first, _ in first }),
        address: EstateLayout.microsoftAddress(of: peering.prefix(side))))
  }

  /// The speaker at a circuit's end of a link, and its peering.
  private func edge(
    _ end: LinkEnd, _ layout: EstateLayout
  ) -> (speaker: Int, peering: ExpressRouteCircuitPeering)? {
    switch end {
    case .host, .routerInterface: return nil
    case .circuit(let circuit, let side):
      guard let speaker = numbers[.enterpriseEdge(circuit: circuit, side)],
        let peering = layout.index.circuits[circuit]?.privatePeering
      else { return nil }
      return (speaker, peering)
    case .microsoftPeering(let circuit, let side):
      guard let speaker = numbers[.microsoftEdge(circuit: circuit, side)],
        let peering = layout.index.circuits[circuit]?.microsoftPeering
      else { return nil }
      return (speaker, peering)
    }
  }

  /// Rule 1: the address space of the network and of those that use its gateways, never subnets.
  static func advertisedPrefixes(
    of gateway: VirtualNetworkGateway, _ topology: Topology
  ) -> [IPv4Prefix] {
    let peerings = ConnectedPeerings(topology)
    let own = topology.virtualNetworks.filter { $0.name == gateway.virtualNetwork }
    let spokes = topology.virtualNetworks.filter {
      peerings.gatewayNetwork(of: $0.name) == gateway.virtualNetwork
    }
    return (own + spokes).flatMap(\.addressSpace)
  }

  // MARK: Sessions

  private mutating func addExpressRouteSessions(_ layout: EstateLayout, _ state: LinkState) {
    for connection in layout.topology.connections {
      guard case .expressRouteCircuit(let circuit) = connection.peer,
        state.isUp(connection: connection.name),
        let pair = layout.addresses.enterpriseEdges[connection.name],
        let gateway = numbers[.expressRouteGateway(connection.virtualNetworkGateway1)]
      else { continue }
      for side in CircuitSide.allCases {
        guard let edge = numbers[.enterpriseEdge(circuit: circuit, side)] else { continue }
        sessions.append(
          BGPSession(
            carrier: .expressRouteConnection(connection.name),
            first: .init(
              speaker: edge, address: pair.address(side),
              prefixLimit: PrefixLimits.expressRouteGatewayAdvertised),
            second: .init(
              speaker: gateway, address: speakers[gateway].address,
              weight: GatewayWeight.enterpriseEdge + connection.routingWeight,
              prefixLimit: layout.index.gateways[connection.virtualNetworkGateway1]?
                .learnedRouteLimit)))
      }
    }
  }

  private mutating func addGlobalReachSessions(_ layout: EstateLayout, _ state: LinkState) {
    for connection in layout.topology.circuitConnections
    where state.isUp(connection: connection.name) {
      for side in CircuitSide.allCases {
        guard let first = numbers[.enterpriseEdge(circuit: connection.circuit, side)],
          let second = numbers[.enterpriseEdge(circuit: connection.peerCircuit, side)]
        else { continue }
        sessions.append(
          BGPSession(
            carrier: .globalReach(connection.name),
            first: .init(
              speaker: first, address: connection.address(of: connection.circuit, side)),
            second: .init(
              speaker: second, address: connection.address(of: connection.peerCircuit, side))))
      }
    }
  }

  /// Rule 4: the two gateways of one network speak iBGP.
  private mutating func addCoexistenceSessions(_ topology: Topology) {
    for vpn in topology.virtualNetworkGateways where vpn.gatewayType == .vpn && vpn.enableBgp {
      for other in topology.virtualNetworkGateways
      where other.gatewayType == .expressRoute && other.virtualNetwork == vpn.virtualNetwork {
        guard let first = numbers[.vpnGateway(vpn.name)],
          let second = numbers[.expressRouteGateway(other.name)], vpn.asn == other.asn
        else { continue }
        sessions.append(
          BGPSession(
            carrier: .coexistence,
            first: .init(
              speaker: first, address: speakers[first].address,
              weight: GatewayWeight.enterpriseEdge),
            second: .init(
              speaker: second, address: speakers[second].address, weight: GatewayWeight.other)))
      }
    }
  }

  private mutating func addTunnelSessions(_ layout: EstateLayout, _ state: LinkState) {
    for (index, tunnel) in layout.tunnels.enumerated()
    where tunnel.runsBGP && state.fault(of: index) == nil {
      guard let first = tunnelEnd(tunnel, tunnel.first, layout),
        let second = tunnelEnd(tunnel, tunnel.second, layout),
        agrees(first, with: second), agrees(second, with: first),
        agrees(tunnel.peering, with: second), tunnel.carries(first.address, second.address)
      else { continue }
      sessions.append(BGPSession(carrier: .tunnel(index), first: first, second: second))
    }
  }

  private func tunnelEnd(
    _ tunnel: IPsecTunnel, _ end: IPsecTunnel.End, _ layout: EstateLayout
  ) -> BGPSession.End? {
    switch end {
    case .gateway(let name, _):
      guard let speaker = numbers[.vpnGateway(name)],
        let address = layout.bgpAddress(of: tunnel, at: end)
      else { return nil }
      return .init(
        speaker: speaker, address: address, weight: GatewayWeight.other,
        prefixLimit: PrefixLimits.vpnGateway)
    case .router(let name, let interface):
      guard let speaker = numbers[.router(name)],
        let router = layout.index.routers[name],
        let remote = layout.bgpAddress(of: tunnel, at: tunnel.other(than: end))
      else { return nil }
      guard let neighbor = router.bgp?.neighbors.first(where: { $0.address == remote }) else {
        return nil
      }
      let source = neighbor.updateSource ?? interface
      guard let address = router.interfaces.first(where: { $0.name == source })?.address.address
      else { return nil }
      return .init(speaker: speaker, address: address, neighbor: neighbor)
    }
  }

  /// The local network gateway names the router as it is.
  private func agrees(_ peering: IPsecTunnel.Peering?, with router: BGPSession.End) -> Bool {
    guard let peering else { return true }
    return peering.remoteAddress == router.address
      && peering.remoteAsn == speakers[router.speaker].asn
  }

  /// A router's settings name the other end as it is. Gateways take their settings from the document's
  /// cross-checks.
  private func agrees(_ end: BGPSession.End, with other: BGPSession.End) -> Bool {
    guard let neighbor = end.neighbor else { return true }
    return neighbor.remoteAsn == speakers[other.speaker].asn && neighbor.address == other.address
  }

  /// What an edge takes of a customer.
  private func prefixLimit(of edge: BGPSpeaker.Role, _ layout: EstateLayout) -> Int? {
    switch edge {
    case .enterpriseEdge(let circuit, _): layout.index.circuits[circuit]?.privatePrefixLimit
    case .microsoftEdge: PrefixLimits.microsoftPeering
    case .vpnGateway, .expressRouteGateway, .router: nil
    }
  }

  private mutating func addCircuitSessions(_ layout: EstateLayout, _ state: LinkState) {
    for link in layout.topology.links {
      guard case .physical(let one, let two) = link.kind, state.isUp(link.name) else { continue }
      for (end, far) in [(one, two), (two, one)] {
        guard let (edge, peering) = edge(end, layout),
          case .routerInterface(let name, let interface) = far,
          let speaker = numbers[.router(name)],
          let router = layout.index.routers[name],
          let address = router.interfaces.first(where: { $0.name == interface })?.address.address,
          let neighbor = router.bgp?.neighbors.first(where: {
            $0.address == speakers[edge].address
          })
        else { continue }
        let customer = BGPSession.End(speaker: speaker, address: address, neighbor: neighbor)
        let microsoft = BGPSession.End(
          speaker: edge, address: speakers[edge].address,
          prefixLimit: prefixLimit(of: speakers[edge].role, layout))
        guard agrees(customer, with: microsoft), peering.peerASN == speakers[speaker].asn else {
          continue
        }
        sessions.append(BGPSession(carrier: .circuit, first: microsoft, second: customer))
      }
    }
  }

  /// Sessions between customers' routers need each other's statement and a way without BGP.
  private mutating func addCustomerSessions(_ layout: EstateLayout, _ tables: RouterTables) {
    let routers = layout.topology.sites.flatMap(\.routers)
    for (index, router) in routers.enumerated() {
      for other in routers[(index + 1)...] {
        guard let first = customerEnd(router, towards: other),
          let second = customerEnd(other, towards: router),
          first.neighbor?.address == second.address, second.neighbor?.address == first.address,
          agrees(first, with: second), agrees(second, with: first),
          !tables.resolve(second.address, at: router.name).isEmpty,
          !tables.resolve(first.address, at: other.name).isEmpty
        else { continue }
        sessions.append(BGPSession(carrier: .customer, first: first, second: second))
      }
    }
  }

  private func customerEnd(_ router: Router, towards other: Router) -> BGPSession.End? {
    guard let speaker = numbers[.router(router.name)],
      let neighbor = router.bgp?.neighbors.first(where: { candidate in
        other.interfaces.contains { $0.address.address == candidate.address }
      })
    else { return nil }
    let facing = router.interfaces.first { interface in
      interface.name == neighbor.updateSource
        || (neighbor.updateSource == nil && interface.address.network.contains(neighbor.address))
    }
    guard let address = facing?.address.address else { return nil }
    return .init(speaker: speaker, address: address, neighbor: neighbor)
  }
}

/// What Azure's gateways compare first; measured (Azure prints it in learned routes).
enum GatewayWeight {
  /// From an enterprise edge: rule 7, ExpressRoute before VPN.
  static let enterpriseEdge = 32769
  /// Own prefixes and what tunnels bring.
  static let other = 32768
}
