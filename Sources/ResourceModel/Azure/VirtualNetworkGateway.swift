import Addressing

/// `Microsoft.Network/virtualNetworkGateways`.
package struct VirtualNetworkGateway: Sendable {
  package enum GatewayType: String, CaseIterable, Sendable {
    case vpn = "Vpn"
    case expressRoute = "ExpressRoute"
  }

  package enum VPNType: String, CaseIterable, Sendable {
    case routeBased = "RouteBased"
    case policyBased = "PolicyBased"
  }

  package var name: String
  package var location: String
  package var gatewayType: GatewayType
  package var vpnType: VPNType
  /// Both instances carry traffic; otherwise the second only waits.
  package var activeActive: Bool
  package var enableBgp: Bool
  /// `properties.sku.name`, as written; `nil` if the document is silent.
  package var sku: String?
  /// `properties.vpnGatewayGeneration`, 1 or 2; `nil` if the document is silent.
  package var generation: Int?
  /// The network in whose GatewaySubnet the gateway stands.
  package var virtualNetwork: String
  /// `properties.ipConfigurations[].properties.privateIPAddress`: pins the instances' addresses. Empty
  /// when the emulator is to allocate them as Azure does.
  package var instanceAddresses: [IPv4Address]
  /// `properties.bgpSettings.asn`, 65515 unless said.
  package var asn: ASN
  /// `properties.bgpSettings.bgpPeeringAddress`, if the document pins it.
  package var bgpPeeringAddress: IPv4Address?
  /// Names of the instances' ``PublicIPAddress``es, declared or not.
  package var publicIPAddresses: [String]
  /// Not `properties.disableIPSecReplayProtection`.
  package var isReplayProtected = true
  /// `properties.gatewayDefaultSite`: the local network gateway that gets what no other route of the gateway leads to
  /// (Azure: "Configure forced tunneling").
  package var defaultSite: String?
  /// From the resource's `subscriptionId` or `id`; `nil` is that of its network.
  package var subscription: String?
  /// The names of `properties.ipConfigurations`, the first instance's first; empty names where there is none.
  package var ipConfigurationNames: [String] = []
  /// The instances' APIPA addresses, in `properties.bgpSettings.bgpPeeringAddresses`.
  package var customBgpAddresses: [CustomBgpAddress] = []
  /// Point-to-site; `nil` without it.
  package var vpnClientConfiguration: VPNClientConfiguration?
  /// `properties.customRoutes.addressPrefixes`: what clients send to the gateway besides.
  package var customRoutes: [IPv4Prefix] = []
  package var source: SourceLocation

  package init(
    name: String, location: String, gatewayType: GatewayType, vpnType: VPNType = .routeBased,
    activeActive: Bool = false, enableBgp: Bool = false, sku: String? = nil,
    virtualNetwork: String, instanceAddresses: [IPv4Address] = [], asn: ASN = .gatewayDefault,
    bgpPeeringAddress: IPv4Address? = nil, publicIPAddresses: [String] = [],
    source: SourceLocation
  ) {
    self.publicIPAddresses = publicIPAddresses
    self.name = name
    self.location = location
    self.gatewayType = gatewayType
    self.vpnType = vpnType
    self.activeActive = activeActive
    self.enableBgp = enableBgp
    self.sku = sku
    self.virtualNetwork = virtualNetwork
    self.instanceAddresses = instanceAddresses
    self.asn = asn
    self.bgpPeeringAddress = bgpPeeringAddress
    self.source = source
  }
}

extension Topology {
  /// The connection to the gateway's default site; `nil` where it has none, or is not a route-based VPN gateway.
  package func defaultSiteConnection(of gateway: VirtualNetworkGateway) -> String? {
    guard let site = gateway.defaultSite, gateway.gatewayType == .vpn,
      gateway.vpnType == .routeBased
    else { return nil }
    return connections.first {
      $0.virtualNetworkGateway1 == gateway.name
        && ($0.peer == .localNetworkGateway(site) || $0.localNetworkGateway == site)
    }?.name
  }
}

/// `Microsoft.Network/localNetworkGateways`: what Azure is told of a VPN's other end.
package struct LocalNetworkGateway: Sendable {
  package var name: String
  /// `properties.localNetworkAddressSpace.addressPrefixes`; may be empty with BGP.
  package var addressPrefixes: [IPv4Prefix]
  /// `properties.gatewayIpAddress`, the device's public address.
  package var gatewayIpAddress: IPv4Address?
  /// `properties.bgpSettings`; `nil` without BGP.
  package var bgpSettings: BgpSettings?
  package var source: SourceLocation

  package init(
    name: String, addressPrefixes: [IPv4Prefix] = [], gatewayIpAddress: IPv4Address? = nil,
    bgpSettings: BgpSettings? = nil, source: SourceLocation
  ) {
    self.name = name
    self.addressPrefixes = addressPrefixes
    self.gatewayIpAddress = gatewayIpAddress
    self.bgpSettings = bgpSettings
    self.source = source
  }
}

/// `bgpSettings` of a local network gateway.
package struct BgpSettings: Sendable {
  package var asn: ASN
  package var bgpPeeringAddress: IPv4Address

  package init(asn: ASN, bgpPeeringAddress: IPv4Address) {
    self.asn = asn
    self.bgpPeeringAddress = bgpPeeringAddress
  }
}

/// `Microsoft.Network/connections`.
package struct Connection: Sendable {
  package enum ConnectionType: String, CaseIterable, Sendable {
    case ipsec = "IPsec"
    case vnet2Vnet = "Vnet2Vnet"
    case expressRoute = "ExpressRoute"
  }

  /// The other end, by name.
  package enum Peer: Hashable, Sendable {
    case virtualNetworkGateway(String)
    case localNetworkGateway(String)
    case expressRouteCircuit(String)
  }

  package var name: String
  package var connectionType: ConnectionType
  /// The gateway at which the connection is declared, by name.
  package var virtualNetworkGateway1: String
  package var peer: Peer
  /// The site by which the other gateway is named, where it is not named itself.
  package var localNetworkGateway: String?
  /// The pre-shared key of this end; `nil` for ExpressRoute.
  package var sharedKey: String?
  package var enableBgp: Bool
  /// 0...32000; a higher weight is preferred (ExpressRoute).
  package var routingWeight: Int
  /// FastPath: packets from the edges go past the gateway (ExpressRoute).
  package var expressRouteGatewayBypass: Bool
  /// Of a ``CircuitAuthorization`` of the circuit (ExpressRoute).
  package var authorizationKey: String?
  /// The ranges of both ends, or ``trafficSelectorPolicies``, are the tunnel's selectors.
  package var usePolicyBasedTrafficSelectors = false
  package var trafficSelectorPolicies: [TrafficSelectorPolicy] = []
  /// There are `properties.ipsecPolicies`.
  package var hasIpsecPolicies = false
  /// Which of the gateway's APIPA addresses BGP uses, by `properties.gatewayCustomBgpIpAddresses`.
  package var customBgpAddresses: [CustomBgpAddress] = []
  package var source: SourceLocation
  /// Where ``sharedKey`` stands, for a complaint about it.
  package var sharedKeySource: SourceLocation?

  package init(
    name: String, connectionType: ConnectionType, virtualNetworkGateway1: String, peer: Peer,
    sharedKey: String? = nil, enableBgp: Bool = false, routingWeight: Int = 0,
    expressRouteGatewayBypass: Bool = false, source: SourceLocation,
    sharedKeySource: SourceLocation? = nil
  ) {
    self.name = name
    self.connectionType = connectionType
    self.virtualNetworkGateway1 = virtualNetworkGateway1
    self.peer = peer
    self.sharedKey = sharedKey
    self.enableBgp = enableBgp
    self.routingWeight = routingWeight
    self.expressRouteGatewayBypass = expressRouteGatewayBypass
    self.source = source
    self.sharedKeySource = sharedKeySource
  }
}
