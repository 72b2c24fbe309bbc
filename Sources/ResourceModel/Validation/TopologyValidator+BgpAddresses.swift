import Addressing

/// APIPA addresses of BGP sessions between VPN gateways and devices (Azure: "Configure BGP for VPN Gateway").
extension TopologyValidator {
  func checkBgpAddresses() {
    for gateway in topology.virtualNetworkGateways { checkBgpAddresses(gateway) }
    for connection in topology.connections {
      guard let gateway = gateway(connection.virtualNetworkGateway1) else { continue }
      checkBgpAddresses(connection, gateway)
      checkPeer(connection, gateway)
    }
  }

  private func checkBgpAddresses(_ gateway: VirtualNetworkGateway) {
    var seen: [IPv4Address: CustomBgpAddress] = [:]
    for custom in gateway.customBgpAddresses {
      if gateway.gatewayType == .expressRoute {
        refuse("an ExpressRoute gateway has no BGP address of the user's", custom)
        continue
      }
      checkConfiguration(custom, gateway)
      if !custom.address.isGatewayAPIPA {
        refuse(
          "\(custom.address) is not one of 169.254.21.0 to 169.254.22.255, which Azure keeps for "
            + "its end of BGP sessions", custom)
      } else if let earlier = seen.updateValue(custom, forKey: custom.address) {
        refuse(
          "\"\(gateway.name)\" already has \(custom.address)", custom,
          notes: [note("it is here", at: earlier.source)])
      }
    }
  }

  private func checkConfiguration(_ custom: CustomBgpAddress, _ gateway: VirtualNetworkGateway) {
    let names = gateway.ipConfigurationNames
    guard !names.contains(where: { $0.lowercased() == custom.ipConfiguration.lowercased() }) else {
      return
    }
    collector.error(
      .customBgpAddress,
      custom.ipConfiguration.isEmpty
        ? "the address needs the IP configuration of \"\(gateway.name)\" that it is for"
        : "\"\(gateway.name)\" has no IP configuration \"\(custom.ipConfiguration)\"",
      at: index.span(custom.ipConfigurationSource, []),
      notes: [note("the gateway", at: gateway.source)],
      help: Spelling.suggestion(for: custom.ipConfiguration, among: names)
        ?? "name one of them: \(names.joined(separator: ", "))")
  }

  private func checkBgpAddresses(_ connection: Connection, _ gateway: VirtualNetworkGateway) {
    guard let first = connection.customBgpAddresses.first else { return }
    guard connection.connectionType == .ipsec, connection.enableBgp else {
      refuse(
        connection.connectionType == .ipsec
          ? "\"\(connection.name)\" has no BGP for this address"
          : "a connection of type \(connection.connectionType.rawValue) uses the gateways' own "
            + "BGP addresses", first)
      return
    }
    for custom in connection.customBgpAddresses {
      checkConfiguration(custom, gateway)
      let own = gateway.customBgpAddresses.filter {
        $0.ipConfiguration.lowercased() == custom.ipConfiguration.lowercased()
      }
      guard !own.contains(where: { $0.address == custom.address }),
        gateway.ipConfigurationNames.contains(where: {
          $0.lowercased() == custom.ipConfiguration.lowercased()
        })
      else { continue }
      refuse(
        "\"\(gateway.name)\" does not have \(custom.address) at \"\(custom.ipConfiguration)\"",
        custom, notes: [note("the gateway", at: gateway.source, "bgpSettings")],
        help: "add it to \"bgpPeeringAddresses\" in the gateway's \"bgpSettings\"")
    }
  }

  private func refuse(
    _ message: String, _ custom: CustomBgpAddress, notes: [Diagnostic.Note] = [],
    help: String? = nil
  ) {
    error(.customBgpAddress, message, at: custom.source, notes: notes, help: help)
  }

  /// Whether the gateway has an APIPA address for a peer that has one, and the peer expects it.
  private func checkPeer(_ connection: Connection, _ gateway: VirtualNetworkGateway) {
    guard connection.connectionType == .ipsec, connection.enableBgp,
      case .localNetworkGateway(let name) = connection.peer, let local = localGateway(name),
      let peer = local.bgpSettings?.bgpPeeringAddress
    else { return }
    guard peer.isAPIPA else {
      if let custom = connection.customBgpAddresses.first {
        warning(
          .apipaPeer,
          "\"\(name)\" peers from \(peer), which is no APIPA address: \"\(gateway.name)\" speaks from "
            + "an address of its own", at: custom.source,
          notes: [note("the peer's address", at: local.source, "bgpSettings", "bgpPeeringAddress")])
      }
      return
    }
    if let custom = gateway.customBgpAddresses.first(where: { $0.address == peer }) {
      error(
        .customBgpAddress, "\"\(gateway.name)\" itself has \(peer)", at: local.source,
        "bgpSettings", "bgpPeeringAddress", notes: [note("it is here", at: custom.source)],
        help: "give the device another address of the tunnel's network")
      return
    }
    for router in routers {
      for tunnel in router.interfaces.compactMap(\.tunnel)
      where tunnel.connection == connection.name {
        guard let own = gateway.customBgpAddress(for: connection, instance: tunnel.instance) else {
          warning(
            .apipaPeer,
            "\"\(gateway.name)\" has no APIPA address to speak with \(peer): the session stays down",
            at: local.source, "bgpSettings", "bgpPeeringAddress",
            notes: [note("the gateway", at: gateway.source, "bgpSettings")],
            help:
              "give the gateway one of 169.254.21.0 to 169.254.22.255 in \"bgpPeeringAddresses\"")
          return
        }
        guard let bgp = router.bgp, !bgp.neighbors.contains(where: { $0.address == own }) else {
          continue
        }
        warning(
          .apipaPeer,
          "\"\(router.name)\" has no neighbour \(own), from which \"\(gateway.name)\" speaks: the "
            + "session stays down",
          at: router.source, "bgp", "neighbors",
          notes: [note("the connection", at: connection.source)])
      }
    }
  }
}
