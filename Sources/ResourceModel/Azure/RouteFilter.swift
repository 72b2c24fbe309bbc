/// `Microsoft.Network/routeFilters`: which of Microsoft's public prefixes a circuit's Microsoft peering tells the
/// customer (Azure: "Configure route filters for Microsoft peering", 2017 to 2025).
package struct RouteFilter: Sendable {
  package var name: String
  /// Azure takes one.
  package var rules: [RouteFilterRule]
  package var source: SourceLocation

  package init(name: String, rules: [RouteFilterRule] = [], source: SourceLocation) {
    self.name = name
    self.rules = rules
    self.source = source
  }

  package func allows(_ community: BGPCommunity) -> Bool {
    rules.contains { $0.access == .allow && $0.communities.contains(community) }
  }
}

/// `routeFilters/routeFilterRules`.
package struct RouteFilterRule: Sendable {
  package enum Access: String, CaseIterable, Sendable {
    case allow = "Allow"
    case deny = "Deny"
  }

  package var name: String
  package var access: Access
  package var communities: [BGPCommunity]
  package var source: SourceLocation

  package init(
    name: String, access: Access = .allow, communities: [BGPCommunity], source: SourceLocation
  ) {
    self.name = name
    self.access = access
    self.communities = communities
    self.source = source
  }
}

extension Topology {
  /// Whether a circuit's Microsoft peering tells the customer of public addresses in a region, which is in its short form.
  ///
  /// What the circuit's tier reaches, and of that what the peering's filter names.
  package func microsoftPeering(of circuit: ExpressRouteCircuit, tells region: String) -> Bool {
    guard let peering = circuit.microsoftPeering, circuit.reaches(region) else { return false }
    guard EraRule.microsoftPeeringNeedsFilter.holds(in: profile) else { return true }
    guard let name = peering.routeFilter, let community = BGPCommunity.region(region) else {
      return false
    }
    return routeFilters.first { $0.name == name }?.allows(community) ?? false
  }
}

extension ExpressRouteCircuit {
  /// Whether the circuit's tier reaches a region, as far as tier, location and region are known (Azure: "ExpressRoute FAQ").
  package func reaches(_ region: String) -> Bool {
    guard let tier = tier?.lowercased(), tier != "premium",
      let location = peeringLocation.flatMap(PeeringLocation.named)
    else { return true }
    if tier == "local" { return location.localRegions.contains(region) }
    guard let geography = PeeringLocation.Geography.of(region: region) else { return true }
    return geography == location.geography
  }
}
