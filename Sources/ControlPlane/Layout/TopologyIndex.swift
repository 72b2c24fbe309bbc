import ResourceModel

/// A topology's resources by name: declared once, looked up often.
struct TopologyIndex: Sendable {
  let networks: [String: VirtualNetwork]
  let networkInterfaces: [String: NetworkInterface]
  let securityGroups: [String: NetworkSecurityGroup]
  let routeTables: [String: RouteTable]
  let gateways: [String: VirtualNetworkGateway]
  let localGateways: [String: LocalNetworkGateway]
  let connections: [String: Connection]
  let circuits: [String: ExpressRouteCircuit]
  let circuitBindings: [String: CircuitBinding]
  let gatewayProfiles: [String: GatewayProfile]
  let routers: [String: Router]
  let hosts: [String: Host]

  init(_ topology: Topology) {
    networks = Self.index(topology.virtualNetworks, \.name)
    networkInterfaces = Self.index(topology.networkInterfaces, \.name)
    securityGroups = Self.index(topology.networkSecurityGroups, \.name)
    routeTables = Self.index(topology.routeTables, \.name)
    gateways = Self.index(topology.virtualNetworkGateways, \.name)
    localGateways = Self.index(topology.localNetworkGateways, \.name)
    connections = Self.index(topology.connections, \.name)
    circuits = Self.index(topology.expressRouteCircuits, \.name)
    circuitBindings = Self.index(topology.circuitBindings, \.circuit)
    gatewayProfiles = Self.index(topology.gatewayProfiles, \.gateway)
    routers = Self.index(topology.sites.flatMap(\.routers), \.name)
    hosts = Self.index(topology.sites.flatMap(\.hosts), \.name)
  }

  /// The subnet that a reference names.
  func subnet(_ reference: SubnetReference) -> Subnet? {
    networks[reference.virtualNetwork]?.subnets.first { $0.name == reference.subnet }
  }

  private static func index<Value>(
    _ values: [Value], _ name: (Value) -> String
  ) -> [String: Value] {
    Dictionary(values.map { (name($0), $0) }, uniquingKeysWith: { first, _ in first })
  }
}
