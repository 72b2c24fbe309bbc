import Addressing

/// What a circuit's tier, bandwidth and connections ask for.
extension TopologyValidator {
  private static let tiers = ["Standard", "Premium", "Local"]
  /// Of a provider (Azure: "ExpressRoute FAQ", supported bandwidths).
  private static let bandwidths = [50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000]

  /// Of ports of 10 Gbps, or of 100 Gbps (Azure: "About ExpressRoute Direct").
  private static let directBandwidths = [1_000, 2_000, 5_000, 10_000, 40_000, 100_000]

  func checkCircuitKinds() {
    for circuit in topology.expressRouteCircuits { checkKind(circuit) }
    checkGlobalReach()
    for connection in topology.connections {
      guard case .expressRouteCircuit(let name) = connection.peer, let circuit = circuit(name),
        let gateway = gateway(connection.virtualNetworkGateway1)
      else { continue }
      checkReach(connection, gateway, circuit)
      checkFastPath(connection, gateway)
    }
  }

  /// Azure: "About ExpressRoute Global Reach".
  private func checkGlobalReach() {
    let all = topology.circuitConnections
    for (position, connection) in all.enumerated() {
      guard let own = circuit(connection.circuit), let peer = circuit(connection.peerCircuit) else {
        continue
      }
      func report(_ message: String, _ step: DocumentIndex.Step, help: String? = nil) {
        error(
          .circuitConnection, message, at: connection.source, step,
          notes: [note("the other circuit", at: peer.source)], help: help)
      }
      if own.name == peer.name {
        report("\"\(own.name)\" cannot be joined with itself", "peerExpressRouteCircuitPeering")
        continue
      }
      if peer.privatePeering == nil {
        report(
          "\"\(peer.name)\" has no private peering to be joined by",
          "peerExpressRouteCircuitPeering")
      }
      let earlier = all[..<position].first {
        Set([$0.circuit, $0.peerCircuit]) == [own.name, peer.name]
      }
      if let earlier {
        report(
          "\"\(earlier.name)\" joins \"\(own.name)\" and \"\(peer.name)\" already",
          "peerExpressRouteCircuitPeering", help: "one circuit declares it for both")
      }
      if connection.addressPrefix.length != 29 {
        report("Global Reach has a /29, not \(connection.addressPrefix)", "addressPrefix")
      }
      let links = [own, peer].compactMap(\.privatePeering).flatMap {
        [$0.primaryPeerAddressPrefix, $0.secondaryPeerAddressPrefix]
      }
      if let link = links.first(where: { $0.overlaps(connection.addressPrefix) }) {
        report(
          "\(connection.addressPrefix) overlaps a circuit's link \(link)", "addressPrefix")
      }
      let places = [own, peer].compactMap { $0.peeringLocation.flatMap(PeeringLocation.named) }
      if places.count == 2, places[0].geography != places[1].geography,
        [own, peer].contains(where: { $0.tier != nil && !$0.isPremium })
      {
        report(
          "circuits of \(places[0].geography.rawValue) and \(places[1].geography.rawValue) are joined "
            + "only if both are premium", "peerExpressRouteCircuitPeering")
      }
    }
  }

  private func checkKind(_ circuit: ExpressRouteCircuit) {
    if let tier = circuit.tier,
      !Self.tiers.contains(where: { $0.lowercased() == tier.lowercased() })
    {
      error(
        .circuitKind, "there is no tier \"\(tier)\" of circuits", at: circuit.source, "sku", "tier",
        help: Spelling.suggestion(for: tier, among: Self.tiers)
          ?? "use " + Self.tiers.joined(separator: ", "))
    }
    guard let bandwidth = circuit.bandwidthInMbps else { return }
    if circuit.isDirect {
      guard !Self.directBandwidths.contains(bandwidth) else { return }
      error(
        .circuitKind, "there is no circuit of \(bandwidth / 1_000) Gbps on ExpressRoute Direct",
        at: circuit.source, "bandwidthInGbps",
        help: "use " + Self.directBandwidths.map { String($0 / 1_000) }.joined(separator: ", "))
      return
    }
    if !Self.bandwidths.contains(bandwidth) {
      error(
        .circuitKind, "there is no circuit of \(bandwidth) Mbps", at: circuit.source,
        "serviceProviderProperties", "bandwidthInMbps",
        help: "use " + Self.bandwidths.map(String.init).joined(separator: ", "))
    } else if circuit.tier?.lowercased() == "local", bandwidth < 1_000 {
      error(
        .circuitKind, "a circuit of the local tier has 1,000 Mbps or more, not \(bandwidth)",
        at: circuit.source, "serviceProviderProperties", "bandwidthInMbps",
        notes: [note("the tier", at: circuit.source, "sku", "tier")])
    }
  }

  /// Locations and regions that the table does not know are left unjudged.
  private func checkReach(
    _ connection: Connection, _ gateway: VirtualNetworkGateway, _ circuit: ExpressRouteCircuit
  ) {
    guard let tier = circuit.tier?.lowercased(), tier != "premium",
      let name = circuit.peeringLocation, let location = PeeringLocation.named(name),
      !circuit.reaches(gateway.location)
    else { return }
    let notes = [
      note("the gateway", at: gateway.source),
      note("the circuit's tier", at: circuit.source, "sku"),
    ]
    if tier == "local" {
      let regions = location.localRegions.sorted().joined(separator: " and ")
      error(
        .circuitReach,
        "a circuit of the local tier in \(name) reaches "
          + (regions.isEmpty ? "no region" : "\(regions) only") + ", and \"\(gateway.name)\" is in "
          + gateway.location, at: connection.source, notes: notes,
        help: "use the standard or the premium tier")
      return
    }
    error(
      .circuitReach,
      "a circuit of the standard tier in \(name) reaches the regions of "
        + "\(location.geography.rawValue) only, and \"\(gateway.name)\" is in \(gateway.location)",
      at: connection.source, notes: notes, help: "use the premium tier")
  }

  private func checkFastPath(_ connection: Connection, _ gateway: VirtualNetworkGateway) {
    guard connection.expressRouteGatewayBypass, let name = gateway.sku,
      let sku = GatewaySku.named(name, gateway.gatewayType), !sku.hasFastPath
    else { return }
    error(
      .fastPath, "a gateway of SKU \(sku.name) has no FastPath", at: connection.source,
      "expressRouteGatewayBypass", notes: [note("the SKU", at: gateway.source, "sku", "name")],
      help: "use UltraPerformance or ErGw3AZ, or leave FastPath off")
  }
}
