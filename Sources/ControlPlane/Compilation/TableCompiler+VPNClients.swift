import Addressing
import DataPlane
import ResourceModel

/// Routes of point-to-site clients, and of gateways to them (Azure: "About Point-to-Site VPN routing").
extension TableCompiler {
  /// What a client sends through its tunnel: the gateway's network, the peers that use the gateway, the pool, the gateway's
  /// custom routes and what was added by hand; other systems than Windows get the routes to sites and beyond, too. All else
  /// is the client's own Internet's.
  func clientRoutes(_ name: String) -> (TableRoutes, [RouteCandidate]) {
    guard let client = layout.topology.vpnClients.first(where: { $0.name == name }) else {
      return ([:], [])
    }
    var routes: TableRoutes = [.all: [.drop(.internetNotModelled)]]
    var texts = [RouteCandidate(prefix: .all, text: "the client's own Internet")]
    if let tunnel = layout.clientTunnels[name] {
      let hop: NextHop =
        state.links.isUp(tunnel.link) ? .adjacency(tunnel.toGateway) : .drop(.tunnelDown)
      for (prefix, text) in splitTunnel(client) where routes[prefix] == nil {
        routes[prefix] = [hop]
        texts.append(RouteCandidate(prefix: prefix, text: "\(text) \(prefix)"))
      }
    }
    if let address = layout.addresses.vpnClients[name] {
      routes[IPv4Prefix(containing: address, length: 32)] = [.local]
    }
    return (routes, texts)
  }

  private func splitTunnel(_ client: VPNClient) -> [(prefix: IPv4Prefix, text: String)] {
    guard let gateway = layout.index.gateways[client.gateway] else { return [] }
    var result = BGPTopology.advertisedPrefixes(of: gateway, layout.topology).map {
      (prefix: $0, text: "route of the client's profile")
    }
    result += gateway.clientAddressPool.map { ($0, "the clients' pool") }
    result += gateway.customRoutes.map { ($0, "custom route of the gateway") }
    result += client.routes.map { ($0, "route added by hand") }
    guard client.osType != .windows else { return result }
    result += StaticVPNRoutes(layout.topology).routes(of: gateway.name).map {
      ($0.prefix, "route of the client's profile")
    }
    guard let speaker = state.bgp.number(of: .vpnGateway(gateway.name)) else { return result }
    let choices = state.vector.choices[speaker]
    for prefix in choices.keys.sorted() {
      let isLearned = choices[prefix]?.used.contains { $0.origin == .external } ?? false
      if isLearned { result.append((prefix, "route of the client's profile")) }
    }
    return result
  }

  /// A gateway's instance hands packets to its own clients, those of the other instance to that one, and nobody has the
  /// rest of the pool.
  func poolRoutes(
    _ gateway: VirtualNetworkGateway, _ instance: Int, _ own: InterfaceID
  ) -> (TableRoutes, [RouteCandidate]) {
    var routes: TableRoutes = [:]
    var texts: [RouteCandidate] = []
    for prefix in gateway.clientAddressPool {
      routes[prefix] = [.drop(.noSuchAddress)]
      texts.append(RouteCandidate(prefix: prefix, text: "the clients' pool \(prefix)"))
    }
    for client in layout.topology.vpnClients where client.gateway == gateway.name {
      guard let address = layout.addresses.vpnClients[client.name],
        let tunnel = layout.clientTunnels[client.name]
      else { continue }
      let prefix = IPv4Prefix(containing: address, length: 32)
      let sibling = DeviceRole.gateway(gateway.name, instance: client.instance)
      if client.instance == instance {
        routes[prefix] = [
          state.links.isUp(tunnel.link) ? .adjacency(tunnel.toClient) : .drop(.tunnelDown)
        ]
      } else if let far = layout.fabricInterfaces[sibling] {
        routes[prefix] = [.adjacency(fabricAdjacency(own, far))]
      }
      texts.append(RouteCandidate(prefix: prefix, text: "client \(client.name) \(address)"))
    }
    return (routes, texts)
  }
}
