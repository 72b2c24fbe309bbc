import ResourceModel

/// The peerings that carry traffic: those with both sides (Azure: peering state Connected).
struct ConnectedPeerings: Sendable {
  /// One network's view of a connected peering.
  struct View: Sendable {
    var local: VirtualNetworkPeering
    var remote: VirtualNetworkPeering
    var remoteNetwork: VirtualNetwork
  }

  private var views: [String: [View]] = [:]
  private var gatewayNetworks: [String: String] = [:]

  init(_ topology: Topology) {
    for network in topology.virtualNetworks {
      for peering in network.peerings
      where topology.state(of: peering, at: network) == .connected {
        guard
          let remote = topology.virtualNetworks.first(where: {
            $0.name == peering.remoteVirtualNetwork
          })
        else { continue }
        let back = topology.reverse(of: peering, at: network)
        let other = back ?? Self.classicSide(of: peering, at: network)
        add(peering, other, at: network, to: remote, topology.profile)
        // A classic network has no side of its own: this is where it gets one.
        if back == nil { add(other, peering, at: remote, to: network, topology.profile) }
      }
    }
  }

  /// What a classic network is given by the peering that the other network makes.
  private static func classicSide(
    of peering: VirtualNetworkPeering, at network: VirtualNetwork
  ) -> VirtualNetworkPeering {
    VirtualNetworkPeering(
      name: peering.name, remoteVirtualNetwork: network.name,
      allowVirtualNetworkAccess: peering.allowVirtualNetworkAccess,
      useRemoteGateways: peering.allowGatewayTransit, source: peering.source)
  }

  private mutating func add(
    _ local: VirtualNetworkPeering, _ other: VirtualNetworkPeering, at network: VirtualNetwork,
    to remote: VirtualNetwork, _ profile: EraProfile
  ) {
    let isOpen = local.allowVirtualNetworkAccess && other.allowVirtualNetworkAccess
    if !isOpen, EraRule.closedPeeringStopsTraffic.holds(in: profile) { return }
    if local.useRemoteGateways, other.allowGatewayTransit {
      gatewayNetworks[network.name] = gatewayNetworks[network.name] ?? remote.name
    }
    var known = remote
    // Until a peering is synchronised its side knows the other network's old space.
    known.addressSpace = local.remoteAddressSpace ?? remote.addressSpace
    views[network.name, default: []].append(
      View(local: local, remote: other, remoteNetwork: known))
  }

  /// In the document's order.
  func peers(of network: String) -> [View] { views[network] ?? [] }

  /// The peered network whose gateways `network` uses, if it does.
  func gatewayNetwork(of network: String) -> String? { gatewayNetworks[network] }
}
