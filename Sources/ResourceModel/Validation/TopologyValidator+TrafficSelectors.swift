import Addressing

/// Policy-based traffic selectors (Azure: "Connect a VPN gateway to multiple on-premises policy-based VPN devices", "Custom
/// traffic selectors").
extension TopologyValidator {
  func checkTrafficSelectors() {
    for (position, connection) in topology.connections.enumerated() {
      checkSelectors(connection)
      switch connection.peer {
      case .localNetworkGateway: checkAgreement(connection)
      case .virtualNetworkGateway: checkPairAgreement(connection, position)
      case .expressRouteCircuit: break
      }
    }
    for router in routers {
      for tunnel in router.interfaces.compactMap(\.tunnel) {
        checkRanges(tunnel.trafficSelectors ?? [])
      }
    }
  }

  private func checkSelectors(_ connection: Connection) {
    let policies = connection.trafficSelectorPolicies
    guard connection.usePolicyBasedTrafficSelectors || !policies.isEmpty else { return }
    func refuse(_ message: String, help: String, _ key: String) {
      collector.error(
        .trafficSelectors, message, at: index.span(connection.source, [.property(key)]), help: help)
    }
    let own =
      connection.usePolicyBasedTrafficSelectors
      ? "usePolicyBasedTrafficSelectors" : "trafficSelectorPolicies"
    guard connection.connectionType != .expressRoute else {
      refuse(
        "a connection of type ExpressRoute has no traffic selectors",
        help: "they are for tunnels by IPsec", own)
      return
    }
    guard connection.usePolicyBasedTrafficSelectors else {
      refuse(
        "the connection's ranges count with \"usePolicyBasedTrafficSelectors\" only",
        help: "set \"usePolicyBasedTrafficSelectors\": true", own)
      return
    }
    if let gateway = gateway(connection.virtualNetworkGateway1), gateway.vpnType == .routeBased {
      if gateway.sku?.lowercased() == "basic" {
        refuse(
          "\"\(gateway.name)\" is of SKU Basic and has no custom policy for IPsec",
          help:
            "use VpnGw1 or larger, Standard or HighPerformance", own)
      } else if !connection.hasIpsecPolicies {
        refuse(
          "policy-based traffic selectors are part of a custom policy for IPsec, which "
            + "\"\(connection.name)\" lacks",
          help: "add \"ipsecPolicies\" with all of its algorithms and lifetimes", own)
      }
    }
    checkRanges(policies)
    if policies.isEmpty, topology.trafficSelectors(of: connection) == .pairs([]) {
      refuse(
        "neither \"\(connection.name)\" nor its other end names a range for traffic selectors",
        help: "give the local network gateway its address space, or the connection "
          + "\"trafficSelectorPolicies\"", own)
    }
  }

  private func checkRanges(_ policies: [TrafficSelectorPolicy]) {
    for policy in policies {
      for (key, ranges) in [
        ("localAddressRanges", policy.localAddressRanges),
        ("remoteAddressRanges", policy.remoteAddressRanges),
      ] where ranges.isEmpty {
        collector.error(
          .trafficSelectors, "a traffic selector has at least one range at each end",
          at: index.span(policy.source, [.property(key)]),
          help: "0.0.0.0/0 is everything")
      }
    }
  }

  // MARK: Agreement

  private func checkAgreement(_ connection: Connection) {
    for tunnel in routers.flatMap(\.interfaces).compactMap(\.tunnel)
    where tunnel.connection == connection.name && tunnel.trafficSelectors != nil {
      report(
        topology.trafficSelectors(of: connection), tunnel.selectors, connection.name,
        at: index.span(tunnel.source, ["trafficSelectors"]), connection)
    }
  }

  private func checkPairAgreement(_ connection: Connection, _ position: Int) {
    guard let first = reverse(of: connection),
      topology.connections[..<position].contains(where: { $0.name == first.name })
    else { return }
    let key =
      connection.usePolicyBasedTrafficSelectors
      ? (connection.trafficSelectorPolicies.isEmpty
        ? "usePolicyBasedTrafficSelectors" : "trafficSelectorPolicies") : "name"
    report(
      topology.trafficSelectors(of: first), topology.trafficSelectors(of: connection),
      "\(first.name)\" and \"\(connection.name)",
      at: index.span(connection.source, [.property(key)]), first)
  }

  private func report(
    _ one: TrafficSelectors, _ other: TrafficSelectors, _ name: String, at span: Range<Int>,
    _ connection: Connection
  ) {
    guard case .pairs(let agreed) = TrafficSelectorPair.agreed(one, other) else { return }
    let pairs: [TrafficSelectorPair]
    switch (one, other) {
    case (.pairs(let own), .pairs(let far)):
      pairs = own + far.map(\.reversed).filter { !own.contains($0) }
    case (.pairs(let own), _): pairs = own
    case (_, .pairs(let far)): pairs = far.map(\.reversed)
    case (.any, _), (.unspecified, _): pairs = []
    }
    guard let odd = pairs.first(where: { !agreed.contains($0) }) else { return }
    collector.warning(
      .trafficSelectorMismatch,
      agreed.isEmpty
        ? "the two ends of \"\(name)\" have no traffic selector in common: the tunnel stays down"
        : "one end of \"\(name)\" alone has the traffic selector \(odd.text): nothing of it goes "
          + "through the tunnel",
      at: span, notes: [note("the other end", at: connection.source)],
      help: "give both ends the same ranges, the one's local ones as the other's remote ones")
  }
}
