/// One line of `az network nic show-effective-route-table`, every cell as Azure spells it.
package struct EffectiveRouteRow: Hashable, Sendable {
  /// `Default`, `User` or `VirtualNetworkGateway`.
  package var source: String
  /// `Active` or `Invalid`.
  package var state: String
  package var addressPrefixes: [String]
  /// `VnetLocal`, `VNetPeering`, `VirtualNetworkGateway`, `VirtualAppliance`, `Internet`, `None`.
  package var nextHopType: String
  package var nextHopAddresses: [String]

  package init(
    source: String, state: String, addressPrefixes: [String], nextHopType: String,
    nextHopAddresses: [String] = []
  ) {
    self.source = source
    self.state = state
    self.addressPrefixes = addressPrefixes
    self.nextHopType = nextHopType
    self.nextHopAddresses = nextHopAddresses
  }
}

/// One line of `az network vnet-gateway list-learned-routes`, every cell as Azure spells it.
package struct LearnedRouteRow: Hashable, Sendable {
  package var network: String
  /// Empty for the gateway's own prefixes.
  package var nextHop: String
  /// `Network`, `EBgp` or `IBgp`.
  package var origin: String
  package var sourcePeer: String
  /// Numbers joined by `-`; empty for the gateway's own prefixes.
  package var asPath: String
  package var weight: Int

  package init(
    network: String, nextHop: String, origin: String, sourcePeer: String, asPath: String,
    weight: Int
  ) {
    self.network = network
    self.nextHop = nextHop
    self.origin = origin
    self.sourcePeer = sourcePeer
    self.asPath = asPath
    self.weight = weight
  }
}

package enum EffectiveRoutesTable {
  package static func format(_ rows: [EffectiveRouteRow]) -> String {
    TableFormatter.format(
      header: ["Source", "State", "Address Prefix", "Next Hop Type", "Next Hop IP"],
      rows: rows.map { row in
        [
          row.source, row.state, row.addressPrefixes.joined(separator: " "), row.nextHopType,
          row.nextHopAddresses.joined(separator: " "),
        ]
      })
  }
}

package enum LearnedRoutesTable {
  package static func format(_ rows: [LearnedRouteRow]) -> String {
    TableFormatter.format(
      header: ["Network", "NextHop", "Origin", "SourcePeer", "AsPath", "Weight"],
      rows: rows.map { row in
        [row.network, row.nextHop, row.origin, row.sourcePeer, row.asPath, String(row.weight)]
      })
  }
}
