import Addressing
import ControlPlane
import ResourceModel

extension Inquiry {
  /// Every connection with its state, in the document's order, then point-to-site clients.
  package func connections() -> [ConnectionRow] {
    declaredConnections() + clients()
  }

  private func clients() -> [ConnectionRow] {
    topology.vpnClients.map { client in
      let isUp = !estate.failedLinks.contains(client.name)
      let address = estate.addresses?.vpnClients[client.name]
      return ConnectionRow(
        name: client.name, connectionType: "VPNClient", virtualNetworkGateway1: client.gateway,
        remoteEnd: address?.description ?? "",
        connectionStatus: (isUp ? ConnectionState.connected : .notConnected).rawValue,
        reason: isUp ? nil : "link \(client.name) has failed", tunnelConnectionStatus: [])
    }
  }

  private func declaredConnections() -> [ConnectionRow] {
    topology.connections.map { connection in
      // What is not in service belongs to a gateway that is being created.
      let status =
        estate.connections[connection.name]
        ?? ConnectionStatus(state: .connecting, reason: "its gateway is being created")
      let remoteEnd =
        switch connection.peer {
        case .virtualNetworkGateway(let name), .localNetworkGateway(let name),
          .expressRouteCircuit(let name):
          name
        }
      return ConnectionRow(
        name: connection.name, connectionType: connection.connectionType.rawValue,
        virtualNetworkGateway1: connection.virtualNetworkGateway1, remoteEnd: remoteEnd,
        connectionStatus: status.state.rawValue, reason: status.reason,
        tunnelConnectionStatus: status.tunnels.map { tunnel in
          .init(
            tunnel: tunnel.name, connectionStatus: tunnel.state.rawValue, reason: tunnel.reason,
            bgp: tunnel.session.map {
              .init(
                localAddress: $0.localAddress?.description,
                peerAddress: $0.peerAddress?.description,
                connectionStatus: $0.state.rawValue, reason: $0.reason)
            })
        })
    }
  }
}
