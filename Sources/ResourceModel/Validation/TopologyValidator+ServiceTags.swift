import Addressing

extension Topology {
  /// What a user's route matches: its prefix, or those of its service tag.
  package func prefixes(of route: UserDefinedRoute) -> [IPv4Prefix] {
    switch route.destination {
    case .prefix(let prefix): [prefix]
    case .serviceTag(let tag): serviceTags.entry(tag)?.prefixes ?? []
    }
  }
}

extension IPv4Prefix {
  /// The addresses at which the host of a machine answers, whatever networks and routes say.
  package static let hostServices = [
    IPv4Prefix(containing: .azurePlatform, length: 32),
    IPv4Prefix(containing: IPv4Address(169, 254, 169, 254), length: 32),
  ]
}

/// Service tags in rules and routes, and service endpoints.
extension TopologyValidator {
  private static let routesPerTable = 400
  private static let tagRoutesPerTable = 25

  /// Azure: "Networking limits"; "Virtual network traffic routing", service tags for user-defined routes.
  func checkRouteCount(_ table: RouteTable) {
    if table.routes.count > Self.routesPerTable {
      error(
        .routeTableLimit,
        "\"\(table.name)\" has \(table.routes.count) routes, and \(Self.routesPerTable) is the limit",
        at: table.source)
    }
    let tags = table.routes.filter { $0.serviceTag != nil }
    if let first = tags.first, EraRule.routesAreToPrefixes.holds(in: topology.profile) {
      error(
        .notInProfile,
        "in profile \(topology.profile.rawValue) a route is to a prefix, not to a service tag",
        at: first.source, "addressPrefix", help: "write the prefixes, or name a later profile")
    }
    if tags.count > Self.tagRoutesPerTable {
      error(
        .routeTableLimit,
        "\"\(table.name)\" has \(tags.count) routes to service tags, and \(Self.tagRoutesPerTable) is "
          + "the limit",
        at: tags[Self.tagRoutesPerTable].source, "addressPrefix",
        notes: [note("the table", at: table.source)])
    }
  }

  func checkPlatform(_ route: UserDefinedRoute) {
    guard let prefix = route.addressPrefix, IPv4Prefix.hostServices.contains(prefix) else { return }
    warning(
      .routeToPlatform, "\(prefix.address) is answered by the host itself, whatever routes say",
      at: route.source, "addressPrefix", help: "remove the route")
  }

  /// Azure: "Virtual network service tags": the platform's tags are for outbound rules.
  func checkServiceTags() {
    for group in topology.networkSecurityGroups {
      for rule in group.securityRules {
        check(rule, rule.sourceAddressPrefixes, "source", isUse: true)
        check(
          rule, rule.destinationAddressPrefixes, "destination",
          isUse: rule.direction == .inbound)
      }
    }
  }

  private func check(
    _ rule: SecurityRule, _ side: [AddressSpecifier], _ word: String, isUse: Bool
  ) {
    guard isUse else { return }
    for specifier in side {
      guard case .serviceTag(let tag) = specifier, ServiceTag.platform.contains(tag) else {
        continue
      }
      warning(
        .platformTagDirection,
        "\(tag.rawValue) is for the destination of outbound rules: \"\(rule.name)\" matches nothing by it",
        at: rule.source, .property("\(word)AddressPrefix"))
    }
  }

  /// Azure: "Virtual network service endpoints", limitations.
  func checkServiceEndpoints() {
    for network in topology.virtualNetworks {
      for subnet in network.subnets {
        var seen: [String: ServiceEndpoint] = [:]
        if let first = subnet.serviceEndpoints.first,
          EraRule.serviceEndpointsAreMissing.holds(in: topology.profile)
        {
          error(
            .notInProfile,
            "in profile \(topology.profile.rawValue) there are no service endpoints",
            at: first.source, "service", help: "remove it, or name a later profile")
        }
        for endpoint in subnet.serviceEndpoints {
          if network.deploymentModel == .classic {
            error(
              .serviceEndpointConflict,
              "\"\(network.name)\" is a classic network, and those have no service endpoints",
              at: endpoint.source, notes: [note("the network", at: network.source)])
          }
          if let earlier = seen.updateValue(endpoint, forKey: endpoint.service) {
            error(
              .serviceEndpointConflict,
              "\"\(subnet.name)\" has an endpoint of \(endpoint.service) already",
              at: endpoint.source, "service",
              notes: [note("it is here", at: earlier.source, "service")],
              help: "name all locations in one")
          }
          checkPrefixes(endpoint, network)
        }
      }
    }
  }

  private func checkPrefixes(_ endpoint: ServiceEndpoint, _ network: VirtualNetwork) {
    let unknown = topology.serviceTags.entries(of: endpoint, in: network.location).unknown
    guard !unknown.isEmpty else { return }
    let regions = unknown == ["*"] ? "all regions" : unknown.joined(separator: " and ")
    warning(
      .serviceEndpointPrefixes,
      "no prefixes of \(endpoint.tag ?? endpoint.service) in \(regions) are in "
        + "\(topology.serviceTags.origin): the endpoint lacks those routes",
      at: endpoint.source, "service",
      help: topology.serviceTags.help)
  }
}
