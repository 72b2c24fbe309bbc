import Addressing

extension TopologyValidator {
  /// Classic networks, states and address spaces of peerings.
  func checkPeeringModels(_ network: VirtualNetwork) {
    for peering in network.peerings {
      guard peering.remoteVirtualNetwork != network.name,
        let remote = virtualNetwork(peering.remoteVirtualNetwork)
      else { continue }
      if network.deploymentModel == .classic {
        reportClassicSide(peering, of: network, with: remote)
      } else if remote.deploymentModel == .classic {
        checkMixedTransit(peering, of: network, with: remote)
      }
      if peering.isDisconnected {
        warning(
          .disconnectedPeering,
          "the other side of \"\(peering.name)\" was deleted: it is Disconnected and carries nothing",
          at: peering.source, "peeringState",
          help: "delete both sides and make them anew")
      }
      checkSynchronised(peering, of: network, with: remote)
    }
  }

  private func reportClassicSide(
    _ peering: VirtualNetworkPeering, of network: VirtualNetwork, with remote: VirtualNetwork
  ) {
    let bothClassic = remote.deploymentModel == .classic
    error(
      .classicPeering,
      bothClassic
        ? "\"\(network.name)\" and \"\(remote.name)\" are classic networks and cannot peer"
        : "\"\(network.name)\" is a classic network: its peerings are made at the other network",
      at: peering.source, "remoteVirtualNetwork", "id",
      notes: [note("the other network", at: remote.source)],
      help: bothClassic
        ? "connect them by VPN gateways"
        : "remove this side; the one of \"\(remote.name)\" is enough")
  }

  /// - Precondition: The network is Resource Manager's and the remote one classic.
  private func checkMixedTransit(
    _ peering: VirtualNetworkPeering, of network: VirtualNetwork, with remote: VirtualNetwork
  ) {
    if peering.useRemoteGateways {
      error(
        .mixedModelGatewayTransit,
        "the gateway that is shared stands in a Resource Manager network, and \"\(remote.name)\" is "
          + "classic",
        at: peering.source, "useRemoteGateways",
        notes: [note("the classic network", at: remote.source)],
        help: "give \"\(network.name)\" a gateway of its own")
    }
    guard peering.allowGatewayTransit else { return }
    if EraRule.noGatewayTransitAcrossModels.holds(in: topology.profile) {
      error(
        .mixedModelGatewayTransit,
        "in profile \(topology.profile.rawValue) there is no gateway transit to a classic network, as "
          + "\"\(remote.name)\" is",
        at: peering.source, "allowGatewayTransit",
        notes: [note("the classic network", at: remote.source)],
        help: "give \"\(remote.name)\" a gateway of its own, or move it to Resource Manager")
    } else if let own = gateways(in: remote.name).first {
      error(
        .remoteGatewayBesideOwn,
        "\"\(remote.name)\" has a gateway of its own and cannot use another's", at: peering.source,
        "allowGatewayTransit", notes: [note("its own gateway", at: own.source)])
    }
  }

  private func checkSynchronised(
    _ peering: VirtualNetworkPeering, of network: VirtualNetwork, with remote: VirtualNetwork
  ) {
    guard let synced = peering.remoteAddressSpace, Set(synced) != Set(remote.addressSpace) else {
      return
    }
    let change =
      "the address space of \"\(remote.name)\" was \(Self.list(synced)) when "
      + "\"\(peering.name)\" was made, and is \(Self.list(remote.addressSpace))"
    let other = note("the other network", at: remote.source, "addressSpace", "addressPrefixes")
    if EraRule.addressSpaceIsFixedWhilePeered.holds(in: topology.profile) {
      error(
        .addressSpaceChangedWhilePeered,
        change + ": in profile \(topology.profile.rawValue) it cannot change while peered",
        at: peering.source, "remoteAddressSpace", notes: [other],
        help: "delete the peering, change the address space, and make the peering anew")
    } else {
      warning(
        .peeringNotSynchronised, change + ": \"\(network.name)\" still routes to the old one",
        at: peering.source, "remoteAddressSpace", notes: [other],
        help: "synchronise the peering: make its remoteAddressSpace the present one")
    }
  }

  private static func list(_ prefixes: [IPv4Prefix]) -> String {
    prefixes.map(\.description).joined(separator: ", ")
  }

  // MARK: Forwarded traffic

  /// A route over an appliance in a peered network: to a third network whose side of the peering takes no forwarded
  /// traffic, or from an appliance to the next one, whose network takes none.
  func checkForwardedTraffic() {
    let forwarding = Set(
      topology.networkInterfaces.filter(\.enableIPForwarding)
        .compactMap { $0.primaryConfiguration?.subnet })
    for network in topology.virtualNetworks {
      let relays = Set(
        network.subnets.filter {
          forwarding.contains(SubnetReference(virtualNetwork: network.name, subnet: $0.name))
        }.compactMap(\.routeTable))
      let tables = Set(network.subnets.compactMap(\.routeTable))
      for table in topology.routeTables where tables.contains(table.name) {
        for route in table.routes {
          guard let address = route.nextHopIpAddress, let hub = peer(of: network, with: address)
          else { continue }
          if relays.contains(table.name),
            let side = hub.peerings.first(where: { $0.remoteVirtualNetwork == network.name }),
            !side.allowForwardedTraffic
          {
            warning(
              .forwardedTrafficNotAllowed,
              "\"\(route.name)\" sends what appliances of \"\(network.name)\" forward to \(address) of "
                + "\"\(hub.name)\", and \"\(side.name)\" does not take forwarded traffic from there: what is "
                + "not from \"\(network.name)\" itself is dropped at the appliance",
              at: side.source, notes: [note("the route", at: route.source)],
              help: "set \"allowForwardedTraffic\": true at \"\(side.name)\"")
          }
          for side in refusals(of: route, over: hub, from: network) {
            warning(
              .forwardedTrafficNotAllowed,
              "\"\(route.name)\" sends packets of \"\(network.name)\" over \(address) of "
                + "\"\(hub.name)\", and \"\(side.name)\" does not take forwarded traffic from there: "
                + "they are dropped at the appliance",
              at: side.source, notes: [note("the route", at: route.source)],
              help: "set \"allowForwardedTraffic\": true at \"\(side.name)\"")
          }
        }
      }
    }
  }

  private func peer(of network: VirtualNetwork, with address: IPv4Address) -> VirtualNetwork? {
    network.peerings.compactMap { virtualNetwork($0.remoteVirtualNetwork) }
      .first { $0.addressSpace.contains { $0.contains(address) } }
  }

  /// The sides of peerings with the hub, at the route's destinations, that take no forwarded traffic.
  private func refusals(
    of route: UserDefinedRoute, over hub: VirtualNetwork, from network: VirtualNetwork
  ) -> [VirtualNetworkPeering] {
    let prefixes = topology.prefixes(of: route)
    return topology.virtualNetworks
      .filter { target in
        target.name != hub.name && target.name != network.name
          && target.addressSpace.contains { space in prefixes.contains { $0.overlaps(space) } }
      }
      .flatMap(\.peerings)
      .filter { $0.remoteVirtualNetwork == hub.name && !$0.allowForwardedTraffic }
  }
}
