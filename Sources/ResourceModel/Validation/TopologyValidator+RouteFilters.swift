import Addressing

/// What Microsoft peering tells the customer.
extension TopologyValidator {
  func checkRouteFilters() {
    for filter in topology.routeFilters { checkRules(filter) }
    for circuit in topology.expressRouteCircuits {
      if let peering = circuit.microsoftPeering { checkFilter(of: peering) }
    }
    for circuit in topology.expressRouteCircuits {
      for peering in circuit.peerings
      where peering.peeringType != .microsoftPeering && peering.routeFilter != nil {
        error(
          .routeFilterRule, "route filters are for Microsoft peering", at: peering.source,
          "routeFilter")
      }
    }
  }

  private func checkRules(_ filter: RouteFilter) {
    if filter.rules.count > 1 {
      error(
        .routeFilterRule,
        "\"\(filter.name)\" has \(filter.rules.count) rules, and one is the limit",
        at: filter.rules[1].source, notes: [note("the first one", at: filter.rules[0].source)],
        help: "list all communities in one rule")
    }
    for rule in filter.rules where rule.access == .deny {
      error(
        .routeFilterRule, "the rule of a route filter is of access Allow", at: rule.source,
        "access", help: "leave out the communities that are not to be told")
    }
  }

  private func checkFilter(of peering: ExpressRouteCircuitPeering) {
    let isNeeded = EraRule.microsoftPeeringNeedsFilter.holds(in: topology.profile)
    if peering.routeFilter == nil, isNeeded {
      warning(
        .routeFilterMissing,
        "\"\(peering.name)\" has no route filter: Microsoft tells the customer nothing",
        at: peering.source,
        help: "name a filter in \"routeFilter\" that allows the communities of the regions wanted")
    }
    if peering.routeFilter != nil, !isNeeded {
      error(
        .notInProfile,
        "in profile \(topology.profile.rawValue) there are no route filters, and all is told",
        at: peering.source, "routeFilter", help: "remove it, or name a later profile")
    }
  }

  /// A tunnel over Microsoft peering needs a circuit that tells the address of its gateway.
  func checkGatewayTold(_ tunnel: Tunnel, _ gateway: VirtualNetworkGateway) {
    let circuits = topology.expressRouteCircuits.filter { $0.microsoftPeering != nil }
    guard !circuits.isEmpty,
      !circuits.contains(where: { topology.microsoftPeering(of: $0, tells: gateway.location) })
    else { return }
    // One complaint is enough where there is no filter at all.
    let filtered = circuits.filter { $0.microsoftPeering?.routeFilter != nil }
    guard !filtered.isEmpty || !EraRule.microsoftPeeringNeedsFilter.holds(in: topology.profile)
    else { return }
    let community = BGPCommunity.region(gateway.location)
    warning(
      .tunnelGatewayNotTold,
      "no circuit's Microsoft peering tells of \(gateway.location), where \"\(gateway.name)\" is: the "
        + "tunnel stays down",
      at: tunnel.source, "source",
      notes: circuits.map { note("the circuit \"\($0.name)\"", at: $0.source) },
      help: community.map {
        "allow \($0) in a circuit's route filter; a circuit of the premium tier reaches all regions"
      }
        ?? "no community of \(gateway.location) is known")
  }
}
