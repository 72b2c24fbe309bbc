import ResourceModel

/// One side of a peering, every cell as `az network vnet peering list` spells it.
package struct PeeringRow: Hashable, Encodable, Sendable {
  package var virtualNetwork: String
  package var name: String
  package var remoteVirtualNetwork: String
  /// `Initiated`, `Connected` or `Disconnected`.
  package var peeringState: String
  /// `FullyInSync`, `RemoteNotInSync`, `LocalNotInSync` or `LocalAndRemoteNotInSync`.
  package var peeringSyncLevel: String
  package var allowVirtualNetworkAccess: Bool
  package var allowForwardedTraffic: Bool
  package var allowGatewayTransit: Bool
  package var useRemoteGateways: Bool

  /// Every side that the topology declares, in the document's order.
  package static func rows(of topology: Topology) -> [PeeringRow] {
    topology.virtualNetworks.flatMap { network in
      network.peerings.map { peering in
        PeeringRow(
          virtualNetwork: network.name, name: peering.name,
          remoteVirtualNetwork: peering.remoteVirtualNetwork,
          peeringState: topology.state(of: peering, at: network).rawValue,
          peeringSyncLevel: topology.syncLevel(of: peering, at: network).rawValue,
          allowVirtualNetworkAccess: peering.allowVirtualNetworkAccess,
          allowForwardedTraffic: peering.allowForwardedTraffic,
          allowGatewayTransit: peering.allowGatewayTransit,
          useRemoteGateways: peering.useRemoteGateways)
      }
    }
  }
}

package enum PeeringTable {
  package static func format(_ rows: [PeeringRow]) -> String {
    TableFormatter.format(
      header: [
        "VirtualNetwork", "Name", "RemoteVirtualNetwork", "PeeringState", "PeeringSyncLevel",
        "AllowVirtualNetworkAccess", "AllowForwardedTraffic", "AllowGatewayTransit",
        "UseRemoteGateways",
      ],
      rows: rows.map { row in
        [row.virtualNetwork, row.name, row.remoteVirtualNetwork, row.peeringState]
          + [row.peeringSyncLevel]
          + [
            row.allowVirtualNetworkAccess, row.allowForwardedTraffic, row.allowGatewayTransit,
            row.useRemoteGateways,
          ].map { $0 ? "True" : "False" }
      })
  }
}
