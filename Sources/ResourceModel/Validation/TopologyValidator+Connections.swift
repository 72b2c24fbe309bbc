import Addressing

extension TopologyValidator {
  func checkConnections() {
    var seen: [[String]: Connection] = [:]
    for (position, connection) in topology.connections.enumerated() {
      guard checkEnds(connection) else { continue }
      if let earlier = seen.updateValue(connection, forKey: ends(connection)) {
        error(
          .duplicateConnection, "\"\(earlier.name)\" already joins these two ends",
          at: connection.source, notes: [note("it is here", at: earlier.source)])
      }
      checkBgp(connection)
      switch connection.peer {
      case .virtualNetworkGateway: checkPair(connection, position)
      case .localNetworkGateway(let name): checkSite(connection, name)
      case .expressRouteCircuit: break
      }
    }
  }

  private func ends(_ connection: Connection) -> [String] {
    switch connection.peer {
    case .virtualNetworkGateway(let name): [connection.virtualNetworkGateway1, "gateway", name]
    case .localNetworkGateway(let name): [connection.virtualNetworkGateway1, "local", name]
    case .expressRouteCircuit(let name): [connection.virtualNetworkGateway1, "circuit", name]
    }
  }

  /// Whether the connection's type fits its two ends.
  private func checkEnds(_ connection: Connection) -> Bool {
    let type = connection.connectionType
    let fits =
      switch (type, connection.peer) {
      case (.ipsec, .localNetworkGateway), (.vnet2Vnet, .virtualNetworkGateway),
        (.expressRoute, .expressRouteCircuit):
        true
      case (.ipsec, _), (.vnet2Vnet, _), (.expressRoute, _): false
      }
    guard fits else {
      let key =
        switch connection.peer {
        case .virtualNetworkGateway: "virtualNetworkGateway2"
        case .localNetworkGateway: "localNetworkGateway2"
        case .expressRouteCircuit: "peer"
        }
      error(
        .connectionEnds, "a connection of type \(type.rawValue) has no \"\(key)\"",
        at: connection.source, .property(key),
        notes: [note("the type", at: connection.source, "connectionType")])
      return false
    }
    guard let gateway = gateway(connection.virtualNetworkGateway1) else { return false }
    let wanted: VirtualNetworkGateway.GatewayType = type == .expressRoute ? .expressRoute : .vpn
    var sound = checkType(gateway, wanted, connection, "virtualNetworkGateway1")
    if case .virtualNetworkGateway(let name) = connection.peer {
      guard let other = self.gateway(name) else { return false }
      sound = checkType(other, wanted, connection, "virtualNetworkGateway2") && sound
      if name == gateway.name {
        error(
          .connectionEnds, "\"\(name)\" cannot be connected with itself", at: connection.source,
          "virtualNetworkGateway2", "id")
        sound = false
      }
      for end in [gateway, other] where end.vpnType == .policyBased {
        error(
          .connectionEnds,
          "VNet-to-VNet needs route-based gateways, and \"\(end.name)\" is not one",
          at: connection.source, notes: [note("the gateway", at: end.source, "vpnType")])
      }
    }
    return sound
  }

  private func checkType(
    _ gateway: VirtualNetworkGateway, _ wanted: VirtualNetworkGateway.GatewayType,
    _ connection: Connection, _ key: String
  ) -> Bool {
    guard gateway.gatewayType != wanted else { return true }
    error(
      .connectionEnds,
      "a connection of type \(connection.connectionType.rawValue) needs a gateway of type "
        + "\(wanted.rawValue), and \"\(gateway.name)\" is of type \(gateway.gatewayType.rawValue)",
      at: connection.source, .property(key), "id",
      notes: [note("the gateway", at: gateway.source, "gatewayType")])
    return false
  }

  private func checkBgp(_ connection: Connection) {
    guard connection.enableBgp, connection.connectionType != .expressRoute,
      let gateway = gateway(connection.virtualNetworkGateway1)
    else { return }
    if !gateway.enableBgp {
      error(
        .bgpNotEnabled, "\"\(gateway.name)\" has no BGP for this connection to use",
        at: connection.source, "enableBgp",
        notes: [note("the gateway", at: gateway.source, "enableBgp")],
        help: "set \"enableBgp\": true at the gateway")
    }
    if gateway.vpnType == .policyBased || gateway.sku?.lowercased() == "basic" {
      error(
        .bgpNotEnabled,
        "\"\(gateway.name)\" is \(gateway.vpnType == .policyBased ? "policy-based" : "of SKU Basic")"
          + " and cannot have BGP",
        at: connection.source, "enableBgp", notes: [note("the gateway", at: gateway.source)])
    }
  }

  // MARK: VNet to VNet

  /// The connection that declares the same tunnel at the other gateway.
  func reverse(of connection: Connection) -> Connection? {
    guard connection.connectionType == .vnet2Vnet,
      case .virtualNetworkGateway(let other) = connection.peer
    else { return nil }
    return topology.connections.first {
      $0.connectionType == .vnet2Vnet && $0.virtualNetworkGateway1 == other
        && $0.peer == .virtualNetworkGateway(connection.virtualNetworkGateway1)
    }
  }

  private func checkPair(_ connection: Connection, _ position: Int) {
    guard case .virtualNetworkGateway(let other) = connection.peer,
      let gateway = gateway(connection.virtualNetworkGateway1), let peer = self.gateway(other)
    else { return }
    guard let first = reverse(of: connection) else {
      warning(
        .connectionWithoutReverse,
        "\"\(other)\" has no connection to \"\(gateway.name)\": the tunnel stays down",
        at: connection.source, notes: [note("the other gateway", at: peer.source)],
        help: "declare a connection from \"\(other)\" to \"\(gateway.name)\"")
      return
    }
    // Of a pair, the second is complained about.
    guard topology.connections[..<position].contains(where: { $0.name == first.name }) else {
      return
    }
    if first.sharedKey != connection.sharedKey {
      warning(
        .sharedKeyMismatch,
        "the pre-shared keys of \"\(first.name)\" and \"\(connection.name)\" differ: the tunnel "
          + "stays down",
        at: connection.source, "sharedKey",
        notes: [note("the other key", at: first.source, "sharedKey")],
        help: "give both connections the same key")
    }
    if first.enableBgp != connection.enableBgp {
      let enabled = connection.enableBgp ? connection : first
      let disabled = connection.enableBgp ? first : connection
      error(
        .connectionBgpMismatch,
        "BGP is enabled at \"\(enabled.name)\" but not at \"\(disabled.name)\"",
        at: disabled.source, "enableBgp",
        notes: [note("enabled here", at: enabled.source, "enableBgp")],
        help: "both connections of a pair have it, or none")
    } else if connection.enableBgp, gateway.asn == peer.asn {
      reportSameNumber(
        gateway.asn, connection, note("the other gateway", at: peer.source, "bgpSettings", "asn"),
        note("one gateway", at: gateway.source, "bgpSettings", "asn"))
    }
  }

  private func reportSameNumber(_ asn: ASN, _ connection: Connection, _ notes: Diagnostic.Note...) {
    error(
      .sameASN, "both ends of \"\(connection.name)\" are the autonomous system \(asn)",
      at: connection.source, "enableBgp", notes: notes,
      help: "give one of them another number in \"bgpSettings\"")
  }

  // MARK: Site to site

  private func checkSite(_ connection: Connection, _ name: String) {
    guard let local = localGateway(name), let gateway = gateway(connection.virtualNetworkGateway1)
    else { return }
    if connection.enableBgp {
      if let settings = local.bgpSettings {
        if settings.asn == gateway.asn {
          reportSameNumber(
            settings.asn, connection,
            note("the site", at: local.source, "bgpSettings", "asn"),
            note("the gateway", at: gateway.source, "bgpSettings", "asn"))
        } else if settings.asn == .gatewayDefault {
          error(
            .reservedASN, "the autonomous system \(settings.asn) is Azure's own", at: local.source,
            "bgpSettings", "asn")
        }
      } else {
        error(
          .bgpNotEnabled, "\"\(name)\" has no \"bgpSettings\" for this connection to use",
          at: connection.source, "enableBgp", notes: [note("the other end", at: local.source)])
      }
    } else if local.addressPrefixes.isEmpty {
      warning(
        .emptyLocalNetwork,
        "\"\(name)\" has no address space and \"\(connection.name)\" has no BGP: nothing is "
          + "routed there",
        at: connection.source, notes: [note("the other end", at: local.source)])
    }
    let tunnels = routers.flatMap(\.interfaces).compactMap(\.tunnel)
      .filter { $0.connection == connection.name }
    if tunnels.isEmpty {
      warning(
        .connectionWithoutTunnel,
        "no site's router ends the tunnel of \"\(connection.name)\": it stays down",
        at: connection.source,
        help:
          "give an interface of a router \"tunnel\": { \"connection\": \"\(connection.name)\" }, or, "
          + "for another network, \"\(name)\" the public address of its gateway"
      )
    }
    for tunnel in tunnels where tunnel.sharedKey != connection.sharedKey {
      warning(
        .sharedKeyMismatch,
        connection.sharedKey == nil
          ? "\"\(connection.name)\" has no pre-shared key: the tunnel stays down"
          : "the pre-shared keys of \"\(connection.name)\" and of its tunnel differ: the tunnel "
            + "stays down",
        at: tunnel.source, "sharedKey",
        notes: [
          note(
            connection.sharedKey == nil ? "the connection" : "Azure's key", at: connection.source,
            "sharedKey")
        ], help: "give both ends the same key")
    }
  }
}
