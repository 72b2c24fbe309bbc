import ResourceModel

/// How far a connection is, as Azure reports it (`connectionStatus`).
package enum ConnectionState: String, Sendable {
  /// Both ends are configured, and they do not come together: keys differ, a link is down, a gateway is not there yet.
  case connecting = "Connecting"
  case connected = "Connected"
  /// There is nobody at the other end, or an ExpressRoute connection's link is down.
  case notConnected = "NotConnected"
}

/// The state of a connection and of its tunnels, and why it is not another one.
package struct ConnectionStatus: Hashable, Sendable {
  /// One of a connection's tunnels.
  package struct Tunnel: Hashable, Sendable {
    /// Its two ends: `hub-vpn/0 to branch-vpn/0`.
    package var name: String
    package var state: ConnectionState
    /// A clause without full stop; `nil` if it is up.
    package var reason: String?
    /// `nil` without BGP.
    package var session: TunnelSession?
  }

  package var state: ConnectionState
  /// A clause without full stop; `nil` if all is up.
  package var reason: String?
  /// In the order of the gateway's instances; none of an ExpressRoute connection.
  package var tunnels: [Tunnel] = []

  package init(state: ConnectionState, reason: String?) {
    self.state = state
    self.reason = reason
  }
}

extension ConnectionStatus {
  /// By connection that is in service. A connection is Connected while one of its tunnels is up, one to a circuit while
  /// its link is.
  static func statuses(_ state: RoutingState) -> [String: ConnectionStatus] {
    let (layout, links) = (state.layout, state.links)
    var tunnels: [String: [Tunnel]] = [:]
    for (number, tunnel) in layout.tunnels.enumerated() {
      let fault = links.fault(of: number)
      let status = Tunnel(
        name: "\(tunnel.first.name) to \(tunnel.second.name)",
        state: fault == nil ? .connected : .connecting, reason: fault.map(tunnel.text),
        session: TunnelSession(tunnel: number, state))
      for connection in tunnel.connections { tunnels[connection, default: []].append(status) }
    }
    var result: [String: ConnectionStatus] = [:]
    for connection in layout.topology.connections {
      if case .expressRouteCircuit = connection.peer {
        let isUp = links.isUp(connection: connection.name)
        let link = layout.linkNames.resolve(connection.name) ?? connection.name
        result[connection.name] = ConnectionStatus(
          state: isUp ? .connected : .notConnected, reason: isUp ? nil : "link \(link) has failed")
      } else if let own = tunnels[connection.name] {
        result[connection.name] = ConnectionStatus(own)
      } else {
        result[connection.name] = ConnectionStatus(
          state: .notConnected, reason: absence(of: connection, layout.index))
      }
    }
    return result
  }

  private init(_ tunnels: [Tunnel]) {
    let up = tunnels.count { $0.state == .connected }
    var reasons: [String] = []
    for reason in tunnels.compactMap(\.reason) where !reasons.contains(reason) {
      reasons.append(reason)
    }
    if up > 0, up < tunnels.count {
      reasons.insert("\(up) of \(tunnels.count) tunnels are up", at: 0)
    }
    for session in tunnels.filter({ $0.reason == nil }).compactMap(\.session) {
      guard let reason = session.reason, !reasons.contains("no BGP: \(reason)") else { continue }
      reasons.append("no BGP: \(reason)")
    }
    self.tunnels = tunnels
    state = up > 0 ? .connected : .connecting
    reason = reasons.isEmpty ? nil : reasons.joined(separator: "; ")
  }

  /// Why a connection has no tunnel at all.
  private static func absence(of connection: Connection, _ index: TopologyIndex) -> String {
    switch connection.peer {
    case .virtualNetworkGateway(let other):
      return "\(other) has no connection to \(connection.virtualNetworkGateway1)"
    case .localNetworkGateway(let name):
      guard let address = index.localGateways[name]?.gatewayIpAddress else {
        return "\(name) has no address, and no router of a site ends the tunnel"
      }
      return "nobody ends the tunnel at \(address), the address of \(name)"
    case .expressRouteCircuit(let circuit):
      return "\(circuit) does not answer"
    }
  }
}
