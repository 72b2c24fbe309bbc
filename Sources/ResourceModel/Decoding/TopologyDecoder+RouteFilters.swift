extension TopologyDecoder {
  mutating func decodeRouteFilter(_ resource: ResourceEnvelope) {
    let reader = resource.reader
    draft.declare(.routeFilter, resource.name)
    // Who uses it is said at the peerings.
    reader.accept(["peerings", "ipv6Peerings"])
    let rules = reader.list("rules").compactMap { node -> RouteFilterRule? in
      guard let child = node.object() else { return nil }
      defer { child.finish() }
      child.accept(ResourceProperties.common)
      guard let name = child.requiredEnvelope("name")?.name() else { return nil }
      return decodeRouteFilterRule(child, name: name)
    }
    draft.topology.routeFilters.append(
      RouteFilter(name: resource.name, rules: rules, source: resource.source))
  }

  func decodeRouteFilterRule(_ reader: ObjectReader, name: String) -> RouteFilterRule? {
    let access = reader.required("access")?.word(RouteFilterRule.Access.self)
    _ = reader.optional("routeFilterRuleType")?.word(RouteFilterRuleType.self)
    let communities = reader.requiredList("communities").compactMap { node -> BGPCommunity? in
      guard let text = node.string() else { return nil }
      guard let community = BGPCommunity(text) else {
        node.error(
          .routeFilterRule, "\"\(text)\" is no community",
          help: "write two numbers, such as 12076:51004 for East US")
        return nil
      }
      if !community.isKnown {
        collector.warning(
          .unknownCommunity, "\(community) is no community of Microsoft's that is known here",
          at: node.value.span)
      }
      return community
    }
    guard let access else { return nil }
    return RouteFilterRule(
      name: name, access: access, communities: communities, source: reader.location)
  }
}

/// `routeFilterRuleType`.
private enum RouteFilterRuleType: String, CaseIterable {
  case community = "Community"
}
