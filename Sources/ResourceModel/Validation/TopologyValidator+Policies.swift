import Addressing

extension TopologyValidator {
  /// Network security groups and route tables.
  func checkPolicies() {
    for group in topology.networkSecurityGroups { checkPriorities(group) }
    for table in topology.routeTables { checkRoutes(table) }
    for network in topology.virtualNetworks {
      for subnet in network.subnets {
        if subnet.name == Subnet.gatewaySubnetName { checkGatewaySubnetPolicies(subnet) }
        checkGatewayRoutes(subnet, network)
      }
    }
  }

  private func checkPriorities(_ group: NetworkSecurityGroup) {
    for direction in SecurityRule.Direction.allCases {
      var seen: [Int: SecurityRule] = [:]
      for rule in group.securityRules where rule.direction == direction {
        if !(100...4096).contains(rule.priority) {
          error(
            .securityRulePriority, "a rule's priority is in 100...4096, not \(rule.priority)",
            at: rule.source, "priority")
        }
        guard let earlier = seen[rule.priority] else {
          seen[rule.priority] = rule
          continue
        }
        error(
          .duplicateSecurityRulePriority,
          "the \(direction.rawValue.lowercased()) rule \"\(earlier.name)\" of \"\(group.name)\" has "
            + "the priority \(rule.priority) too",
          at: rule.source, "priority", notes: [note("it is here", at: earlier.source, "priority")])
      }
    }
  }

  private func checkRoutes(_ table: RouteTable) {
    var seen: [UserDefinedRoute.Destination: UserDefinedRoute] = [:]
    checkRouteCount(table)
    for route in table.routes {
      checkPlatform(route)
      let isAppliance = route.nextHopType == .virtualAppliance
      if isAppliance, route.nextHopIpAddress == nil {
        error(
          .routeNextHopAddress, "a route to a VirtualAppliance needs the appliance's address",
          at: route.source, "nextHopType", help: "add \"nextHopIpAddress\"")
      }
      if !isAppliance, route.nextHopIpAddress != nil {
        error(
          .routeNextHopAddress,
          "a route of type \(route.nextHopType.rawValue) has no next hop address",
          at: route.source, "nextHopIpAddress",
          notes: [note("the type", at: route.source, "nextHopType")],
          help: "only VirtualAppliance has one")
      }
      guard let earlier = seen[route.destination] else {
        seen[route.destination] = route
        continue
      }
      let what = route.addressPrefix?.description ?? route.serviceTag?.rawValue ?? ""
      error(
        .duplicateRoute, "\"\(table.name)\" already has a route to \(what)",
        at: route.source, "addressPrefix",
        notes: [note("it is here", at: earlier.source, "addressPrefix")])
    }
  }

  private func checkGatewaySubnetPolicies(_ subnet: Subnet) {
    if let group = subnet.networkSecurityGroup {
      error(
        .securityGroupOnGatewaySubnet,
        "\(Subnet.gatewaySubnetName) must not have the network security group \"\(group)\"",
        at: subnet.source, "networkSecurityGroup", help: "Azure's gateways stop working with one")
    }
    guard let name = subnet.routeTable,
      let table = topology.routeTables.first(where: { $0.name == name })
    else { return }
    if table.disableBgpRoutePropagation {
      error(
        .gatewaySubnetRouteTable,
        "\"\(name)\" keeps the gateway's routes out of \(Subnet.gatewaySubnetName)",
        at: subnet.source, "routeTable",
        notes: [note("set here", at: table.source, "disableBgpRoutePropagation")])
    }
    if let route = table.routes.first(where: { $0.destination == .prefix(.all) }) {
      error(
        .gatewaySubnetRouteTable,
        "\"\(name)\" has a default route, which \(Subnet.gatewaySubnetName) must not have",
        at: subnet.source, "routeTable",
        notes: [note("the route", at: route.source, "addressPrefix")])
    }
  }

  /// A route of type VirtualNetworkGateway needs a VPN gateway (Azure: "Virtual network traffic routing").
  private func checkGatewayRoutes(_ subnet: Subnet, _ network: VirtualNetwork) {
    guard let name = subnet.routeTable,
      let table = topology.routeTables.first(where: { $0.name == name })
    else { return }
    let gateways = gateways(in: gatewayNetwork(of: network))
    if gateways.isEmpty {
      for route in table.routes where route.nextHopType == .virtualNetworkGateway {
        warning(
          .routeWithoutGateway,
          "\"\(route.name)\" leads to a gateway, and \"\(network.name)\" neither has one nor uses a peer's: "
            + "what it matches is lost",
          at: route.source, "nextHopType",
          notes: [note("the subnet with the route", at: subnet.source)])
      }
    }
    guard let first = gateways.first(where: { $0.gatewayType == .expressRoute }) else { return }
    let isBeside = gateways.contains { $0.gatewayType == .vpn }
    for route in table.routes where route.nextHopType == .virtualNetworkGateway {
      error(
        .routeToExpressRouteGateway,
        "\"\(route.name)\" leads to the gateway of \"\(first.virtualNetwork)\", which is of type "
          + "ExpressRoute" + (isBeside ? ", beside a VPN gateway" : ""),
        at: route.source, "nextHopType",
        notes: [
          note("the gateway", at: first.source),
          note("the subnet with the route", at: subnet.source),
        ], help: "only a VPN gateway without an ExpressRoute gateway beside it can be a next hop")
    }
  }
}
