import Addressing

/// Microsoft peering, and tunnels whose packets follow routes.
extension TopologyValidator {
  /// Public addresses only, on the links and in what is advertised; and something to advertise.
  func checkMicrosoftPeering(_ peering: ExpressRouteCircuitPeering) {
    guard peering.peeringType == .microsoftPeering else { return }
    let links: [(DocumentIndex.Step, IPv4Prefix)] = [
      ("primaryPeerAddressPrefix", peering.primaryPeerAddressPrefix),
      ("secondaryPeerAddressPrefix", peering.secondaryPeerAddressPrefix),
    ]
    for (key, prefix) in links where !prefix.isPublic {
      error(
        .microsoftPeeringPrefix, "Microsoft peering has public addresses, not \(prefix)",
        at: peering.source, key)
    }
    let advertised = peering.advertisedPublicPrefixes
    for (position, prefix) in advertised.enumerated() where !prefix.isPublic {
      error(
        .microsoftPeeringPrefix, "Microsoft peering takes public prefixes, not \(prefix)",
        at: peering.source, "microsoftPeeringConfig", "advertisedPublicPrefixes",
        .prefix(position, of: advertised))
    }
    if advertised.isEmpty {
      warning(
        .microsoftPeeringWithoutPrefixes,
        "\"\(peering.name)\" names no prefix of the customer's: Microsoft has no way back",
        at: peering.source,
        help: "list them in microsoftPeeringConfig.advertisedPublicPrefixes")
    }
  }

  /// A tunnel with a source: where its packets leave, where they go, and whether they find back.
  func checkUnderlay(_ tunnel: Tunnel, _ connection: Connection, _ router: Router) {
    guard let name = tunnel.sourceInterface else { return }
    guard
      let interface = router.interfaces.first(where: { $0.name.lowercased() == name.lowercased() })
    else {
      guard router.interfaces.count == index.names(router.source, "interfaces").count else {
        return
      }
      error(
        .tunnelSource, "\"\(router.name)\" has no interface \"\(name)\"", at: tunnel.source,
        "source",
        help: Spelling.suggestion(for: name, among: router.interfaces.map(\.name)))
      return
    }
    guard interface.tunnel == nil else {
      error(
        .tunnelSource, "\"\(interface.name)\" is a tunnel itself", at: tunnel.source, "source",
        notes: [note("the interface", at: interface.source)])
      return
    }
    let address = interface.address.address
    if case .localNetworkGateway(let name) = connection.peer, let local = localGateway(name),
      local.gatewayIpAddress != address
    {
      let told = local.gatewayIpAddress.map { "has \($0)" } ?? "has no gatewayIpAddress"
      error(
        .tunnelSource, "the tunnel leaves from \(address), and \"\(local.name)\" \(told)",
        at: tunnel.source, "source",
        notes: [
          note("the interface's address", at: interface.source, "address"),
          note("what Azure is told", at: local.source),
        ])
    }
    checkGatewayAddress(tunnel, connection)
    let peerings = topology.expressRouteCircuits.compactMap(\.microsoftPeering)
    if !peerings.contains(where: { peering in
      peering.advertisedPublicPrefixes.contains { $0.contains(address) }
    }) {
      warning(
        .tunnelSourceNotAdvertised,
        "no circuit's Microsoft peering takes a prefix with \(address): the tunnel stays down",
        at: tunnel.source, "source",
        notes: peerings.map { note("the peering \"\($0.name)\"", at: $0.source) },
        help: "add its prefix to microsoftPeeringConfig.advertisedPublicPrefixes")
    }
  }

  private func checkGatewayAddress(_ tunnel: Tunnel, _ connection: Connection) {
    guard let gateway = gateway(connection.virtualNetworkGateway1) else { return }
    guard publicAddress(of: gateway, instance: tunnel.instance) == nil else {
      checkGatewayTold(tunnel, gateway)
      return
    }
    error(
      .tunnelGatewayAddress,
      "instance \(tunnel.instance) of \"\(gateway.name)\" has no public address to which the tunnel's "
        + "packets could go",
      at: tunnel.source, "source", notes: [note("the gateway", at: gateway.source)],
      help: "give it a publicIPAddress whose resource has an ipAddress")
  }

  private func publicAddress(of gateway: VirtualNetworkGateway, instance: Int) -> IPv4Address? {
    topology.publicAddress(of: gateway, instance: instance)
  }
}

extension IPv4Prefix {
  /// Outside of what is for private use (RFC 1918, RFC 6598), for a link (RFC 3927), a loopback, multicast or nobody.
  fileprivate var isPublic: Bool {
    !Self.special.contains { $0.overlaps(self) }
  }

  private static let special: [IPv4Prefix] = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
    "192.168.0.0/16", "224.0.0.0/3",
  ].compactMap { try? IPv4Prefix($0) }
}
