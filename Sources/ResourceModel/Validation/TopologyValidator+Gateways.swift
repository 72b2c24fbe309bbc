import Addressing

extension ASN {
  /// Kept by Azure or IANA (Azure: "BGP and VPN Gateway"); 65515 is Azure's own default and not among them.
  fileprivate var isReserved: Bool {
    switch rawValue {
    case 8074, 8075, 12076, 23456, 64496...64511, 65517...65520, 65535...65551: true
    default: false
    }
  }
}

extension TopologyValidator {
  func checkGateways() {
    for network in topology.virtualNetworks {
      let gateways = gateways(in: network.name)
      for type in VirtualNetworkGateway.GatewayType.allCases {
        let same = gateways.filter { $0.gatewayType == type }
        for gateway in same.dropFirst() {
          error(
            .duplicateGateway,
            "\"\(network.name)\" already has a gateway of type \(type.rawValue): "
              + "\"\(same[0].name)\"",
            at: gateway.source, notes: [note("the first one", at: same[0].source)])
        }
      }
      checkGatewaySubnet(network, gateways)
    }
    for gateway in topology.virtualNetworkGateways {
      checkNumber(gateway)
      if let site = gateway.defaultSite, topology.defaultSiteConnection(of: gateway) == nil {
        warning(
          .defaultSite,
          "no connection of \"\(gateway.name)\", which must be a route-based VPN gateway, leads to its default "
            + "site \"\(site)\": it has no effect",
          at: gateway.source, "gatewayDefaultSite")
      }
      if gateway.instanceAddresses.count > 2 {
        error(
          .gatewayInstanceCount,
          "a gateway has two instances, not \(gateway.instanceAddresses.count)",
          at: gateway.source, "ipConfigurations", 2)
      }
    }
    for local in topology.localNetworkGateways {
      guard let settings = local.bgpSettings else { continue }
      checkReserved(settings.asn, at: local.source, "bgpSettings", "asn")
    }
  }

  private func checkGatewaySubnet(
    _ network: VirtualNetwork, _ gateways: [VirtualNetworkGateway]
  ) {
    guard let first = gateways.first else { return }
    let declared = network.subnets.map(\.name) + index.names(network.source, "subnets")
    guard let subnet = network.subnets.first(where: { $0.name == Subnet.gatewaySubnetName }) else {
      if let near = declared.first(where: {
        $0.lowercased() == Subnet.gatewaySubnetName.lowercased()
      }) {
        if near == Subnet.gatewaySubnetName { return }
        error(
          .gatewayOutsideGatewaySubnet,
          "Azure knows the gateways' subnet by the exact name \(Subnet.gatewaySubnetName)",
          at: first.source, "ipConfigurations", 0, "subnet", "id")
        return
      }
      error(
        .unknownReference,
        "there is no subnet \"\(Subnet.gatewaySubnetName)\" in \"\(network.name)\"",
        at: first.source, "ipConfigurations", 0, "subnet", "id",
        notes: [note("the network", at: network.source)])
      return
    }
    let coexisting = Set(gateways.map(\.gatewayType)).count > 1
    let longest = coexisting ? 27 : 29
    guard subnet.addressPrefix.length > longest else {
      checkRoom(subnet, gateways)
      return
    }
    error(
      .gatewaySubnetTooSmall,
      coexisting
        ? "two gateways side by side need a \(Subnet.gatewaySubnetName) of /27 or larger"
        : "a gateway needs a \(Subnet.gatewaySubnetName) of /29 or larger",
      at: subnet.source, "addressPrefix",
      notes: gateways.map { note("the gateway \"\($0.name)\"", at: $0.source) })
  }

  /// Two addresses for each gateway and for each circuit's edges, one for the BGP peer of a VPN gateway with
  /// one active instance.
  private func checkRoom(_ subnet: Subnet, _ gateways: [VirtualNetworkGateway]) {
    let circuits = topology.connections.filter { connection in
      connection.connectionType == .expressRoute
        && gateways.contains { $0.name == connection.virtualNetworkGateway1 }
    }
    let single = gateways.filter { $0.gatewayType == .vpn && !$0.activeActive }
    let needed = UInt64(2 * gateways.count + 2 * circuits.count + single.count)
    let count = subnet.addressPrefix.addressCount
    let usable = count > 5 ? count - 5 : 0
    guard usable < needed else { return }
    error(
      .gatewaySubnetTooSmall,
      "the gateways and circuits need \(needed) addresses, and \(subnet.addressPrefix) has \(usable)",
      at: subnet.source, "addressPrefix",
      notes: gateways.map { note("the gateway \"\($0.name)\"", at: $0.source) }
        + circuits.map { note("the connection \"\($0.name)\"", at: $0.source) },
      help: "use a /27 or larger")
  }

  private func checkNumber(_ gateway: VirtualNetworkGateway) {
    switch gateway.gatewayType {
    case .expressRoute:
      if gateway.asn != .gatewayDefault {
        error(
          .fixedASN,
          "an ExpressRoute gateway's autonomous system is always \(ASN.gatewayDefault), not "
            + "\(gateway.asn)",
          at: gateway.source, "bgpSettings", "asn")
      }
    case .vpn: checkReserved(gateway.asn, at: gateway.source, "bgpSettings", "asn")
    }
  }

  private func checkReserved(
    _ asn: ASN, at declaration: SourceLocation, _ steps: DocumentIndex.Step...
  ) {
    guard asn.isReserved else { return }
    collector.error(
      .reservedASN, "the autonomous system \(asn) is reserved",
      at: index.span(declaration, steps),
      help: "use a private one: 64512...65514, 65516 or 65521...65534")
  }

  func checkCircuits() {
    for circuit in topology.expressRouteCircuits {
      for peering in circuit.peerings {
        checkCircuitPeering(peering)
      }
      guard circuit.privatePeering == nil,
        let connection = topology.connections.first(where: {
          $0.peer == .expressRouteCircuit(circuit.name)
        }), index.names(circuit.source, "peerings").count == circuit.peerings.count
      else { continue }
      error(
        .circuitWithoutPrivatePeering,
        "\"\(circuit.name)\" has no peering of type AzurePrivatePeering", at: circuit.source,
        notes: [note("needed by this connection", at: connection.source)])
    }
  }

  private func checkCircuitPeering(_ peering: ExpressRouteCircuitPeering) {
    checkMicrosoftPeering(peering)
    if peering.peerASN.isReserved || peering.peerASN == .gatewayDefault
      || peering.peerASN.rawValue == 65516
    {
      error(
        .reservedASN, "the autonomous system \(peering.peerASN) is reserved", at: peering.source,
        "peerASN", help: "use the customer's own, or a private one outside of 65515...65520")
    }
    let prefixes: [(DocumentIndex.Step, IPv4Prefix)] = [
      ("primaryPeerAddressPrefix", peering.primaryPeerAddressPrefix),
      ("secondaryPeerAddressPrefix", peering.secondaryPeerAddressPrefix),
    ]
    for (key, prefix) in prefixes where !(30...31).contains(prefix.length) {
      error(
        .circuitPeeringPrefix, "a circuit's link has a /30, not \(prefix)", at: peering.source, key)
    }
    if peering.primaryPeerAddressPrefix.overlaps(peering.secondaryPeerAddressPrefix) {
      error(
        .circuitPeeringPrefix,
        "the secondary link's \(peering.secondaryPeerAddressPrefix) overlaps the primary link's "
          + "\(peering.primaryPeerAddressPrefix)",
        at: peering.source, "secondaryPeerAddressPrefix",
        notes: [note("the primary one", at: peering.source, "primaryPeerAddressPrefix")])
    }
  }
}
