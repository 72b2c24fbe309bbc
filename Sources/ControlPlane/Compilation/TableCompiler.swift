import Addressing
import DataPlane
import ResourceModel

/// Turns routes into what devices forward by.
struct TableCompiler {
  typealias TableRoutes = [IPv4Prefix: [NextHop]]

  let state: RoutingState
  let layout: EstateLayout
  private var mappings: [MappingTable] = []
  private(set) var networkMappings: [String: MappingTableID] = [:]
  /// As a peering between regions shows a network whose front ends it does not reach.
  private var distantMappings: [String: MappingTableID] = [:]
  /// Who has an address in a network: what the mappings hold, for next hops that are addresses.
  private var networkOwners: [String: [IPv4Address: InterfaceID]] = [:]
  private(set) var lanMappings: [InterfaceID: MappingTableID] = [:]
  var rules: SecurityRuleCompiler
  /// The last port's routes in each subnet, whose trie the next one uses as well.
  private var portRouting: [SubnetReference: RoutingTable] = [:]
  private let classifiers: SecurityClassifierCache
  private let seeds: [ECMPSeed.Device: UInt32]
  private(set) var candidates: [[RouteCandidate]] = []
  private let tunnelEnds: [TunnelEnd]
  /// Sorted by key, once compiled.
  var healthChecks: [HealthCheck] = []

  /// - Parameter classifiers: keeps the compiled security rules from one compilation to the next.
  init(_ state: RoutingState, classifiers: SecurityClassifierCache) {
    self.state = state
    self.classifiers = classifiers
    layout = state.layout
    rules = SecurityRuleCompiler(serviceTags: state.layout.topology.serviceTags)
    tunnelEnds = Self.tunnelEnds(state.layout)
    seeds = Dictionary(
      layout.topology.ecmpSeeds.map { ($0.device, $0.seed) },
      uniquingKeysWith: { first, _ in first })
    for network in layout.topology.virtualNetworks { addMapping(network) }
    for interface in layout.lanNeighbors.keys.sorted() { addMapping(interface) }
  }

  mutating func compile(generation: UInt64) -> ForwardingTables {
    var devices: [Device] = []
    devices.reserveCapacity(layout.roles.count)
    for (number, role) in layout.roles.enumerated() {
      devices.append(layout.isThere[number] ? compile(role) : goneDevice())
    }
    let balancing = self.balancing(devices)
    return ForwardingTables(
      generation: generation, devices: devices, interfaces: layout.interfaces, mappings: mappings,
      securityRules: rules.tables, fabric: layout.fabric, balancing: balancing,
      tunnelEnds: tunnelEnds, selectors: layout.tunnelSelectors,
      cache: classifiers)
  }

  // MARK: Mappings

  private mutating func addMapping(_ network: VirtualNetwork) {
    var owners: [IPv4Address: InterfaceID] = [:]
    for interface in layout.topology.networkInterfaces {
      guard let configured = layout.addresses.networkInterfaces[interface.name],
        let number = layout.fabricInterfaces[.networkInterface(interface.name)]
      else { continue }
      for (configuration, address) in zip(interface.primaryFirst, configured)
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
    var entries = owners.mapValues { MappingTable.Entry(ingress: $0, link: nil) }
    for frontEnd in layout.frontEnds where frontEnd.network == network.name {
      entries[frontEnd.address] = .frontEnd(frontEnd.number)
    }
    networkMappings[network.name] = add(entries)
    let refused = layout.frontEnds.filter {
      $0.network == network.name && $0.refusalAcrossRegions != nil
    }
    if refused.isEmpty { return }
    for frontEnd in refused { entries[frontEnd.address] = .frontEnd(frontEnd.number + 1) }
    distantMappings[network.name] = add(entries)
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

  /// A device that was deleted: what still comes to it, or from it, ends there.
  private mutating func goneDevice() -> Device {
    candidates.append([])
    return Device(
      kind: .router, routes: RoutingTable([(prefix: .all, members: [.drop(.deviceGone)])]))
  }

  private mutating func compile(_ role: DeviceRole) -> Device {
    var routes: TableRoutes = [:]
    var texts: [RouteCandidate] = []
    var device: Device
    var subnet: SubnetReference?
    switch role {
    case .networkInterface(let name):
      subnet = layout.index.networkInterfaces[name]?.primaryConfiguration?.subnet
      (routes, texts) = portRoutes(name)
      device = Device(
        kind: .virtualSwitchPort, routes: RoutingTable([]),
        ecmpSeed: seeds[.networkInterface(name)] ?? 0, port: port(name))
    case .gateway(let name, let instance):
      (routes, texts) = gatewayRoutes(name, instance)
      let type = layout.index.gateways[name]?.gatewayType
      device = Device(
        kind: type == .expressRoute ? .expressRouteGateway : .vpnGateway,
        routes: RoutingTable([]), ecmpSeed: seeds[.virtualNetworkGateway(name)] ?? 0)
    case .enterpriseEdge(let circuit, let side):
      (routes, texts) = edgeRoutes(circuit, side)
      device = Device(
        kind: .enterpriseEdge, routes: RoutingTable([]),
        ecmpSeed: seeds[.circuit(circuit, side)] ?? 0, answersEcho: true)
    case .microsoftEdge(let circuit, let side):
      (routes, texts) = microsoftEdgeRoutes(circuit, side)
      device = Device(kind: .enterpriseEdge, routes: RoutingTable([]), answersEcho: true)
    case .router(let name):
      (routes, texts) = routerRoutes(name)
      let router = layout.index.routers[name]
      device = Device(
        kind: .router, routes: RoutingTable([]), ecmpSeed: seeds[.router(name)] ?? 0,
        sendsUnreachables: router?.icmpUnreachables ?? true, answersEcho: true)
    case .host(let name):
      (routes, texts) =
        layout.index.hosts[name] == nil ? clientRoutes(name) : hostRoutes(name)
      device = Device(kind: .host, routes: RoutingTable([]), answersEcho: true)
    }
    device.endsTunnels = tunnelEnds.contains { layout.roles[$0.device.index] == role }
    device.routes = RoutingTable(
      routes.sorted { $0.key < $1.key }.map { (prefix: $0.key, members: $0.value) },
      like: subnet.flatMap { portRouting[$0] })
    if let subnet { portRouting[subnet] = device.routes }
    candidates.append(texts)
    return device
  }

  private mutating func port(_ name: String) -> VirtualSwitchPort? {
    guard let interface = layout.index.networkInterfaces[name],
      let configuration = interface.primaryConfiguration,
      let network = layout.index.networks[configuration.subnet.virtualNetwork],
      let subnet = layout.index.subnet(configuration.subnet),
      let effective = state.effectiveRoutes[configuration.subnet]
    else { return nil }
    let peers = state.peerings.peers(of: network.name)
    func pair(_ group: String?, forwards: Bool) -> SecurityRulePair? {
      rules.compile(
        group.flatMap { layout.index.securityGroups[$0] }, in: configuration.subnet,
        forwards: forwards
      ) {
        .init(network, peers, effective)
      }
    }
    return VirtualSwitchPort(
      addresses: layout.addresses.networkInterfaces[name] ?? [],
      ipForwarding: interface.enableIPForwarding,
      networkInterfaceRules: pair(
        interface.networkSecurityGroup, forwards: interface.enableIPForwarding),
      subnetRules: pair(subnet.networkSecurityGroup, forwards: false),
      flowTimeout: network.flowTimeout ?? .seconds(240))
  }

  // MARK: Routes of ports

  private func portRoutes(_ name: String) -> (TableRoutes, [RouteCandidate]) {
    guard let own = layout.fabricInterfaces[.networkInterface(name)],
      let subnet = layout.index.networkInterfaces[name]?.primaryConfiguration?.subnet,
      let effective = state.effectiveRoutes[subnet]
    else { return ([:], []) }
    var texts = effective.routes.map(Self.candidate)
    var routes = fabricRoutes(effective, network: subnet.virtualNetwork, from: own)
    for prefix in IPv4Prefix.hostServices {
      routes[prefix] = [.drop(.platformServiceNotModelled)]
      texts = texts.map { text in
        var text = text
        if text.prefix == prefix { text.rejection = "the host answers there, whatever routes say" }
        return text
      }
      texts.append(RouteCandidate(prefix: prefix, text: "the host's own address \(prefix.address)"))
    }
    for (_, route) in effective.gatewayRoutes.sorted(by: { $0.key < $1.key }) {
      texts += route.losers.map {
        RouteCandidate(
          prefix: route.prefix, text: "\(route.prefix) by \($0.text)", rejection: $0.reason)
      }
    }
    return (routes, texts)
  }

  /// What a network's own routes mean for a device at `own`.
  func fabricRoutes(
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
          peer.flatMap {
            (route.nextHopType == .vnetGlobalPeering
              ? distantMappings[$0.remoteNetwork.name] : nil)
              ?? networkMappings[$0.remoteNetwork.name]
          }.map { .onLink($0, egress: own) }
            ?? .drop(.nextHopUnavailable)
        ]
      case .internet:
        hops = [.drop(.internetNotModelled)]
      case .virtualNetworkServiceEndpoint:
        hops = [.drop(.serviceEndpointNotModelled)]
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

  /// Whether a user's route names a gateway or an appliance that is not there.
  func lacksNextHop(_ route: EffectiveRoute, network: String, from own: InterfaceID) -> Bool {
    guard route.source == .user else { return false }
    switch route.nextHopType {
    case .virtualAppliance:
      return appliance(route.nextHopAddress, network: network, from: own)
        == .drop(.nextHopUnavailable)
    case .virtualNetworkGateway:
      return vpnGateway(of: network, from: own).isEmpty
    case .vnetLocal, .internet, .none, .vnetPeering, .vnetGlobalPeering,
      .virtualNetworkServiceEndpoint:
      return false
    }
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
      if let frontEnd = layout.frontEnds.first(where: {
        $0.network == name && $0.address == address
      }) {
        let isDistant =
          layout.index.networks[name]?.location != layout.index.networks[network]?.location
        let number =
          frontEnd.number + (isDistant && frontEnd.refusalAcrossRegions != nil ? 1 : 0)
        return .adjacency(Adjacency(egress: own, ingress: own, link: .frontEnd(number)))
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

  func fabricAdjacency(_ egress: InterfaceID, _ ingress: InterfaceID) -> Adjacency {
    // Both stand in the fabric by construction: ports, gateways and edges' ends in networks.
    let from = layout.interfaces[egress.index].fabricPoint ?? FabricPoint(rawValue: 0)
    let to = layout.interfaces[ingress.index].fabricPoint ?? FabricPoint(rawValue: 0)
    return Adjacency(egress: egress, ingress: ingress, link: layout.fabric.link(from: from, to: to))
  }

  static func candidate(_ route: EffectiveRoute) -> RouteCandidate {
    var text = "\(route.source.rawValue) route \(route.prefix)"
    if let name = route.name { text += " (\(name))" }
    text += " to \(route.nextHopType.rawValue)"
    if let address = route.nextHopAddress { text += " \(address)" }
    if let detail = route.detail { text += " (\(detail))" }
    return RouteCandidate(prefix: route.prefix, text: text, rejection: route.rejection)
  }
}
