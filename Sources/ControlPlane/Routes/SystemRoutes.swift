import Addressing
import ResourceModel

/// The routes that every subnet has by itself (Azure: "Virtual network traffic routing", default routes).
enum SystemRoutes {
  /// Private and shared space: nowhere, unless the estate says otherwise.
  static let reserved: [IPv4Prefix] = [
    IPv4Prefix(containing: IPv4Address(10, 0, 0, 0), length: 8),
    IPv4Prefix(containing: IPv4Address(172, 16, 0, 0), length: 12),
    IPv4Prefix(containing: IPv4Address(192, 168, 0, 0), length: 16),
    IPv4Prefix(containing: IPv4Address(100, 64, 0, 0), length: 10),
  ]

  static func local(_ network: VirtualNetwork) -> [EffectiveRoute] {
    network.addressSpace.map {
      EffectiveRoute(source: .system, prefix: $0, nextHopType: .vnetLocal)
    }
  }

  /// Each address range of each connected peer.
  static func peering(
    _ network: VirtualNetwork, _ peers: [ConnectedPeerings.View]
  ) -> [EffectiveRoute] {
    peers.flatMap { peer in
      peer.remoteNetwork.addressSpace.map {
        EffectiveRoute(
          source: .system, prefix: $0,
          nextHopType: peer.remoteNetwork.location == network.location
            ? .vnetPeering : .vnetGlobalPeering,
          detail: "peering \(peer.local.name)")
      }
    }
  }

  /// The prefixes of the services that the subnet has endpoints of, each once, by prefix.
  static func serviceEndpoints(
    _ endpoints: [ServiceEndpoint], _ network: VirtualNetwork, _ tags: ServiceTagTable
  ) -> [EffectiveRoute] {
    var routes: [IPv4Prefix: EffectiveRoute] = [:]
    for endpoint in endpoints {
      for entry in tags.entries(of: endpoint, in: network.location).known {
        for prefix in entry.prefixes where routes[prefix] == nil {
          routes[prefix] = EffectiveRoute(
            source: .system, prefix: prefix, nextHopType: .virtualNetworkServiceEndpoint,
            detail: "\(endpoint.service), service tag \(entry.tag.rawValue)", serviceTag: entry.tag)
        }
      }
    }
    return routes.values.sorted { $0.prefix < $1.prefix }
  }

  /// `0.0.0.0/0` to the Internet and the reserved ranges to nowhere.
  ///
  /// A reserved range vanishes where the network's own space or a peer's equals or contains it, and all of
  /// them where `0.0.0.0/0` leads to an appliance or a gateway.
  static func defaults(
    _ network: VirtualNetwork, _ peers: [ConnectedPeerings.View], keepsReserved: Bool
  ) -> [EffectiveRoute] {
    var routes = [EffectiveRoute(source: .system, prefix: .all, nextHopType: .internet)]
    guard keepsReserved else { return routes }
    let known = network.addressSpace + peers.flatMap(\.remoteNetwork.addressSpace)
    for prefix in reserved where !known.contains(where: { $0.covers(prefix) }) {
      routes.append(EffectiveRoute(source: .system, prefix: prefix, nextHopType: .none))
    }
    return routes
  }
}
