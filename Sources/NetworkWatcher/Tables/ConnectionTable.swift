/// One connection with its state, named as `az network vpn-connection show` names the fields that it has.
package struct ConnectionRow: Hashable, Encodable, Sendable {
  /// The BGP session through a tunnel, as the first of the tunnel's ends sees it.
  package struct Session: Hashable, Encodable, Sendable {
    package var localAddress: String?
    package var peerAddress: String?
    package var connectionStatus: String
    /// `nil` if it is up.
    package var reason: String?
  }

  /// One of its tunnels.
  package struct Tunnel: Hashable, Encodable, Sendable {
    /// The two ends: `hub-vpn/0 to branch-vpn/0`.
    package var tunnel: String
    package var connectionStatus: String
    /// `nil` if it is up.
    package var reason: String?
    /// `nil` without BGP.
    package var bgp: Session?
  }

  package var name: String
  /// `IPsec`, `Vnet2Vnet` or `ExpressRoute`; `VPNClient` of a point-to-site client.
  package var connectionType: String
  /// The gateway at which it is declared.
  package var virtualNetworkGateway1: String
  /// The other gateway, the local network gateway or the circuit; a client's address.
  package var remoteEnd: String
  /// `Connected`, `Connecting` or `NotConnected`.
  package var connectionStatus: String
  /// What is not up and why, without full stop; `nil` if all is up.
  package var reason: String?
  package var tunnelConnectionStatus: [Tunnel]
}

package enum ConnectionTable {
  package static func format(_ rows: [ConnectionRow]) -> String {
    TableFormatter.format(
      header: [
        "Name", "ConnectionType", "VirtualNetworkGateway", "RemoteEnd", "ConnectionStatus",
        "Reason",
      ],
      rows: rows.map { row in
        [
          row.name, row.connectionType, row.virtualNetworkGateway1, row.remoteEnd,
          row.connectionStatus, row.reason ?? "",
        ]
      })
  }
}
