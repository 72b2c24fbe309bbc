import Addressing
import ControlPlane
import ResourceModel

extension Inquiry {
  /// Every connection with its state, in the document's order.
  package func connections() -> [ConnectionRow] {
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
