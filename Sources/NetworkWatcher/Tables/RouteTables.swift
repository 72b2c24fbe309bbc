/// One line of `az network nic show-effective-route-table`, every cell as Azure spells it.
package struct EffectiveRouteRow: Hashable, Sendable {
  /// `Default`, `User` or `VirtualNetworkGateway`.
  package var source: String
  /// `Active` or `Invalid`.
  package var state: String
  /// Several where the route is to a service tag, or a service endpoint's.
  package var addressPrefixes: [String]
  /// `VnetLocal`, `VNetPeering`, `VirtualNetworkGateway`, `VirtualAppliance`, `Internet`, `None`.
  package var nextHopType: String
  package var nextHopAddresses: [String]
  /// The user's name of the route.
  package var name: String?
  package var disableBgpRoutePropagation: Bool
  /// The tag that the prefixes are of.
  package var serviceTag: String?
  /// Whether the gateway or appliance is not there, which Azure's tools show as a next hop `None`.
  package var lacksNextHop: Bool

  package init(
    source: String, state: String, addressPrefixes: [String], nextHopType: String,
    nextHopAddresses: [String] = [], name: String? = nil,
    disableBgpRoutePropagation: Bool = false, serviceTag: String? = nil, lacksNextHop: Bool = false
  ) {
    self.source = source
    self.state = state
    self.addressPrefixes = addressPrefixes
    self.nextHopType = nextHopType
    self.nextHopAddresses = nextHopAddresses
    self.name = name
    self.disableBgpRoutePropagation = disableBgpRoutePropagation
    self.serviceTag = serviceTag
    self.lacksNextHop = lacksNextHop
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
  /// - Parameter expanded: gives each prefix of a service tag a row of its own; else the tag is named, with their number.
  package static func format(_ rows: [EffectiveRouteRow], expanded: Bool = false) -> String {
    TableFormatter.format(
      header: ["Source", "State", "Address Prefix", "Next Hop Type", "Next Hop IP"],
      rows: rows.flatMap { row in
        let isTag = row.serviceTag != nil
        let prefixes =
          isTag
          ? expanded ? row.addressPrefixes : [summary(row)]
          : [row.addressPrefixes.joined(separator: " ")]
        return prefixes.map { prefix in
          [
            row.source, row.state, prefix, row.nextHopType,
            row.lacksNextHop ? "None" : row.nextHopAddresses.joined(separator: " "),
          ]
        }
      })
  }

  private static func summary(_ row: EffectiveRouteRow) -> String {
    let count = row.addressPrefixes.count
    return "\(row.serviceTag ?? "") (\(count) \(count == 1 ? "prefix" : "prefixes"))"
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
