import Addressing

/// An estate as its user declared it: one decoded and validated document.
///
/// Every reference by name resolves and is spelled as the declaration spells it; every cross-check of
/// ``TopologyValidator`` has passed. Order is the document's, which decides GatewaySubnet addresses.
package struct Topology: Sendable {
  package var name: String
  package var summary: String?
  /// Whose year's rules hold.
  package var profile: EraProfile = .current

  // Azure resources, in ARM's shape.
  package var virtualNetworks: [VirtualNetwork] = []
  package var networkInterfaces: [NetworkInterface] = []
  package var networkSecurityGroups: [NetworkSecurityGroup] = []
  package var routeTables: [RouteTable] = []
  package var virtualNetworkGateways: [VirtualNetworkGateway] = []
  package var localNetworkGateways: [LocalNetworkGateway] = []
  package var connections: [Connection] = []
  package var expressRouteCircuits: [ExpressRouteCircuit] = []
  package var virtualMachines: [VirtualMachine] = []
  package var applicationSecurityGroups: [ApplicationSecurityGroup] = []
  package var publicIPAddresses: [PublicIPAddress] = []
  package var loadBalancers: [LoadBalancer] = []
  package var routeFilters: [RouteFilter] = []
  /// Gateways that were created a while ago and are not there yet.
  package var gatewaysBeingCreated: Set<String> = []

  /// What the service tags of rules, routes and service endpoints stand for.
  package var serviceTags: ServiceTagTable = .bundled

  // What ARM cannot say.
  package var subscriptions: [Subscription] = []
  package var roleAssignments: [RoleAssignment] = []
  /// The principal that makes whatever does not name its maker.
  package var deployedBy: String?
  package var sites: [Site] = []
  package var vpnClients: [VPNClient] = []
  package var links: [Link] = []
  package var circuitBindings: [CircuitBinding] = []
  package var gatewayProfiles: [GatewayProfile] = []
  package var globalReachProfiles: [GlobalReachProfile] = []
  package var regionLatencies: [RegionLatency] = []
  package var ecmpSeeds: [ECMPSeed] = []
  package var rateSettings = RateSettings()
  package var guests: [GuestProfile] = []
  package var peeringPrice = PeeringPrice()
  package var scenarios: [Scenario] = []

  package init(name: String) {
    self.name = name
  }
}
