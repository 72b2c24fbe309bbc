extension TopologyValidator {
  /// Names that Azure takes (Azure: "Naming rules and restrictions for Azure resources", Microsoft.Network): 80
  /// characters, a virtual network's and a machine's 64; letters, digits, `_`, `.` and `-`, a letter or digit first, and
  /// no `.` or `-` last. Classic networks have names of their own kind.
  func checkNameForms() {
    for network in topology.virtualNetworks {
      if network.deploymentModel == .classic { continue }
      check(network.name, "a virtual network's name", network.source, limit: 64)
      for subnet in network.subnets { check(subnet.name, "a subnet's name", subnet.source) }
      for peering in network.peerings { check(peering.name, "a peering's name", peering.source) }
    }
    for machine in topology.virtualMachines {
      check(machine.name, "a machine's name", machine.source, limit: 64)
    }
    for nic in topology.networkInterfaces {
      check(nic.name, "a network interface's name", nic.source)
    }
    for group in topology.networkSecurityGroups {
      check(group.name, "a network security group's name", group.source)
      for rule in group.securityRules { check(rule.name, "a security rule's name", rule.source) }
    }
    for group in topology.applicationSecurityGroups {
      check(group.name, "an application security group's name", group.source)
    }
    for table in topology.routeTables {
      check(table.name, "a route table's name", table.source)
      for route in table.routes { check(route.name, "a route's name", route.source) }
    }
    for gateway in topology.virtualNetworkGateways {
      check(gateway.name, "a gateway's name", gateway.source)
    }
    for gateway in topology.localNetworkGateways {
      check(gateway.name, "a local network gateway's name", gateway.source)
    }
    for connection in topology.connections {
      check(connection.name, "a connection's name", connection.source)
    }
    for balancer in topology.loadBalancers {
      check(balancer.name, "a load balancer's name", balancer.source)
    }
  }

  private func check(
    _ name: String, _ what: String, _ source: SourceLocation, limit: Int = 80
  ) {
    if name.count > limit {
      error(
        .invalidName, "\(what) has at most \(limit) characters, not \(name.count)", at: source,
        "name")
    } else if let first = name.first, let last = name.last {
      let isFine =
        first.isWord && (last.isWord || last == "_")
        && name.allSatisfy { $0.isWord || "_.-".contains($0) }
      guard !isFine else { return }
      error(
        .invalidName,
        "\(what) consists of letters, digits, '_', '.' and '-', which \"\(name)\" does not",
        at: source, "name", help: "begin with a letter or a digit, and end with one or with '_'")
    }
  }
}

extension Character {
  fileprivate var isWord: Bool { isLetter || isWholeNumber }
}
