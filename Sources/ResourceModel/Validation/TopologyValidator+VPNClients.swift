import Addressing

/// Point-to-site: pools of addresses, and the clients that the document has.
extension TopologyValidator {
  func checkVPNClients() {
    for gateway in topology.virtualNetworkGateways where gateway.vpnClientConfiguration != nil {
      checkPool(gateway)
      checkClientCount(gateway)
    }
    var owners: [IPv4Address: VPNClient] = [:]
    for client in topology.vpnClients {
      guard let gateway = gateway(client.gateway) else { continue }
      checkClient(client, gateway)
      guard let address = client.address else { continue }
      if let earlier = owners.updateValue(client, forKey: address),
        earlier.gateway == client.gateway
      {
        error(
          .vpnClient, "\"\(earlier.name)\" already has \(address)", at: client.source, "address",
          notes: [note("it is here", at: earlier.source, "address")])
      }
    }
  }

  // MARK: Gateways

  private func checkPool(_ gateway: VirtualNetworkGateway) {
    func refuse(_ message: String, help: String, _ steps: DocumentIndex.Step...) {
      collector.error(
        .clientAddressPool, message,
        at: index.span(gateway.source, ["vpnClientConfiguration"] + steps),
        notes: [note("the gateway", at: gateway.source)], help: help)
    }
    guard gateway.gatewayType == .vpn else {
      refuse(
        "an ExpressRoute gateway has no clients", help: "point-to-site needs a gateway of type Vpn")
      return
    }
    if gateway.vpnType == .policyBased {
      refuse(
        "\"\(gateway.name)\" is policy-based and has no clients",
        help: "point-to-site needs \"vpnType\": \"RouteBased\"")
    }
    let protocols = gateway.vpnClientConfiguration?.protocols ?? []
    if gateway.sku?.lowercased() == "basic", protocols.contains(where: { $0 != .sstp }) {
      refuse(
        "a gateway of SKU Basic has clients by SSTP alone",
        help: "leave \"SSTP\" only, or use VpnGw1 or larger", "vpnClientProtocols")
    }
    checkOverlaps(gateway)
  }

  private struct Range {
    var prefix: IPv4Prefix
    var what: String
    var source: SourceLocation
  }

  private func checkOverlaps(_ gateway: VirtualNetworkGateway) {
    let pool = gateway.clientAddressPool
    let others = taken(by: gateway)
    for (position, prefix) in pool.enumerated() {
      let steps: [DocumentIndex.Step] = [
        "vpnClientConfiguration", "vpnClientAddressPool", "addressPrefixes",
        .prefix(position, of: pool),
      ]
      let span = index.span(gateway.source, steps)
      if let earlier = pool[..<position].first(where: { $0.overlaps(prefix) }) {
        collector.error(.clientAddressPool, "\(prefix) overlaps \(earlier) of the pool", at: span)
      } else if let other = others.first(where: { $0.prefix.overlaps(prefix) }) {
        collector.error(
          .clientAddressPool, "\(prefix) overlaps \(other.prefix) of \(other.what)", at: span,
          notes: [note("it is here", at: other.source)],
          help: "use a range that neither the networks nor the sites have")
      }
    }
  }

  /// The ranges that packets from a gateway's clients may be for.
  private func taken(by gateway: VirtualNetworkGateway) -> [Range] {
    var networks = [gateway.virtualNetwork]
    var result: [Range] = []
    for connection in topology.connections
    where connection.virtualNetworkGateway1 == gateway.name {
      switch connection.peer {
      case .virtualNetworkGateway(let name):
        if let other = self.gateway(name) { networks.append(other.virtualNetwork) }
      case .localNetworkGateway(let name):
        guard let local = localGateway(name) else { continue }
        result += local.addressPrefixes.map {
          Range(prefix: $0, what: "the site \"\(name)\"", source: local.source)
        }
      case .expressRouteCircuit: break
      }
    }
    for network in topology.virtualNetworks {
      let isPeer =
        network.peerings.contains { $0.remoteVirtualNetwork == gateway.virtualNetwork }
        || virtualNetwork(gateway.virtualNetwork)?.peerings.contains {
          $0.remoteVirtualNetwork == network.name
        } == true
      guard isPeer || networks.contains(network.name) else { continue }
      result += network.addressSpace.map {
        Range(prefix: $0, what: "the network \"\(network.name)\"", source: network.source)
      }
    }
    return result
  }

  /// By SKU: SSTP on its own, IKEv2 and OpenVPN together.
  private func checkClientCount(_ gateway: VirtualNetworkGateway) {
    guard let sku = gateway.sku.flatMap({ GatewaySku.named($0, .vpn) }) else { return }
    let clients = topology.vpnClients.filter { $0.gateway == gateway.name }
    let kinds: [(words: String, limit: Int?, protocols: [VPNClientProtocol])] = [
      ("SSTP", sku.clientLimit(.sstp), [.sstp]),
      ("IKEv2 and OpenVPN", sku.clientLimit(.ikeV2), [.ikeV2, .openVPN]),
    ]
    for kind in kinds {
      let counted = clients.filter { client in
        client.spokenProtocol(gateway).map(kind.protocols.contains) ?? false
      }
      guard let limit = kind.limit, limit > 0, counted.count > limit else { continue }
      error(
        .vpnClient,
        "\"\(gateway.name)\" of SKU \(sku.name) has at most \(limit) clients by \(kind.words), and this "
          + "is one more", at: counted[limit].source, "name",
        notes: [note("the gateway", at: gateway.source, "sku", "name")],
        help: "use a larger SKU, or another gateway")
    }
  }

  // MARK: Clients

  private func checkClient(_ client: VPNClient, _ gateway: VirtualNetworkGateway) {
    guard let configuration = gateway.vpnClientConfiguration else {
      error(
        .vpnClient, "\"\(gateway.name)\" has no addresses for clients", at: client.source,
        "gateway",
        notes: [note("the gateway", at: gateway.source)],
        help: "give it a \"vpnClientConfiguration\" with a \"vpnClientAddressPool\"")
      return
    }
    if let kind = client.spokenProtocol(gateway) {
      if !configuration.protocols.contains(kind) {
        let known = configuration.protocols.map(\.rawValue).joined(separator: " and ")
        error(
          .vpnClient, "\"\(gateway.name)\" speaks \(known) with clients, not \(kind.rawValue)",
          at: client.source, "protocol",
          notes: [note("the gateway", at: configuration.source, "vpnClientProtocols")])
      } else if kind == .sstp, client.osType != .windows {
        error(
          .vpnClient, "SSTP is spoken by Windows alone", at: client.source, "osType",
          help: "use IkeV2 or OpenVPN")
      }
    }
    if client.instance == 1, !gateway.activeActive {
      error(
        .vpnClient,
        "the second instance of \"\(gateway.name)\" only waits: no client is joined to it",
        at: client.source, "instance",
        notes: [note("the gateway is not active-active", at: gateway.source, "activeActive")])
    }
    if let address = client.address {
      let isClients = configuration.addressPool.contains { $0.clientAddresses.contains(address) }
      if !isClients {
        let pool = configuration.addressPool.map(\.description).joined(separator: ", ")
        error(
          .vpnClient, "\(address) is none of the clients' addresses in \(pool)", at: client.source,
          "address", notes: [note("the pool", at: configuration.source, "vpnClientAddressPool")])
      }
    }
    let before = topology.vpnClients.prefix { $0.name != client.name }
      .count { $0.gateway == client.gateway }
    let room = configuration.addressPool.reduce(0) { $0 + $1.clientAddresses.count }
    if before == room {
      error(
        .vpnClient, "the pool of \"\(gateway.name)\" has no address left for \"\(client.name)\"",
        at: client.source, "name",
        notes: [note("the pool", at: configuration.source, "vpnClientAddressPool")])
    }
  }
}

extension IPv4Prefix {
  /// What clients get of a pool's prefix: all but the network's address, the one behind it and the last.
  package var clientAddresses: Range<IPv4Address> {
    addressCount > 3 ? address.advanced(by: 2)..<lastAddress : address..<address
  }
}

extension Range<IPv4Address> {
  /// How many addresses there are.
  package var count: Int { Int(upperBound.rawValue - lowerBound.rawValue) }
}
