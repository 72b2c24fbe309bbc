import Addressing

/// `Microsoft.Network/virtualNetworks`.
package struct VirtualNetwork: Sendable {
  package var name: String
  /// The Azure region in its short form, lower case without blanks: `eastus`.
  package var location: String
  /// `properties.addressSpace.addressPrefixes`, in the document's order.
  package var addressSpace: [IPv4Prefix]
  package var subnets: [Subnet]
  package var peerings: [VirtualNetworkPeering]
  /// `properties.flowTimeoutInMinutes`, 4...30: how long a flow of the network's machines may be idle. `nil` is
  /// Azure's default, four minutes.
  package var flowTimeout: Nanoseconds?
  /// `properties.dhcpOptions.dnsServers`; empty is Azure's own name service.
  package var dnsServers: [IPv4Address] = []
  package var deploymentModel: DeploymentModel
  /// From the resource's `subscriptionId` or `id`; `nil` where the document is silent.
  package var subscription: String?
  /// `properties.bgpCommunities.virtualNetworkCommunity`: what ExpressRoute tags the address space with.
  package var community: BGPCommunity?
  package var source: SourceLocation

  package init(
    name: String, location: String, addressSpace: [IPv4Prefix], subnets: [Subnet] = [],
    peerings: [VirtualNetworkPeering] = [], flowTimeout: Nanoseconds? = nil,
    deploymentModel: DeploymentModel = .resourceManager, subscription: String? = nil,
    source: SourceLocation
  ) {
    self.flowTimeout = flowTimeout
    self.deploymentModel = deploymentModel
    self.subscription = subscription
    self.name = name
    self.location = location
    self.addressSpace = addressSpace
    self.subnets = subnets
    self.peerings = peerings
    self.source = source
  }
}

/// `virtualNetworks/subnets`.
package struct Subnet: Sendable {
  /// The subnet that gateways live in; Azure knows it by this name alone.
  package static let gatewaySubnetName = "GatewaySubnet"

  package var name: String
  package var addressPrefix: IPv4Prefix
  /// The name of a ``NetworkSecurityGroup``.
  package var networkSecurityGroup: String?
  /// The name of a ``RouteTable``.
  package var routeTable: String?
  package var serviceEndpoints: [ServiceEndpoint]
  package var source: SourceLocation

  package init(
    name: String, addressPrefix: IPv4Prefix, networkSecurityGroup: String? = nil,
    routeTable: String? = nil, serviceEndpoints: [ServiceEndpoint] = [], source: SourceLocation
  ) {
    self.serviceEndpoints = serviceEndpoints
    self.name = name
    self.addressPrefix = addressPrefix
    self.networkSecurityGroup = networkSecurityGroup
    self.routeTable = routeTable
    self.source = source
  }
}

/// Names a subnet: subnets are known within their network only.
package struct SubnetReference: Hashable, Sendable {
  package var virtualNetwork: String
  package var subnet: String

  package init(virtualNetwork: String, subnet: String) {
    self.virtualNetwork = virtualNetwork
    self.subnet = subnet
  }
}

/// `virtualNetworks/virtualNetworkPeerings`: one side of a peering, declared at the network that has it.
///
/// Azure connects two networks only when both sides exist
/// (Azure: "Create, change, or delete a virtual network peering").
package struct VirtualNetworkPeering: Sendable {
  package var name: String
  /// The name of the other ``VirtualNetwork``.
  package var remoteVirtualNetwork: String
  package var allowVirtualNetworkAccess: Bool
  package var allowForwardedTraffic: Bool
  package var allowGatewayTransit: Bool
  package var useRemoteGateways: Bool
  /// The other network's address space as it was when the peering was last synchronised; `nil` is as it is now.
  package var remoteAddressSpace: [IPv4Prefix]?
  /// `peeringState` is Disconnected: the other side was deleted.
  package var isDisconnected: Bool
  /// `systemData.createdBy`: who made the peering.
  package var createdBy: String?
  package var source: SourceLocation

  /// The defaults are ARM's.
  package init(
    name: String, remoteVirtualNetwork: String, allowVirtualNetworkAccess: Bool = true,
    allowForwardedTraffic: Bool = false, allowGatewayTransit: Bool = false,
    useRemoteGateways: Bool = false, remoteAddressSpace: [IPv4Prefix]? = nil,
    isDisconnected: Bool = false, createdBy: String? = nil, source: SourceLocation
  ) {
    self.remoteAddressSpace = remoteAddressSpace
    self.isDisconnected = isDisconnected
    self.createdBy = createdBy
    self.name = name
    self.remoteVirtualNetwork = remoteVirtualNetwork
    self.allowVirtualNetworkAccess = allowVirtualNetworkAccess
    self.allowForwardedTraffic = allowForwardedTraffic
    self.allowGatewayTransit = allowGatewayTransit
    self.useRemoteGateways = useRemoteGateways
    self.source = source
  }
}
