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
      for peering in network.peerings {
        guard
          let remote = topology.virtualNetworks.first(where: {
            $0.name == peering.remoteVirtualNetwork
          }),
          let back = remote.peerings.first(where: { $0.remoteVirtualNetwork == network.name })
        else { continue }
        if peering.useRemoteGateways, back.allowGatewayTransit {
          gatewayNetworks[network.name] = gatewayNetworks[network.name] ?? remote.name
        }
        let isOpen = peering.allowVirtualNetworkAccess && back.allowVirtualNetworkAccess
        if !isOpen, EraRule.closedPeeringStopsTraffic.holds(in: topology.profile) { continue }
        views[network.name, default: []].append(
          View(local: peering, remote: back, remoteNetwork: remote))
      }
    }
  }

  /// In the document's order.
  func peers(of network: String) -> [View] { views[network] ?? [] }

  /// The peered network whose gateways `network` uses, if it does.
  func gatewayNetwork(of network: String) -> String? { gatewayNetworks[network] }
}
