/// `vnetem peerings -o json`: Azure's own field names inside `value`.
package struct PeeringsDocument: JSONDocument, Sendable {
  package struct Peering: Encodable, Sendable {
    package var virtualNetwork: String
    package var name: String
    package var remoteVirtualNetwork: String
    package var peeringState: String
    package var peeringSyncLevel: String
    package var allowVirtualNetworkAccess: Bool
    package var allowForwardedTraffic: Bool
    package var allowGatewayTransit: Bool
    package var useRemoteGateways: Bool
  }

  package var schema = "vnetem.peerings/1"
  /// The topology's name.
  package var topology: String
  package var value: [Peering]

  package init(_ rows: [PeeringRow], topology: String) {
    self.topology = topology
    value = rows.map { row in
      Peering(
        virtualNetwork: row.virtualNetwork, name: row.name,
        remoteVirtualNetwork: row.remoteVirtualNetwork, peeringState: row.peeringState,
        peeringSyncLevel: row.peeringSyncLevel,
        allowVirtualNetworkAccess: row.allowVirtualNetworkAccess,
        allowForwardedTraffic: row.allowForwardedTraffic,
        allowGatewayTransit: row.allowGatewayTransit, useRemoteGateways: row.useRemoteGateways)
    }
  }
}
