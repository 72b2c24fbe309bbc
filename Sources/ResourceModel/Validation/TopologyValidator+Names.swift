import Addressing

extension TopologyValidator {
  /// Something that has a name, for the report of a second one.
  private struct Named {
    var name: String
    var what: String
    var source: SourceLocation
  }

  func checkNames() {
    unique(topology.virtualNetworks, .virtualNetwork, \.name, \.source)
    unique(topology.networkInterfaces, .networkInterface, \.name, \.source)
    unique(topology.networkSecurityGroups, .networkSecurityGroup, \.name, \.source)
    unique(topology.applicationSecurityGroups, .applicationSecurityGroup, \.name, \.source)
    unique(topology.routeTables, .routeTable, \.name, \.source)
    unique(topology.routeFilters, .routeFilter, \.name, \.source)
    unique(topology.virtualNetworkGateways, .virtualNetworkGateway, \.name, \.source)
    unique(topology.localNetworkGateways, .localNetworkGateway, \.name, \.source)
    unique(topology.connections, .connection, \.name, \.source)
    unique(topology.expressRouteCircuits, .expressRouteCircuit, \.name, \.source)
    unique(topology.virtualMachines, .virtualMachine, \.name, \.source)
    unique(topology.loadBalancers, .loadBalancer, \.name, \.source)
    unique(topology.sites, .site, \.name, \.source)
    unique(routers, .router, \.name, \.source)
    unique(topology.links, .link, \.name, \.source)
    checkInnerNames()
    checkEndpointNames()
    checkLinkNames()
    checkScenarioNames()
  }

  private func unique<Item>(
    _ items: [Item], _ kind: DraftTopology.Kind, _ name: KeyPath<Item, String>,
    _ source: KeyPath<Item, SourceLocation>
  ) {
    unique(
      items.map {
        Named(name: $0[keyPath: name], what: kind.rawValue, source: $0[keyPath: source])
      })
  }

  private func unique(_ items: [Named]) {
    var first: [String: Named] = [:]
    for item in items {
      guard let earlier = first[item.name.lowercased()] else {
        first[item.name.lowercased()] = item
        continue
      }
      error(
        .duplicateName, "there is already a \(earlier.what) \"\(earlier.name)\"", at: item.source,
        notes: [note("the first one", at: earlier.source)])
    }
  }

  private func checkInnerNames() {
    for network in topology.virtualNetworks {
      unique(network.subnets.map { Named(name: $0.name, what: "subnet", source: $0.source) })
      unique(network.peerings.map { Named(name: $0.name, what: "peering", source: $0.source) })
    }
    for nic in topology.networkInterfaces {
      unique(
        nic.ipConfigurations.map {
          Named(name: $0.name, what: "IP configuration", source: $0.source)
        })
    }
    for group in topology.networkSecurityGroups {
      unique(
        group.securityRules.map { Named(name: $0.name, what: "security rule", source: $0.source) })
    }
    for balancer in topology.loadBalancers {
      unique(balancer.frontEnds.map { Named(name: $0.name, what: "front end", source: $0.source) })
      unique(balancer.pools.map { Named(name: $0.name, what: "backend pool", source: $0.source) })
      unique(
        balancer.rules.map { Named(name: $0.name, what: "load-balancing rule", source: $0.source) })
      unique(balancer.probes.map { Named(name: $0.name, what: "probe", source: $0.source) })
    }
    for table in topology.routeTables {
      unique(table.routes.map { Named(name: $0.name, what: "route", source: $0.source) })
    }
    for circuit in topology.expressRouteCircuits {
      unique(circuit.peerings.map { Named(name: $0.name, what: "peering", source: $0.source) })
      unique(
        circuit.authorizations.map {
          Named(name: $0.name, what: "authorization", source: $0.source)
        })
    }
    for router in routers {
      unique(router.interfaces.map { Named(name: $0.name, what: "interface", source: $0.source) })
    }
  }

  /// Hosts, machines and network interfaces are asked for by one name; a machine may share it with an
  /// interface of its own.
  private func checkEndpointNames() {
    var items: [Named] = []
    for machine in topology.virtualMachines {
      items.append(Named(name: machine.name, what: "virtual machine", source: machine.source))
    }
    for nic in topology.networkInterfaces {
      let owner = topology.virtualMachines.first { $0.networkInterfaces.contains(nic.name) }
      if owner?.name.lowercased() == nic.name.lowercased() { continue }
      items.append(Named(name: nic.name, what: "network interface", source: nic.source))
    }
    for host in hosts { items.append(Named(name: host.name, what: "host", source: host.source)) }
    for client in topology.vpnClients {
      items.append(Named(name: client.name, what: "VPN client", source: client.source))
    }
    // Two of one Azure type have been reported already.
    var first: [String: Named] = [:]
    for item in items {
      guard let earlier = first[item.name.lowercased()] else {
        first[item.name.lowercased()] = item
        continue
      }
      if earlier.what == item.what, item.what != "host", item.what != "VPN client" { continue }
      error(
        .duplicateName, "there is already a \(earlier.what) \"\(earlier.name)\"", at: item.source,
        notes: [note("the first one", at: earlier.source)],
        help: "hosts, machines and network interfaces are asked for by name: keep them apart")
    }
  }

  /// Links and connections are failed by one name; an entry may carry its own connection's. A client's tunnel fails by the
  /// client's.
  private func checkLinkNames() {
    for client in topology.vpnClients {
      for kind in [DraftTopology.Kind.link, .connection] {
        guard let name = canonical(kind, client.name) else { continue }
        error(
          .duplicateName, "there is already a \(kind.rawValue) \"\(name)\"", at: client.source,
          help: "the client's tunnel is failed by the client's name: keep them apart")
      }
    }
    for link in topology.links {
      guard let name = canonical(.connection, link.name), let connection = connection(name) else {
        continue
      }
      if case .connections(let own) = link.kind,
        own.contains(where: { $0.lowercased() == name.lowercased() })
      {
        continue
      }
      error(
        .duplicateName, "there is already a connection \"\(name)\"", at: link.source,
        notes: [note("the connection", at: connection.source)],
        help: "links and connections are failed by name: keep them apart")
    }
  }

  private func checkScenarioNames() {
    unique(
      topology.scenarios.map { Named(name: $0.name, what: "scenario", source: $0.source) })
  }
}
