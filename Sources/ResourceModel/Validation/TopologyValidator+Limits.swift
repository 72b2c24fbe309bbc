import Addressing

/// SKUs and numbers of gateways and circuits.
extension TopologyValidator {
  func checkGatewayLimits() {
    for gateway in topology.virtualNetworkGateways {
      checkSku(gateway)
      switch gateway.gatewayType {
      case .vpn: checkTunnels(gateway)
      case .expressRoute: checkCircuits(of: gateway)
      }
    }
    for circuit in topology.expressRouteCircuits { checkNetworks(of: circuit) }
  }

  private func sku(of gateway: VirtualNetworkGateway) -> GatewaySku? {
    gateway.sku.flatMap { GatewaySku.named($0, gateway.gatewayType) }
  }

  private func checkSku(_ gateway: VirtualNetworkGateway) {
    guard let name = gateway.sku else { return }
    guard let sku = sku(of: gateway) else {
      let names = GatewaySku.all.filter { $0.type == gateway.gatewayType }.map(\.name)
      error(
        .gatewaySku, "there is no SKU \"\(name)\" of \(gateway.gatewayType.rawValue) gateways",
        at: gateway.source, "sku", "name",
        help: Spelling.suggestion(for: name, among: names) ?? "use " + names.joined(separator: ", ")
      )
      return
    }
    guard gateway.gatewayType == .vpn else { return }
    if gateway.vpnType == .policyBased, sku.name != "Basic" {
      error(
        .gatewaySku, "a policy-based gateway is of SKU Basic, not \(sku.name)", at: gateway.source,
        "sku", "name", notes: [note("the type", at: gateway.source, "vpnType")],
        help: "make it route-based, or of SKU Basic")
    }
    let beside = gateways(in: gateway.virtualNetwork).first { $0.gatewayType == .expressRoute }
    if let beside, sku.name == "Basic" {
      error(
        .gatewaySku, "a gateway of SKU Basic cannot stand beside an ExpressRoute gateway",
        at: gateway.source, "sku", "name",
        notes: [note("the ExpressRoute gateway", at: beside.source)], help: "use VpnGw1 or larger")
    }
  }

  private func checkTunnels(_ gateway: VirtualNetworkGateway) {
    let tunnels = topology.connections.filter {
      $0.virtualNetworkGateway1 == gateway.name && $0.connectionType != .expressRoute
    }
    let limit: Int
    let reason: String
    if gateway.vpnType == .policyBased {
      limit = 1
      reason = "for a policy-based gateway"
    } else if EraRule.tenTunnels.holds(in: topology.profile) {
      limit = 10
      reason = "in profile \(topology.profile.rawValue)"
    } else if let sku = sku(of: gateway) {
      limit = sku.tunnels
      reason = "for SKU \(sku.name)"
    } else {
      limit = GatewaySku.all.map(\.tunnels).max() ?? 0
      reason = "for the largest SKU"
    }
    guard tunnels.count > limit else { return }
    error(
      .tunnelLimit,
      "\"\(gateway.name)\" has \(tunnels.count) tunnels, and \(limit) is the limit \(reason)",
      at: tunnels[limit].source, notes: [note("the gateway", at: gateway.source)])
  }

  private func checkCircuits(of gateway: VirtualNetworkGateway) {
    let connections = topology.connections.filter {
      $0.virtualNetworkGateway1 == gateway.name && $0.connectionType == .expressRoute
    }
    if let sku = sku(of: gateway), let limit = sku.circuits, connections.count > limit {
      error(
        .circuitLimit,
        "\"\(gateway.name)\" has \(connections.count) circuits, and \(limit) is the limit for SKU "
          + sku.name,
        at: connections[limit].source, notes: [note("the gateway", at: gateway.source)])
    }
    var byLocation: [String: Int] = [:]
    for connection in connections {
      guard case .expressRouteCircuit(let name) = connection.peer,
        let location = circuit(name)?.peeringLocation
      else { continue }
      byLocation[location.lowercased(), default: 0] += 1
      if byLocation[location.lowercased()] == 5 {
        error(
          .circuitLimit,
          "\"\(gateway.name)\" has a fifth circuit of \(location), and four is the limit for one "
            + "peering location",
          at: connection.source, notes: [note("the gateway", at: gateway.source)])
      }
    }
  }

  /// Azure: "ExpressRoute limits".
  private func checkNetworks(of circuit: ExpressRouteCircuit) {
    guard let limit = circuit.networkLimit else { return }
    let connections = topology.connections.filter { $0.peer == .expressRouteCircuit(circuit.name) }
    // Circuits joined by Global Reach count as well.
    let reached = topology.circuitConnections.count {
      $0.circuit == circuit.name || $0.peerCircuit == circuit.name
    }
    guard connections.count + reached > limit, let last = connections.last else { return }
    error(
      .circuitNetworkLimit,
      "\"\(circuit.name)\" is connected to \(connections.count) gateways"
        + (reached > 0 ? " and \(reached) circuits" : "") + ", and \(limit) is its limit",
      at: connections.indices.contains(limit) ? connections[limit].source : last.source,
      notes: [note("the circuit", at: circuit.source)],
      help: "use another circuit, or the premium tier")
  }

  // MARK: Sizes

  /// A size that is known takes as many interfaces as its page says; of another one nothing is known.
  func checkMachineSizes() {
    for machine in topology.virtualMachines {
      guard let name = machine.size else { continue }
      guard let size = MachineSize.named(name) else {
        warning(
          .unknownMachineSize,
          "the bandwidth of size \"\(name)\" is not known here: nothing limits \"\(machine.name)\"",
          at: machine.source, "hardwareProfile", "vmSize",
          help: Spelling.suggestion(for: name, among: MachineSize.all.map(\.name)))
        continue
      }
      guard machine.networkInterfaces.count > size.interfaces else { continue }
      error(
        .machineInterfaceLimit,
        "\"\(machine.name)\" has \(machine.networkInterfaces.count) network interfaces, and "
          + "\(size.interfaces) is the limit for size \(size.name)",
        at: machine.source, "networkProfile", "networkInterfaces",
        notes: [note("the size", at: machine.source, "hardwareProfile", "vmSize")],
        help: "use a larger size")
    }
  }

  // MARK: Regions

  /// What stands in a network is in the network's region (Configure a VNet to VNet connection, 05/2015: location).
  func checkRegions() {
    for nic in topology.networkInterfaces {
      guard let name = nic.ipConfigurations.first?.subnet.virtualNetwork,
        let network = virtualNetwork(name)
      else { continue }
      compare(nic.location, "\"\(nic.name)\"", nic.source, with: network)
    }
    for gateway in topology.virtualNetworkGateways {
      guard let network = virtualNetwork(gateway.virtualNetwork) else { continue }
      compare(gateway.location, "\"\(gateway.name)\"", gateway.source, with: network)
    }
    for machine in topology.virtualMachines {
      for name in machine.networkInterfaces {
        guard let nic = topology.networkInterfaces.first(where: { $0.name == name }),
          !machine.location.isEmpty, !nic.location.isEmpty, machine.location != nic.location
        else { continue }
        error(
          .regionMismatch,
          "\"\(machine.name)\" is in \(machine.location), and its interface \"\(nic.name)\" in "
            + nic.location,
          at: machine.source, "location", notes: [note("the interface", at: nic.source, "location")]
        )
      }
    }
  }

  private func compare(
    _ location: String, _ what: String, _ source: SourceLocation, with network: VirtualNetwork
  ) {
    guard !location.isEmpty, !network.location.isEmpty, location != network.location else { return }
    error(
      .regionMismatch,
      "\(what) is in \(location), and its network \"\(network.name)\" in \(network.location)",
      at: source, "location", notes: [note("the network", at: network.source, "location")],
      help: "a network's region is fixed, and what is in the network is there")
  }

  // MARK: Appliances

  /// A route's appliance is in the own network or in a peer, and forwards (Azure: "Virtual network traffic routing").
  func checkAppliances() {
    for network in topology.virtualNetworks {
      let reachable =
        [network]
        + network.peerings
        .filter { topology.state(of: $0, at: network) == .connected }
        .compactMap { virtualNetwork($0.remoteVirtualNetwork) }
      for name in Set(network.subnets.compactMap(\.routeTable)).sorted() {
        guard let table = topology.routeTables.first(where: { $0.name == name }) else { continue }
        for route in table.routes {
          checkAppliance(route, network, reachable)
          checkLoop(route, network, table)
        }
      }
    }
  }

  /// An appliance's own subnet has its route: the packets come back to it.
  private func checkLoop(
    _ route: UserDefinedRoute, _ network: VirtualNetwork, _ table: RouteTable
  ) {
    guard let address = route.nextHopIpAddress else { return }
    let subnets = network.subnets.filter { $0.routeTable == table.name }.map(\.name)
    let own = topology.networkInterfaces.first { nic in
      nic.enableIPForwarding
        && nic.ipConfigurations.contains {
          $0.subnet.virtualNetwork == network.name && subnets.contains($0.subnet.subnet)
            && $0.privateIPAddress == address
        }
    }
    guard let own else { return }
    warning(
      .applianceOnOwnRoute,
      "\"\(own.name)\" is in a subnet with \"\(route.name)\" itself: what it forwards there comes back",
      at: route.source, "nextHopIpAddress", notes: [note("the interface", at: own.source)],
      help: "put the appliance into a subnet without the route")
  }

  private func checkAppliance(
    _ route: UserDefinedRoute, _ network: VirtualNetwork, _ reachable: [VirtualNetwork]
  ) {
    guard let address = route.nextHopIpAddress else { return }
    guard
      let home = reachable.first(where: { $0.addressSpace.contains { $0.contains(address) } })
    else {
      warning(
        .applianceUnreachable,
        "\(address) is neither in \"\(network.name)\" nor in a network that it is peered with: what "
          + "\"\(route.name)\" matches is lost",
        at: route.source, "nextHopIpAddress", notes: [note("the network", at: network.source)],
        help: "peer the networks, or use an appliance in reach")
      return
    }
    if !mayHave(address, home) {
      warning(
        .applianceUnreachable,
        "nobody has \(address) in \"\(home.name)\": what \"\(route.name)\" matches is lost",
        at: route.source, "nextHopIpAddress", notes: [note("its network", at: home.source)],
        help:
          "use the address of an appliance's interface or of an internal load balancer's front end")
    }
    for nic in topology.networkInterfaces where !nic.enableIPForwarding {
      let has = nic.ipConfigurations.contains {
        $0.subnet.virtualNetwork == home.name && $0.privateIPAddress == address
      }
      guard has else { continue }
      warning(
        .applianceWithoutForwarding,
        "\"\(nic.name)\" has \(address) and no IP forwarding: what \"\(route.name)\" matches is lost",
        at: route.source, "nextHopIpAddress", notes: [note("the interface", at: nic.source)],
        help: "set \"enableIPForwarding\": true at \"\(nic.name)\"")
    }
  }

  /// Whether an interface or a front end has the address, or gets one that is not known yet in its subnet.
  private func mayHave(_ address: IPv4Address, _ network: VirtualNetwork) -> Bool {
    let subnets = Set(
      network.subnets.filter { $0.addressPrefix.contains(address) }
        .map { SubnetReference(virtualNetwork: network.name, subnet: $0.name) })
    func has(_ own: IPv4Address?, _ subnet: SubnetReference) -> Bool {
      subnets.contains(subnet) && (own ?? address) == address
    }
    return topology.networkInterfaces.contains { nic in
      nic.ipConfigurations.contains { has($0.privateIPAddress, $0.subnet) }
    }
      || topology.loadBalancers.contains { balancer in
        balancer.frontEnds.contains { has($0.privateIPAddress, $0.subnet) }
      }
  }
}
