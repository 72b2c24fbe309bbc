import Addressing
import ResourceModel
import Testing

@testable import ControlPlane

/// The samples of real deployments that the article "Gateway addresses" was derived from.
struct AddressPlanTests {
  static let here = SourceLocation(file: "test", line: 1, column: 1)

  static func prefix(_ text: String) -> IPv4Prefix {
    guard let prefix = try? IPv4Prefix(text) else { preconditionFailure("\(text) is no prefix") }
    return prefix
  }

  static func topology(
    gatewaySubnet: String, gateways: [VirtualNetworkGateway], circuits: Int
  ) -> Topology {
    var topology = Topology(name: "test")
    let subnet = prefix(gatewaySubnet)
    topology.virtualNetworks = [
      VirtualNetwork(
        name: "net", location: "eastus", addressSpace: [subnet],
        subnets: [Subnet(name: "GatewaySubnet", addressPrefix: subnet, source: here)],
        source: here)
    ]
    topology.virtualNetworkGateways = gateways
    topology.connections = (0..<circuits).map {
      Connection(
        name: "c\($0)", connectionType: .expressRoute, virtualNetworkGateway1: "er",
        peer: .expressRouteCircuit("x\($0)"), source: here)
    }
    return topology
  }

  @Test("a network interface's primary address comes first, wherever it stands")
  func primaryAddress() {
    var topology = Self.topology(gatewaySubnet: "10.0.0.0/24", gateways: [], circuits: 0)
    let subnet = SubnetReference(virtualNetwork: "net", subnet: "GatewaySubnet")
    topology.networkInterfaces = [
      NetworkInterface(
        name: "nic", location: "eastus",
        ipConfigurations: [
          IPConfiguration(
            name: "second", privateIPAddress: IPv4Address(10, 0, 0, 9), subnet: subnet,
            source: Self.here),
          IPConfiguration(
            name: "first", privateIPAddress: IPv4Address(10, 0, 0, 5), subnet: subnet,
            primary: true, source: Self.here),
        ], source: Self.here)
    ]
    #expect(
      AddressPlan(topology).networkInterfaces["nic"]
        == [IPv4Address(10, 0, 0, 5), IPv4Address(10, 0, 0, 9)])
    let estate = EstateCompiler(topology).compile()
    #expect(estate.endpoints.map(\.address) == [IPv4Address(10, 0, 0, 5)])
  }

  static func vpn(activeActive: Bool = false) -> VirtualNetworkGateway {
    VirtualNetworkGateway(
      name: "vpn", location: "eastus", gatewayType: .vpn, activeActive: activeActive,
      virtualNetwork: "net", source: here)
  }

  static let expressRoute = VirtualNetworkGateway(
    name: "er", location: "eastus", gatewayType: .expressRoute, virtualNetwork: "net",
    source: here)

  static func addresses(_ texts: [String]) -> [IPv4Address] { texts.compactMap { IPv4Address($0) } }

  @Test(
    "gateways and edges get the addresses that deployments show",
    arguments: [
      // 10.10.12.128/25: one circuit, both gateways, ExpressRoute first.
      (
        "10.10.12.128/25", [expressRoute, vpn(activeActive: true)], 1,
        ["10.10.12.132", "10.10.12.133"], ["10.10.12.140", "10.10.12.141"],
        ["10.10.12.142", "10.10.12.143"]
      ),
      // 10.101.0.224/27: ExpressRoute alone.
      (
        "10.101.0.224/27", [expressRoute], 1, ["10.101.0.228", "10.101.0.229"],
        ["10.101.0.236", "10.101.0.237"], []
      ),
      // 10.100.0.192/26: the VPN gateway came first.
      (
        "10.100.0.192/26", [vpn(activeActive: true), expressRoute], 1,
        ["10.100.0.198", "10.100.0.199"], ["10.100.0.204", "10.100.0.205"],
        ["10.100.0.196", "10.100.0.197"]
      ),
    ] as [(String, [VirtualNetworkGateway], Int, [String], [String], [String])])
  func samples(
    subnet: String, gateways: [VirtualNetworkGateway], circuits: Int, edges: [String],
    expressRoute: [String], vpn: [String]
  ) {
    let plan = AddressPlan(
      Self.topology(gatewaySubnet: subnet, gateways: gateways, circuits: circuits))
    #expect(
      plan.enterpriseEdges["c0"].map { [$0.primary, $0.secondary] } == Self.addresses(edges))
    #expect(plan.gateways["er"]?.instances == Self.addresses(expressRoute))
    #expect((plan.gateways["vpn"]?.instances ?? []) == Self.addresses(vpn))
  }

  @Test("a second circuit gets the next pair")
  func secondCircuit() {
    let plan = AddressPlan(
      Self.topology(
        gatewaySubnet: "10.10.30.128/25", gateways: [Self.expressRoute, Self.vpn()], circuits: 2))
    #expect(plan.enterpriseEdges["c1"]?.primary == IPv4Address("10.10.30.134"))
    #expect(plan.enterpriseEdges["c1"]?.secondary == IPv4Address("10.10.30.135"))
  }

  @Test(
    "an active-standby gateway speaks BGP with the last usable address, an active-active with its own"
  )
  func bgpPeers() {
    let standby = AddressPlan(
      Self.topology(gatewaySubnet: "10.10.30.128/25", gateways: [Self.vpn()], circuits: 0))
    #expect(standby.gateways["vpn"]?.bgpPeers == Self.addresses(["10.10.30.254"]))
    let active = AddressPlan(
      Self.topology(
        gatewaySubnet: "10.10.30.128/25", gateways: [Self.vpn(activeActive: true)], circuits: 0))
    #expect(active.gateways["vpn"]?.bgpPeers == Self.addresses(["10.10.30.132", "10.10.30.133"]))
  }

  @Test("a pinned address is kept and not given to anybody else")
  func pinned() {
    var gateway = Self.expressRoute
    gateway.instanceAddresses = Self.addresses(["10.0.0.4", "10.0.0.5"])
    let plan = AddressPlan(
      Self.topology(gatewaySubnet: "10.0.0.0/27", gateways: [gateway], circuits: 1))
    #expect(plan.gateways["er"]?.instances == Self.addresses(["10.0.0.4", "10.0.0.5"]))
    #expect(plan.enterpriseEdges["c0"]?.primary == IPv4Address("10.0.0.6"))
  }

  @Test("a network interface without an address gets the lowest that is free, from the fifth on")
  func dynamicInterfaces() {
    var topology = Topology(name: "test")
    let subnet = Self.prefix("10.0.0.0/24")
    topology.virtualNetworks = [
      VirtualNetwork(
        name: "net", location: "eastus", addressSpace: [subnet],
        subnets: [Subnet(name: "a", addressPrefix: subnet, source: Self.here)], source: Self.here)
    ]
    let reference = SubnetReference(virtualNetwork: "net", subnet: "a")
    let wanted: [IPv4Address?] = [nil, IPv4Address("10.0.0.5"), nil, nil]
    topology.networkInterfaces = wanted.enumerated().map { index, address in
      NetworkInterface(
        name: "nic\(index)", location: "eastus",
        ipConfigurations: [
          IPConfiguration(
            name: "ip", privateIPAddress: address, subnet: reference, source: Self.here)
        ], source: Self.here)
    }
    let plan = AddressPlan(topology)
    let given = (0..<4).map { plan.networkInterfaces["nic\($0)"] ?? [] }
    #expect(
      given
        == [["10.0.0.4"], ["10.0.0.5"], ["10.0.0.6"], ["10.0.0.7"]].map { Self.addresses($0) })
  }
}
