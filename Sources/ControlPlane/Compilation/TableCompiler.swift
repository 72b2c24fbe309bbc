import Addressing
import DataPlane
import ResourceModel

/// Turns routes into what devices forward by.
struct TableCompiler {
  typealias TableRoutes = [IPv4Prefix: [NextHop]]

  private let state: RoutingState
  private let layout: EstateLayout
  private var mappings: [MappingTable] = []
  private var networkMappings: [String: MappingTableID] = [:]
  /// Who has an address in a network: what the mappings hold, for next hops that are addresses.
  private var networkOwners: [String: [IPv4Address: InterfaceID]] = [:]
  private var lanMappings: [InterfaceID: MappingTableID] = [:]
  private var rules = SecurityRuleCompiler()
  private let seeds: [ECMPSeed.Device: UInt32]
  private(set) var candidates: [[RouteCandidate]] = []

  init(_ state: RoutingState) {
    self.state = state
    layout = state.layout
    seeds = Dictionary(
      layout.topology.ecmpSeeds.map { ($0.device, $0.seed) },
      uniquingKeysWith: { first, _ in first })
    for network in layout.topology.virtualNetworks { addMapping(network) }
    for interface in layout.lanNeighbors.keys.sorted() { addMapping(interface) }
  }

  mutating func compile(generation: UInt64) -> ForwardingTables {
    let devices = layout.roles.map { compile($0) }
    return ForwardingTables(
      generation: generation, devices: devices, interfaces: layout.interfaces, mappings: mappings,
      securityRules: rules.tables, fabric: layout.fabric)
  }

  // MARK: Mappings

  private mutating func addMapping(_ network: VirtualNetwork) {
    var owners: [IPv4Address: InterfaceID] = [:]
    for interface in layout.topology.networkInterfaces {
      guard let configured = layout.addresses.networkInterfaces[interface.name],
        let number = layout.fabricInterfaces[.networkInterface(interface.name)]
      else { continue }
      for (configuration, address) in zip(interface.ipConfigurations, configured)
      where configuration.subnet.virtualNetwork == network.name {
        owners[address] = number
      }
    }
    for gateway in layout.topology.virtualNetworkGateways
    where gateway.virtualNetwork == network.name {
      guard let plan = layout.addresses.gateways[gateway.name] else { continue }
      for (instance, address) in plan.instances.enumerated() {
        owners[address] = layout.fabricInterfaces[.gateway(gateway.name, instance: instance)]
      }
      for (instance, address) in plan.bgpPeers.enumerated() {
        owners[address] = layout.fabricInterfaces[.gateway(gateway.name, instance: instance)]
      }
      for connection in layout.topology.connections
      where connection.virtualNetworkGateway1 == gateway.name {
        for (side, number) in layout.connectionInterfaces[connection.name] ?? [:] {
          if let address = layout.addresses.enterpriseEdges[connection.name]?.address(side) {
            owners[address] = number
          }
        }
      }
    }
    networkOwners[network.name] = owners
    networkMappings[network.name] = add(owners.mapValues { .init(ingress: $0, link: nil) })
  }

  private mutating func addMapping(_ interface: InterfaceID) {
    var entries: [IPv4Address: MappingTable.Entry] = [:]
    for neighbor in layout.lanNeighbors[interface] ?? [] where entries[neighbor.address] == nil {
      entries[neighbor.address] = .init(
        ingress: neighbor.adjacency.ingress, link: neighbor.adjacency.link)
    }
    lanMappings[interface] = add(entries)
  }

  private mutating func add(_ entries: [IPv4Address: MappingTable.Entry]) -> MappingTableID {
    mappings.append(MappingTable(entries))
    return MappingTableID(rawValue: Int32(mappings.count - 1))
  }

  // MARK: Devices

  private mutating func compile(_ role: DeviceRole) -> Device {
    var routes: TableRoutes = [:]
    var texts: [RouteCandidate] = []
    var device: Device
    switch role {
    case .networkInterface(let name):
      (routes, texts) = portRoutes(name)
      device = Device(
        kind: .virtualSwitchPort, routes: RoutingTable([]),
        ecmpSeed: seeds[.networkInterface(name)] ?? 0, port: port(name))
    case .gateway(let name, let instance):
      (routes, texts) = gatewayRoutes(name, instance)
      let type = layout.topology.virtualNetworkGateways.first { $0.name == name }?.gatewayType
      device = Device(
        kind: type == .expressRoute ? .expressRouteGateway : .vpnGateway,
        routes: RoutingTable([]), ecmpSeed: seeds[.virtualNetworkGateway(name)] ?? 0)
    case .enterpriseEdge(let circuit, let side):
      (routes, texts) = edgeRoutes(circuit, side)
      device = Device(
        kind: .enterpriseEdge, routes: RoutingTable([]),
        ecmpSeed: seeds[.circuit(circuit, side)] ?? 0, answersEcho: true)
    case .router(let name):
      (routes, texts) = routerRoutes(name)
      let router = layout.topology.sites.flatMap(\.routers).first { $0.name == name }
      device = Device(
        kind: .router, routes: RoutingTable([]), ecmpSeed: seeds[.router(name)] ?? 0,
        sendsUnreachables: router?.icmpUnreachables ?? true, answersEcho: true)
    case .host(let name):
      (routes, texts) = hostRoutes(name)
      device = Device(kind: .host, routes: RoutingTable([]), answersEcho: true)
    }
    device.routes = RoutingTable(
      routes.sorted { $0.key < $1.key }.map { (prefix: $0.key, members: $0.value) })
    candidates.append(texts)
    return device
  }

  private mutating func port(_ name: String) -> VirtualSwitchPort? {
    let topology = layout.topology
    guard let interface = topology.networkInterfaces.first(where: { $0.name == name }),
      let configuration = interface.primaryConfiguration,
      let network = topology.virtualNetworks.first(where: {
        $0.name == configuration.subnet.virtualNetwork
      }),
      let subnet = network.subnets.first(where: { $0.name == configuration.subnet.subnet }),
      let effective = state.effectiveRoutes[configuration.subnet]
    else { return nil }
    let tag = VirtualNetworkTag.prefixes(
      network: network, peers: state.peerings.peers(of: network.name), routes: effective)
    func pair(_ group: String?) -> SecurityRulePair? {
      guard let group = topology.networkSecurityGroups.first(where: { $0.name == group }) else {
        return nil
      }
      return rules.compile(group, virtualNetwork: tag)
    }
    return VirtualSwitchPort(
      addresses: layout.addresses.networkInterfaces[name] ?? [],
      ipForwarding: interface.enableIPForwarding,
      networkInterfaceRules: pair(interface.networkSecurityGroup),
      subnetRules: pair(subnet.networkSecurityGroup))
  }

  // MARK: Routes of ports

  private func portRoutes(_ name: String) -> (TableRoutes, [RouteCandidate]) {
    guard let own = layout.fabricInterfaces[.networkInterface(name)],
      let subnet = layout.topology.networkInterfaces.first(where: { $0.name == name })?
        .primaryConfiguration?.subnet,
      let effective = state.effectiveRoutes[subnet]
    else { return ([:], []) }
    var texts = effective.routes.map(Self.candidate)
    for (_, route) in effective.gatewayRoutes.sorted(by: { $0.key < $1.key }) {
      texts += route.losers.map {
        RouteCandidate(
          prefix: route.prefix, text: "\(route.prefix) by \($0.text)", rejection: $0.reason)
      }
    }
    return (fabricRoutes(effective, network: subnet.virtualNetwork, from: own), texts)
  }

  /// What a network's own routes mean for a device at `own`.
  private func fabricRoutes(
    _ effective: EffectiveRoutes, network: String, from own: InterfaceID
  ) -> TableRoutes {
    var routes: TableRoutes = [:]
    for route in effective.routes where route.state == .active {
      let hops: [NextHop]
      switch route.nextHopType {
      case .vnetLocal:
        hops = [networkMappings[network].map { .onLink($0, egress: own) } ?? .drop(.noRoute)]
      case .vnetPeering, .vnetGlobalPeering:
        let peer = state.peerings.peers(of: network).first {
          $0.remoteNetwork.addressSpace.contains(route.prefix)
        }
        hops = [
          peer.flatMap { networkMappings[$0.remoteNetwork.name] }.map { .onLink($0, egress: own) }
            ?? .drop(.nextHopUnavailable)
        ]
      case .internet:
        hops = [.drop(.internetNotModelled)]
      case .none:
        hops = [.drop(.routeToNone)]
      case .virtualAppliance:
        hops = [appliance(route.nextHopAddress, network: network, from: own)]
      case .virtualNetworkGateway:
        if route.source == .user {
          hops = vpnGateway(of: network, from: own)
        } else {
          hops = (effective.gatewayRoutes[route.prefix]?.nextHops ?? []).compactMap {
            target($0.target).map { .adjacency(fabricAdjacency(own, $0)) }
          }
        }
      }
      routes[route.prefix] = hops.isEmpty ? [.drop(.nextHopUnavailable)] : hops
    }
    return routes
  }

  private func target(_ target: GatewayRoute.Target) -> InterfaceID? {
    switch target {
    case .gatewayInstance(let gateway, let instance):
      layout.fabricInterfaces[.gateway(gateway, instance: instance)]
    case .enterpriseEdge(let connection, let side):
      layout.connectionInterfaces[connection]?[side]
    }
  }

  /// An appliance must be in the network or in a peer of it.
  private func appliance(
    _ address: IPv4Address?, network: String, from own: InterfaceID
  ) -> NextHop {
    guard let address else { return .drop(.nextHopUnavailable) }
    let networks = [network] + state.peerings.peers(of: network).map(\.remoteNetwork.name)
    for name in networks {
      if let owner = networkOwners[name]?[address],
        layout.interfaces[owner.index].side == .virtualNetwork
      {
        return .adjacency(fabricAdjacency(own, owner))
      }
    }
    return .drop(.nextHopUnavailable)
  }

  /// The VPN gateway that a user's route may name: the network's, or the one that it uses of a peer.
  private func vpnGateway(of network: String, from own: InterfaceID) -> [NextHop] {
    let owner = state.peerings.gatewayNetwork(of: network) ?? network
    return layout.topology.virtualNetworkGateways
      .filter { $0.gatewayType == .vpn && $0.virtualNetwork == owner }
      .flatMap { gateway in
        TunnelPlan.activeInstances(of: gateway).compactMap { instance in
          layout.fabricInterfaces[.gateway(gateway.name, instance: instance)].map {
            NextHop.adjacency(fabricAdjacency(own, $0))
          }
        }
      }
  }

  private func fabricAdjacency(_ egress: InterfaceID, _ ingress: InterfaceID) -> Adjacency {
    // Both stand in the fabric by construction: ports, gateways and edges' ends in networks.
    let from = layout.interfaces[egress.index].fabricPoint ?? FabricPoint(rawValue: 0)
    let to = layout.interfaces[ingress.index].fabricPoint ?? FabricPoint(rawValue: 0)
    return Adjacency(egress: egress, ingress: ingress, link: layout.fabric.link(from: from, to: to))
  }

  private static func candidate(_ route: EffectiveRoute) -> RouteCandidate {
    var text = "\(route.source.rawValue) route \(route.prefix)"
    if let name = route.name { text += " (\(name))" }
    text += " to \(route.nextHopType.rawValue)"
    if let address = route.nextHopAddress { text += " \(address)" }
    if let detail = route.detail { text += " (\(detail))" }
    return RouteCandidate(prefix: route.prefix, text: text, rejection: route.rejection)
  }

  // MARK: Routes of gateways

  private func gatewayRoutes(_ name: String, _ instance: Int) -> (TableRoutes, [RouteCandidate]) {
    let role = DeviceRole.gateway(name, instance: instance)
    guard let gateway = layout.topology.virtualNetworkGateways.first(where: { $0.name == name }),
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
    func tunnels(_ connection: String) -> [Int] {
      layout.tunnels.indices.filter {
        layout.tunnels[$0].connections.contains(connection)
          && GatewayRoutes.instance(of: gateway.name, in: layout.tunnels[$0]) == instance
      }
    }
    func hop(_ tunnel: Int) -> Adjacency? {
      layout.tunnelNeighbors[tunnel][.gateway(gateway.name, instance: instance)]?.adjacency
    }
    // The way to a BGP neighbour's own address, which no session could do without.
    for connection in layout.topology.connections
    where connection.virtualNetworkGateway1 == gateway.name && connection.enableBgp {
      guard case .localNetworkGateway(let local) = connection.peer,
        let peer = layout.topology.localNetworkGateways.first(where: { $0.name == local })?
          .bgpSettings?.bgpPeeringAddress
      else { continue }
      let up = tunnels(connection.name).filter { state.links.fault(of: $0) == nil }
      routes[IPv4Prefix(containing: peer, length: 32)] =
        up.isEmpty ? [.drop(.tunnelDown)] : up.compactMap(hop).map { .adjacency($0) }
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
      let all = tunnels(route.connection)
      let up = all.filter { state.links.fault(of: $0) == nil }
      routes[route.prefix] =
        up.isEmpty
        ? [.drop(.tunnelDown)]
        : up.compactMap(hop).sorted(by: Self.byIngress).map { .adjacency($0) }
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

  // MARK: Routes of edges

  private func edgeRoutes(
    _ circuit: String, _ side: CircuitSide
  ) -> (TableRoutes, [RouteCandidate]) {
    guard let speaker = state.bgp.number(of: .enterpriseEdge(circuit: circuit, side)) else {
      return ([:], [])
    }
    var routes: TableRoutes = [:]
    var texts: [RouteCandidate] = []
    let customerSide = layout.linkEndInterfaces[.circuit(circuit, side)]
    if let customerSide,
      let peering = layout.topology.expressRouteCircuits.first(where: { $0.name == circuit })?
        .privatePeering
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
      let hops = choice.used.compactMap { edgeHop($0, side, customerSide) }
      if !hops.isEmpty { routes[prefix] = hops }
      texts += choice.paths.enumerated().map { index, path in
        RouteCandidate(
          prefix: prefix,
          text: "BGP route \(prefix) via \(path.neighbor) (AS path \(path.asPathText))",
          rejection: index < choice.usedCount
            ? nil
            : BGPDecision.reason(choice.paths[0], over: path).map {
              "the other path has \($0.rawValue)"
            })
      }
    }
    for interface in layout.interfaces
    where interface.device == layout.device(.enterpriseEdge(circuit: circuit, side)) {
      routes[IPv4Prefix(containing: interface.address, length: 32)] = [.local]
    }
    return (routes, texts)
  }

  private func edgeHop(
    _ path: BGPPath, _ side: CircuitSide, _ customerSide: InterfaceID?
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
        let gateway = layout.topology.connections.first(where: { $0.name == connection })?
          .virtualNetworkGateway1,
        let far = layout.edgeSideInterfaces[.gateway(gateway, instance: 0)]
      else { return nil }
      return .adjacency(fabricAdjacency(own, far))
    case .tunnel, .coexistence, .customer:
      return nil
    }
  }

  // MARK: Routes of sites

  private func routerRoutes(_ name: String) -> (TableRoutes, [RouteCandidate]) {
    var routes: TableRoutes = [:]
    let all = state.routerRoutes[name] ?? []
    for route in all where route.rejection == nil {
      if let interface = route.interface {
        let end = LinkEnd.routerInterface(router: name, interface: interface)
        guard let number = layout.linkEndInterfaces[end], let mapping = lanMappings[number] else {
          continue
        }
        routes[route.prefix] = [.onLink(mapping, egress: number)]
      } else {
        routes[route.prefix] = route.neighbors.sorted { $0.address < $1.address }
          .map { .adjacency($0.adjacency) }
      }
    }
    let router = layout.topology.sites.flatMap(\.routers).first { $0.name == name }
    for interface in router?.interfaces ?? [] {
      routes[IPv4Prefix(containing: interface.address.address, length: 32)] = [.local]
    }
    return (routes, all.map(Self.candidate))
  }

  private static func candidate(_ route: RouterRoute) -> RouteCandidate {
    var text = "\(route.source.name) \(route.prefix)"
    if let interface = route.interface { text += " on \(interface)" }
    if let path = route.path {
      text += " via \(path.nextHop)"
    } else if !route.neighbors.isEmpty {
      text += " via " + route.neighbors.map(\.address.description).joined(separator: ", ")
    }
    if let path = route.path {
      text += " (AS path \(path.asPathText), local preference \(path.localPreference))"
    }
    return RouteCandidate(prefix: route.prefix, text: text, rejection: route.rejection)
  }

  private func hostRoutes(_ name: String) -> (TableRoutes, [RouteCandidate]) {
    guard let host = layout.topology.sites.flatMap(\.hosts).first(where: { $0.name == name }),
      let own = layout.linkEndInterfaces[.host(name)]
    else { return ([:], []) }
    var routes: TableRoutes = [:]
    var texts: [RouteCandidate] = []
    if let mapping = lanMappings[own] {
      routes[host.address.network] = [.onLink(mapping, egress: own)]
      texts.append(
        RouteCandidate(
          prefix: host.address.network, text: "connected network \(host.address.network)"))
    }
    if let gateway = layout.lanNeighbors[own]?.first(where: { $0.address == host.gateway }) {
      routes[.all] = [.adjacency(gateway.adjacency)]
      texts.append(
        RouteCandidate(prefix: .all, text: "default gateway \(host.gateway)"))
    }
    routes[IPv4Prefix(containing: host.address.address, length: 32)] = [.local]
    return (routes, texts)
  }
}
