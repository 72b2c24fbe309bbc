import Addressing

extension TopologyValidator {
  /// Gives every reference the spelling of what it refers to, and reports those that lead nowhere.
  mutating func resolveReferences() {
    resolveNetworks()
    resolveInterfaces()
    resolveGateways()
    resolveConnections()
    resolveSettings()
  }

  private func resolve(
    _ name: inout String, _ kind: DraftTopology.Kind, at declaration: SourceLocation,
    _ steps: DocumentIndex.Step...
  ) {
    if let canonical = canonical(kind, name) {
      name = canonical
      return
    }
    collector.error(
      .unknownReference, "there is no \(kind.rawValue) \"\(name)\"",
      at: index.span(declaration, steps),
      help: Spelling.suggestion(for: name, among: draft.names(kind)))
  }

  private func resolve(
    _ name: inout String?, _ kind: DraftTopology.Kind, at declaration: SourceLocation,
    _ steps: DocumentIndex.Step...
  ) {
    guard let given = name else { return }
    if let canonical = canonical(kind, given) {
      name = canonical
      return
    }
    collector.error(
      .unknownReference, "there is no \(kind.rawValue) \"\(given)\"",
      at: index.span(declaration, steps),
      help: Spelling.suggestion(for: given, among: draft.names(kind)))
  }

  private mutating func resolveNetworks() {
    for network in topology.virtualNetworks.indices {
      for item in topology.virtualNetworks[network].subnets.indices {
        var subnet = topology.virtualNetworks[network].subnets[item]
        resolve(
          &subnet.networkSecurityGroup, .networkSecurityGroup, at: subnet.source,
          "networkSecurityGroup", "id")
        resolve(&subnet.routeTable, .routeTable, at: subnet.source, "routeTable", "id")
        topology.virtualNetworks[network].subnets[item] = subnet
      }
      for item in topology.virtualNetworks[network].peerings.indices {
        var peering = topology.virtualNetworks[network].peerings[item]
        resolve(
          &peering.remoteVirtualNetwork, .virtualNetwork, at: peering.source,
          "remoteVirtualNetwork", "id")
        topology.virtualNetworks[network].peerings[item] = peering
      }
    }
  }

  private mutating func resolveInterfaces() {
    for item in topology.networkInterfaces.indices {
      var nic = topology.networkInterfaces[item]
      resolve(
        &nic.networkSecurityGroup, .networkSecurityGroup, at: nic.source, "networkSecurityGroup",
        "id")
      for position in nic.ipConfigurations.indices {
        resolveSubnet(&nic.ipConfigurations[position])
      }
      if nic.location.isEmpty, let network = nic.ipConfigurations.first?.subnet.virtualNetwork {
        nic.location = virtualNetwork(network)?.location ?? ""
      }
      topology.networkInterfaces[item] = nic
    }
    for item in topology.virtualMachines.indices {
      var machine = topology.virtualMachines[item]
      for position in machine.networkInterfaces.indices {
        resolve(
          &machine.networkInterfaces[position], .networkInterface, at: machine.source,
          "networkProfile", "networkInterfaces",
          .elementNaming(machine.networkInterfaces[position]), "id")
      }
      if machine.location.isEmpty {
        machine.location =
          topology.networkInterfaces.first { $0.name == machine.networkInterfaces.first }?
          .location ?? ""
      }
      topology.virtualMachines[item] = machine
    }
  }

  private func resolveSubnet(_ configuration: inout IPConfiguration) {
    resolve(
      &configuration.subnet.virtualNetwork, .virtualNetwork, at: configuration.source, "subnet",
      "id")
    guard let network = virtualNetwork(configuration.subnet.virtualNetwork) else { return }
    let wanted = configuration.subnet.subnet
    if let subnet = network.subnets.first(where: { $0.name.lowercased() == wanted.lowercased() }) {
      configuration.subnet.subnet = subnet.name
      return
    }
    let names = index.names(network.source, "subnets")
    if names.contains(where: { $0.lowercased() == wanted.lowercased() }) { return }
    error(
      .unknownReference, "there is no subnet \"\(wanted)\" in \"\(network.name)\"",
      at: configuration.source, "subnet", "id",
      help: Spelling.suggestion(for: wanted, among: network.subnets.map(\.name) + names))
  }

  private mutating func resolveGateways() {
    for item in topology.virtualNetworkGateways.indices {
      var gateway = topology.virtualNetworkGateways[item]
      resolve(
        &gateway.virtualNetwork, .virtualNetwork, at: gateway.source, "ipConfigurations", 0,
        "subnet", "id")
      if var site = gateway.defaultSite {
        resolve(&site, .localNetworkGateway, at: gateway.source, "gatewayDefaultSite", "id")
        gateway.defaultSite = site
      }
      if gateway.location.isEmpty {
        gateway.location = virtualNetwork(gateway.virtualNetwork)?.location ?? ""
      }
      topology.virtualNetworkGateways[item] = gateway
    }
  }

  private mutating func resolveConnections() {
    for item in topology.connections.indices {
      var connection = topology.connections[item]
      resolve(
        &connection.virtualNetworkGateway1, .virtualNetworkGateway, at: connection.source,
        "virtualNetworkGateway1", "id")
      switch connection.peer {
      case .virtualNetworkGateway(var name):
        resolve(
          &name, .virtualNetworkGateway, at: connection.source, "virtualNetworkGateway2", "id")
        connection.peer = .virtualNetworkGateway(name)
      case .localNetworkGateway(var name):
        resolve(&name, .localNetworkGateway, at: connection.source, "localNetworkGateway2", "id")
        connection.peer = .localNetworkGateway(name)
      case .expressRouteCircuit(var name):
        resolve(&name, .expressRouteCircuit, at: connection.source, "peer", "id")
        connection.peer = .expressRouteCircuit(name)
      }
      topology.connections[item] = connection
    }
    for site in topology.sites.indices {
      for router in topology.sites[site].routers.indices {
        for item in topology.sites[site].routers[router].interfaces.indices {
          guard var tunnel = topology.sites[site].routers[router].interfaces[item].tunnel else {
            continue
          }
          resolve(&tunnel.connection, .connection, at: tunnel.source, "connection")
          topology.sites[site].routers[router].interfaces[item].tunnel = tunnel
        }
      }
    }
  }

  private mutating func resolveSettings() {
    for circuit in topology.expressRouteCircuits.indices {
      for peering in topology.expressRouteCircuits[circuit].peerings.indices {
        var peerings = topology.expressRouteCircuits[circuit].peerings
        for item in peerings[peering].connections.indices {
          resolve(
            &peerings[peering].connections[item].peerCircuit, .expressRouteCircuit,
            at: peerings[peering].connections[item].source, "peerExpressRouteCircuitPeering", "id")
        }
        resolve(
          &peerings[peering].routeFilter, .routeFilter, at: peerings[peering].source,
          "routeFilter", "id")
        topology.expressRouteCircuits[circuit].peerings = peerings
      }
    }
    for item in topology.globalReachProfiles.indices {
      var profile = topology.globalReachProfiles[item]
      resolve(&profile.connection, .connection, at: profile.source, "connection")
      topology.globalReachProfiles[item] = profile
    }
    for item in topology.vpnClients.indices {
      var client = topology.vpnClients[item]
      resolve(&client.gateway, .virtualNetworkGateway, at: client.source, "gateway")
      topology.vpnClients[item] = client
    }
    for item in topology.circuitBindings.indices {
      var binding = topology.circuitBindings[item]
      resolve(&binding.circuit, .expressRouteCircuit, at: binding.source, "circuit")
      topology.circuitBindings[item] = binding
    }
    for item in topology.gatewayProfiles.indices {
      var profile = topology.gatewayProfiles[item]
      resolve(&profile.gateway, .virtualNetworkGateway, at: profile.source, "gateway")
      topology.gatewayProfiles[item] = profile
    }
  }
}
