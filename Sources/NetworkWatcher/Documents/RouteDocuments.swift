/// `vnetem routes -o json`: Azure's own field names inside `value`, so that the rows compare with
/// `az network nic show-effective-route-table -o json`.
package struct EffectiveRoutesDocument: JSONDocument, Sendable {
  package struct Route: Encodable, Sendable {
    package var addressPrefix: [String]
    package var disableBgpRoutePropagation: Bool
    /// The user's name of the route.
    package var name: String?
    package var nextHopIpAddress: [String]
    package var nextHopType: String
    /// The tag that the prefixes are of; not one of Azure's fields.
    package var serviceTag: String?
    package var source: String
    package var state: String
  }

  package var schema = "vnetem.routes/1"
  /// The topology's name.
  package var topology: String
  package var networkInterface: String
  package var failedLinks: [String]
  package var value: [Route]

  package init(
    _ rows: [EffectiveRouteRow], networkInterface: String, topology: String, failedLinks: [String]
  ) {
    self.topology = topology
    self.networkInterface = networkInterface
    self.failedLinks = failedLinks
    value = rows.map { row in
      Route(
        addressPrefix: row.addressPrefixes,
        disableBgpRoutePropagation: row.disableBgpRoutePropagation, name: row.name,
        nextHopIpAddress: row.nextHopAddresses, nextHopType: row.nextHopType,
        serviceTag: row.serviceTag, source: row.source, state: row.state)
    }
  }
}

/// `vnetem learned-routes -o json`: Azure's own field names inside `value`, so that the rows compare
/// with `az network vnet-gateway list-learned-routes -o json`.
package struct LearnedRoutesDocument: JSONDocument, Sendable {
  package struct Route: Encodable, Sendable {
    package var asPath: String
    package var network: String
    package var nextHop: String
    package var origin: String
    package var sourcePeer: String
    package var weight: Int
  }

  package var schema = "vnetem.learned-routes/1"
  /// The topology's name.
  package var topology: String
  package var gateway: String
  package var failedLinks: [String]
  package var value: [Route]

  package init(
    _ rows: [LearnedRouteRow], gateway: String, topology: String, failedLinks: [String]
  ) {
    self.topology = topology
    self.gateway = gateway
    self.failedLinks = failedLinks
    value = rows.map { row in
      Route(
        asPath: row.asPath, network: row.network, nextHop: row.nextHop, origin: row.origin,
        sourcePeer: row.sourcePeer, weight: row.weight)
    }
  }
}
