import Addressing

/// `Microsoft.Network/expressRouteCircuits`.
package struct ExpressRouteCircuit: Sendable {
  package var name: String
  /// `properties.serviceProviderProperties.peeringLocation`.
  package var peeringLocation: String?
  package var peerings: [ExpressRouteCircuitPeering]
  package var source: SourceLocation

  package init(
    name: String, peeringLocation: String? = nil, peerings: [ExpressRouteCircuitPeering] = [],
    source: SourceLocation
  ) {
    self.name = name
    self.peeringLocation = peeringLocation
    self.peerings = peerings
    self.source = source
  }

  package var privatePeering: ExpressRouteCircuitPeering? {
    peerings.first { $0.peeringType == .azurePrivatePeering }
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
  package var source: SourceLocation

  package init(
    name: String, peeringType: PeeringType, peerASN: ASN, primaryPeerAddressPrefix: IPv4Prefix,
    secondaryPeerAddressPrefix: IPv4Prefix, vlanId: Int? = nil, source: SourceLocation
  ) {
    self.name = name
    self.peeringType = peeringType
    self.peerASN = peerASN
    self.primaryPeerAddressPrefix = primaryPeerAddressPrefix
    self.secondaryPeerAddressPrefix = secondaryPeerAddressPrefix
    self.vlanId = vlanId
    self.source = source
  }
}

/// The two links of a circuit. Azure calls them so; each ends at an enterprise edge of its own.
package enum CircuitSide: String, CaseIterable, Hashable, Sendable {
  case primary
  case secondary
}
