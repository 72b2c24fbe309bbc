import Addressing

/// `Microsoft.Network/expressRouteCircuits`.
package struct ExpressRouteCircuit: Sendable {
  package var name: String
  /// `properties.serviceProviderProperties.peeringLocation`.
  package var peeringLocation: String?
  package var peerings: [ExpressRouteCircuitPeering]
  /// `sku.tier`, if the document names one: Standard, Premium or Local.
  package var tier: String?
  /// `properties.serviceProviderProperties.bandwidthInMbps`, or a thousandth of it as `bandwidthInGbps` of ExpressRoute
  /// Direct.
  package var bandwidthInMbps: Int?
  /// On ExpressRoute Direct: ports of the customer's own.
  package var isDirect: Bool
  package var authorizations: [CircuitAuthorization] = []
  /// From the resource's `subscriptionId` or `id`; `nil` where the document is silent.
  package var subscription: String?
  package var source: SourceLocation

  package init(
    name: String, peeringLocation: String? = nil, peerings: [ExpressRouteCircuitPeering] = [],
    tier: String? = nil, bandwidthInMbps: Int? = nil, isDirect: Bool = false, source: SourceLocation
  ) {
    self.tier = tier
    self.bandwidthInMbps = bandwidthInMbps
    self.isDirect = isDirect
    self.name = name
    self.peeringLocation = peeringLocation
    self.peerings = peerings
    self.source = source
  }

  /// How many gateways it may be connected to: 10, of the premium tier by bandwidth 20 to 100; `nil` where the document
  /// does not say enough (Azure: "ExpressRoute limits").
  package var networkLimit: Int? {
    guard tier != nil else { return nil }
    guard isPremium else { return 10 }
    guard let bandwidthInMbps else { return nil }
    let steps = [
      (50, 20), (200, 25), (500, 40), (1_000, 50), (2_000, 60), (5_000, 75), (Int.max, 100),
    ]
    return steps.first { bandwidthInMbps <= $0.0 }?.1
  }

  package var isPremium: Bool { tier?.lowercased() == "premium" }

  /// How many prefixes the customer may tell one edge by private peering: 4,000, of the premium tier 10,000; of more
  /// the session closes (Azure: "ExpressRoute FAQ").
  package var privatePrefixLimit: Int { isPremium ? 10_000 : 4_000 }

  package var privatePeering: ExpressRouteCircuitPeering? {
    peerings.first { $0.peeringType == .azurePrivatePeering }
  }

  package var microsoftPeering: ExpressRouteCircuitPeering? {
    peerings.first { $0.peeringType == .microsoftPeering }
  }
}

/// One of `expressRouteCircuits.properties.peerings`.
package struct ExpressRouteCircuitPeering: Sendable {
  package enum PeeringType: String, CaseIterable, Sendable {
    case azurePrivatePeering = "AzurePrivatePeering"
    case microsoftPeering = "MicrosoftPeering"
    case azurePublicPeering = "AzurePublicPeering"
  }

  package var name: String
  package var peeringType: PeeringType
  /// The customer's autonomous system.
  package var peerASN: ASN
  /// A /30 (or /31): the customer has the first usable address, Microsoft the second
  /// (Azure: "ExpressRoute routing requirements").
  package var primaryPeerAddressPrefix: IPv4Prefix
  package var secondaryPeerAddressPrefix: IPv4Prefix
  package var vlanId: Int?
  /// `microsoftPeeringConfig.advertisedPublicPrefixes`: the customer's prefixes that Microsoft takes on Microsoft peering.
  package var advertisedPublicPrefixes: [IPv4Prefix] = []
  /// The name of a ``RouteFilter``; only of Microsoft peering.
  package var routeFilter: String?
  /// Global Reach, declared at this circuit.
  package var connections: [CircuitConnection]
  package var source: SourceLocation

  /// The /30 of a side's link.
  package func prefix(_ side: CircuitSide) -> IPv4Prefix {
    switch side {
    case .primary: primaryPeerAddressPrefix
    case .secondary: secondaryPeerAddressPrefix
    }
  }

  package init(
    name: String, peeringType: PeeringType, peerASN: ASN, primaryPeerAddressPrefix: IPv4Prefix,
    secondaryPeerAddressPrefix: IPv4Prefix, vlanId: Int? = nil,
    connections: [CircuitConnection] = [], source: SourceLocation
  ) {
    self.name = name
    self.peeringType = peeringType
    self.peerASN = peerASN
    self.primaryPeerAddressPrefix = primaryPeerAddressPrefix
    self.secondaryPeerAddressPrefix = secondaryPeerAddressPrefix
    self.vlanId = vlanId
    self.connections = connections
    self.source = source
  }
}

/// The two links of a circuit. Azure calls them so; each ends at an enterprise edge of its own.
package enum CircuitSide: String, CaseIterable, Hashable, Sendable {
  case primary
  case secondary
}
