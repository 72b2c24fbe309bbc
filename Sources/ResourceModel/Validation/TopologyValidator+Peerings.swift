import Addressing

extension TopologyValidator {
  func checkPeerings() {
    for network in topology.virtualNetworks {
      checkRemotes(network)
      checkPeeringEras(network)
      checkPeeringModels(network)
      checkAccess(network)
      for peering in network.peerings {
        guard peering.remoteVirtualNetwork != network.name,
          let remote = virtualNetwork(peering.remoteVirtualNetwork)
        else { continue }
        let reverse = remote.peerings.first { $0.remoteVirtualNetwork == network.name }
        let isMixed = remote.deploymentModel == .classic || network.deploymentModel == .classic
        if reverse == nil, !isMixed, !peering.isDisconnected {
          warning(
            .oneSidedPeering,
            "\"\(remote.name)\" does not peer with \"\(network.name)\": the peering stays "
              + "Initiated and carries nothing",
            at: peering.source, notes: [note("the other network", at: remote.source)],
            help: "declare a peering to \"\(network.name)\" at \"\(remote.name)\"")
        }
        if peering.useRemoteGateways, !isMixed {
          checkRemoteGateways(peering, of: network, at: remote, reverse)
        }
      }
      let users = network.peerings.filter(\.useRemoteGateways)
      for peering in users.dropFirst() {
        error(
          .severalRemoteGateways,
          "\"\(network.name)\" can use the gateways of one network only", at: peering.source,
          "useRemoteGateways",
          notes: [note("used here already", at: users[0].source, "useRemoteGateways")])
      }
    }
    checkForwardedTraffic()
  }

  private func checkRemotes(_ network: VirtualNetwork) {
    var seen: [String: VirtualNetworkPeering] = [:]
    for peering in network.peerings {
      if peering.remoteVirtualNetwork == network.name {
        error(
          .invalidPeering, "\"\(network.name)\" cannot peer with itself", at: peering.source,
          "remoteVirtualNetwork", "id")
      }
      guard let earlier = seen[peering.remoteVirtualNetwork] else {
        seen[peering.remoteVirtualNetwork] = peering
        continue
      }
      error(
        .invalidPeering,
        "\"\(network.name)\" already peers with \"\(peering.remoteVirtualNetwork)\"",
        at: peering.source, "remoteVirtualNetwork", "id",
        notes: [note("the first peering", at: earlier.source)])
    }
  }

  private func checkRemoteGateways(
    _ peering: VirtualNetworkPeering, of network: VirtualNetwork, at remote: VirtualNetwork,
    _ reverse: VirtualNetworkPeering?
  ) {
    if let reverse, !reverse.allowGatewayTransit {
      error(
        .gatewayTransitNotAllowed,
        "\"\(remote.name)\" does not let \"\(network.name)\" use its gateways", at: peering.source,
        "useRemoteGateways", notes: [note("the other side of the peering", at: reverse.source)],
        help: "set \"allowGatewayTransit\": true at \"\(reverse.name)\"")
    }
    if gateways(in: remote.name).isEmpty {
      error(
        .remoteGatewayMissing, "\"\(remote.name)\" has no gateway that could be used",
        at: peering.source, "useRemoteGateways",
        notes: [note("the other network", at: remote.source)])
    }
    if let own = gateways(in: network.name).first {
      error(
        .remoteGatewayBesideOwn,
        "\"\(network.name)\" has a gateway of its own and cannot use another's",
        at: peering.source, "useRemoteGateways", notes: [note("its own gateway", at: own.source)])
    }
  }

  /// The network whose gateways a network uses: its own, or that of its peer.
  func gatewayNetwork(of network: VirtualNetwork) -> String {
    if let peering = network.peerings.first(where: \.useRemoteGateways) {
      return peering.remoteVirtualNetwork
    }
    guard network.deploymentModel == .classic else { return network.name }
    return topology.virtualNetworks.first { other in
      other.peerings.contains {
        $0.remoteVirtualNetwork == network.name && $0.allowGatewayTransit
      }
    }?.name ?? network.name
  }

  // MARK: Networks that can reach each other must not overlap

  func checkJoinedNetworks() {
    var done: Set<[String]> = []
    for network in topology.virtualNetworks {
      for peering in network.peerings {
        guard let remote = virtualNetwork(peering.remoteVirtualNetwork),
          remote.name != network.name,
          done.insert([network.name, remote.name].sorted()).inserted
        else { continue }
        reportOverlap(
          network, remote, .peeredAddressSpaceOverlap, "is peered with", joint: peering.source,
          help: "Azure refuses this peering")
      }
    }
    for network in topology.virtualNetworks { checkPeers(of: network, &done) }
    for connection in topology.connections {
      guard let gateway = gateway(connection.virtualNetworkGateway1) else { continue }
      let own = family(gateway.virtualNetwork)
      switch connection.peer {
      case .virtualNetworkGateway(let name):
        guard let other = self.gateway(name) else { continue }
        compare(own, family(other.virtualNetwork), connection, &done)
        if let local = connection.localNetworkGateway { checkLocalNetwork(local, own, connection) }
      case .expressRouteCircuit(let name):
        for other in topology.connections {
          guard other.peer == .expressRouteCircuit(name), other.name != connection.name,
            let otherGateway = self.gateway(other.virtualNetworkGateway1)
          else { continue }
          compare(own, family(otherGateway.virtualNetwork), other, &done)
        }
        checkCircuitPrefixes(name, own)
      case .localNetworkGateway(let name): checkLocalNetwork(name, own, connection)
      }
    }
  }

  /// Two peers of one network have no address in common either (Azure: VnetAddressSpaceOverlapsWithAlreadyPeeredVnet).
  private func checkPeers(of network: VirtualNetwork, _ done: inout Set<[String]>) {
    let peers = network.peerings.compactMap { peering in
      virtualNetwork(peering.remoteVirtualNetwork).map { (peering, $0) }
    }
    for (position, (peering, remote)) in peers.enumerated() where remote.name != network.name {
      for (_, earlier) in peers[..<position]
      where earlier.name != remote.name && earlier.name != network.name {
        guard done.insert([earlier.name, remote.name].sorted()).inserted else { continue }
        reportOverlap(
          earlier, remote, .peeredAddressSpaceOverlap, "shares the peer \"\(network.name)\" with",
          joint: peering.source, help: "Azure refuses the second of the two peerings")
      }
    }
  }

  /// A network and those that use its gateways.
  private func family(_ name: String) -> [VirtualNetwork] {
    topology.virtualNetworks.filter { $0.name == name || gatewayNetwork(of: $0) == name }
  }

  private func compare(
    _ own: [VirtualNetwork], _ others: [VirtualNetwork], _ connection: Connection,
    _ done: inout Set<[String]>
  ) {
    for first in own {
      for second in others where first.name != second.name {
        guard done.insert([first.name, second.name].sorted()).inserted else { continue }
        reportOverlap(
          first, second, .connectedAddressSpaceOverlap, "is connected with",
          joint: connection.source, help: nil)
      }
    }
  }

  private func reportOverlap(
    _ first: VirtualNetwork, _ second: VirtualNetwork, _ code: DiagnosticCode, _ verb: String,
    joint: SourceLocation, help: String?
  ) {
    for (position, prefix) in second.addressSpace.enumerated() {
      for (otherPosition, other) in first.addressSpace.enumerated() where prefix.overlaps(other) {
        error(
          code,
          "\(prefix) of \"\(second.name)\" overlaps \(other) of \"\(first.name)\", which it "
            + verb, at: second.source, "addressSpace", "addressPrefixes",
          .prefix(position, of: second.addressSpace),
          notes: [
            note(
              "\(other) is here", at: first.source, "addressSpace", "addressPrefixes",
              .prefix(otherPosition, of: first.addressSpace)),
            note("joined here", at: joint),
          ], help: help)
      }
    }
  }

  private func checkCircuitPrefixes(_ name: String, _ networks: [VirtualNetwork]) {
    guard let peering = circuit(name)?.privatePeering else { return }
    let links = [
      ("primaryPeerAddressPrefix", peering.primaryPeerAddressPrefix),
      ("secondaryPeerAddressPrefix", peering.secondaryPeerAddressPrefix),
    ]
    for (key, prefix) in links {
      for network in networks {
        guard let other = network.addressSpace.first(where: { $0.overlaps(prefix) }) else {
          continue
        }
        error(
          .connectedAddressSpaceOverlap,
          "\(prefix) of circuit \"\(name)\" overlaps \(other) of \"\(network.name)\"",
          at: peering.source, .property(key),
          notes: [note("\(other) is here", at: network.source, "addressSpace", "addressPrefixes")])
      }
    }
  }

  private func checkLocalNetwork(
    _ name: String, _ networks: [VirtualNetwork], _ connection: Connection
  ) {
    guard let local = localGateway(name) else { return }
    for (position, prefix) in local.addressPrefixes.enumerated() {
      for network in networks {
        guard let other = network.addressSpace.first(where: { $0.overlaps(prefix) }) else {
          continue
        }
        error(
          .connectedAddressSpaceOverlap,
          "\(prefix) of \"\(name)\" overlaps \(other) of \"\(network.name)\"", at: local.source,
          "localNetworkAddressSpace", "addressPrefixes",
          .prefix(position, of: local.addressPrefixes),
          notes: [
            note("\(other) is here", at: network.source, "addressSpace", "addressPrefixes"),
            note("joined here", at: connection.source),
          ])
      }
    }
  }
}
