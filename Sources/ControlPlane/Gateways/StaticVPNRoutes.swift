import Addressing
import ResourceModel

/// What VPN gateways are told by hand.
struct StaticVPNRoutes {
  struct Route: Hashable {
    var prefix: IPv4Prefix
    var connection: String
  }

  private var topology: Topology

  init(_ topology: Topology) {
    self.topology = topology
  }

  /// Local network gateways' prefixes; without BGP between two gateways the other network's address
  /// space, or what a local network gateway says of it, and no more: transit needs BGP (Azure: "About BGP with VPN Gateway").
  func routes(of gateway: String) -> [Route] {
    topology.connections.filter { $0.virtualNetworkGateway1 == gateway }.flatMap { connection in
      prefixes(of: connection).map { Route(prefix: $0, connection: connection.name) }
    }
  }

  /// Those that BGP neighbours are told of too: local network gateways' (Azure: "BGP FAQ").
  func advertised(by gateway: String) -> [IPv4Prefix] {
    topology.connections.filter { connection in
      guard case .localNetworkGateway = connection.peer else { return false }
      return connection.virtualNetworkGateway1 == gateway
    }.flatMap(prefixes)
  }

  private func prefixes(of connection: Connection) -> [IPv4Prefix] {
    switch connection.peer {
    case .expressRouteCircuit:
      return []
    case .localNetworkGateway(let name):
      return topology.localNetworkGateways.first { $0.name == name }?.addressPrefixes ?? []
    case .virtualNetworkGateway(let name):
      let reverse = LinkNames.reverse(of: connection, in: topology)
      guard !(connection.enableBgp && reverse?.enableBgp == true),
        let peer = topology.virtualNetworkGateways.first(where: { $0.name == name })
      else { return [] }
      if let site = connection.localNetworkGateway {
        return topology.localNetworkGateways.first { $0.name == site }?.addressPrefixes ?? []
      }
      return topology.virtualNetworks.first { $0.name == peer.virtualNetwork }?.addressSpace ?? []
    }
  }
}
