import Addressing
import ResourceModel
import Testing

@testable import ControlPlane

/// The worked example of Azure's page "Virtual network traffic routing", and its rules one by one.
struct EffectiveRoutesTests {
  static let here = SourceLocation(file: "test", line: 1, column: 1)
  static func prefix(_ text: String) -> IPv4Prefix { AddressPlanTests.prefix(text) }
  static let appliance = IPv4Address(10, 0, 100, 4)

  static func network(_ name: String, _ prefixes: [String]) -> VirtualNetwork {
    VirtualNetwork(
      name: name, location: "eastus", addressSpace: prefixes.map(prefix), source: here)
  }

  static func peer(_ network: VirtualNetwork) -> ConnectedPeerings.View {
    let side = VirtualNetworkPeering(
      name: "p", remoteVirtualNetwork: network.name, source: here)
    return .init(local: side, remote: side, remoteNetwork: network)
  }

  static func gatewayRoute(_ text: String) -> GatewayRoute {
    GatewayRoute(
      prefix: prefix(text),
      nextHops: [
        .init(
          target: .gatewayInstance("gw", instance: 0), address: IPv4Address(10, 0, 255, 4),
          displayed: IPv4Address(10, 0, 255, 4))
      ], asPath: [ASN(rawValue: 65010)], weight: 32768, gateway: "gw", losers: [])
  }

  static func user(
    _ text: String, _ type: UserDefinedRoute.NextHopType, _ address: IPv4Address? = nil
  ) -> UserDefinedRoute {
    UserDefinedRoute(
      name: "user", destination: .prefix(prefix(text)), nextHopType: type,
      nextHopIpAddress: address,
      source: here)
  }

  static func rows(_ routes: EffectiveRoutes) -> Set<String> {
    Set(
      routes.routes.map {
        "\($0.source.rawValue) \($0.state.rawValue) \($0.prefix) \($0.nextHopType.rawValue)"
      })
  }

  @Test("the worked example's Subnet1 has the page's routes")
  func subnetOne() {
    let network = Self.network("VNet1", ["10.0.0.0/16"])
    let table = RouteTable(
      name: "RT",
      routes: [
        Self.user("10.0.0.0/16", .virtualAppliance, Self.appliance),
        Self.user("10.0.0.0/24", .vnetLocal),
        Self.user("10.1.0.0/16", .none), Self.user("10.2.0.0/16", .none),
        Self.user("10.10.0.0/16", .virtualAppliance, Self.appliance),
        Self.user("0.0.0.0/0", .virtualAppliance, Self.appliance),
      ], source: Self.here)
    let routes = EffectiveRoutes(
      network: network, routeTable: table,
      peers: [Self.peer(Self.network("VNet2", ["10.1.0.0/16", "10.2.0.0/16"]))],
      gatewayRoutes: [Self.gatewayRoute("10.10.0.0/16")])
    #expect(
      Self.rows(routes) == [
        "Default Invalid 10.0.0.0/16 VnetLocal", "User Active 10.0.0.0/16 VirtualAppliance",
        "User Active 10.0.0.0/24 VnetLocal", "Default Invalid 10.1.0.0/16 VNetPeering",
        "Default Invalid 10.2.0.0/16 VNetPeering", "User Active 10.1.0.0/16 None",
        "User Active 10.2.0.0/16 None",
        "VirtualNetworkGateway Invalid 10.10.0.0/16 VirtualNetworkGateway",
        "User Active 10.10.0.0/16 VirtualAppliance", "Default Invalid 0.0.0.0/0 Internet",
        "User Active 0.0.0.0/0 VirtualAppliance",
      ])
  }

  @Test("the worked example's Subnet2, without a table, has the defaults")
  func subnetTwo() {
    let routes = EffectiveRoutes(
      network: Self.network("VNet1", ["10.0.0.0/16"]), routeTable: nil, peers: [],
      gatewayRoutes: [Self.gatewayRoute("10.10.0.0/16")])
    #expect(
      Self.rows(routes) == [
        "Default Active 10.0.0.0/16 VnetLocal",
        "VirtualNetworkGateway Active 10.10.0.0/16 VirtualNetworkGateway",
        "Default Active 0.0.0.0/0 Internet", "Default Active 10.0.0.0/8 None",
        "Default Active 172.16.0.0/12 None", "Default Active 192.168.0.0/16 None",
        "Default Active 100.64.0.0/10 None",
      ])
  }

  @Test("the own network and its peers beat a gateway's longer prefix")
  func systemBeatsLongerGatewayRoute() throws {
    let routes = EffectiveRoutes(
      network: Self.network("a", ["10.0.0.0/16"]), routeTable: nil,
      peers: [Self.peer(Self.network("b", ["10.1.0.0/16"]))],
      gatewayRoutes: [Self.gatewayRoute("10.0.1.0/24"), Self.gatewayRoute("10.1.1.0/24")])
    let gateway = routes.routes.filter { $0.source == .virtualNetworkGateway }
    #expect(gateway.count == 2)
    #expect(gateway.allSatisfy { $0.state == .invalid && $0.rejection != nil })
  }

  @Test(
    "a service endpoint beats a gateway's longer prefix, and forced tunnelling does not reach it")
  func endpointBeatsGateway() {
    let routes = EffectiveRoutes(
      network: Self.network("a", ["10.0.0.0/16"]), routeTable: nil, peers: [],
      gatewayRoutes: [
        Self.gatewayRoute("0.0.0.0/0"), Self.gatewayRoute("20.42.64.44/32"),
        Self.gatewayRoute("20.42.0.0/16"),
      ],
      serviceEndpoints: [
        ServiceEndpoint(service: "Microsoft.KeyVault", source: Self.here)
      ])
    let rows = Self.rows(routes)
    #expect(rows.contains("Default Active 20.42.64.44/30 VirtualNetworkServiceEndpoint"))
    #expect(rows.contains("VirtualNetworkGateway Invalid 20.42.64.44/32 VirtualNetworkGateway"))
    #expect(rows.contains("VirtualNetworkGateway Active 20.42.0.0/16 VirtualNetworkGateway"))
    #expect(rows.contains("VirtualNetworkGateway Active 0.0.0.0/0 VirtualNetworkGateway"))
  }

  @Test("a gateway's default route takes the place of the Internet")
  func forcedTunnelling() {
    let routes = EffectiveRoutes(
      network: Self.network("a", ["10.0.0.0/16"]), routeTable: nil, peers: [],
      gatewayRoutes: [Self.gatewayRoute("0.0.0.0/0")])
    #expect(Self.rows(routes).contains("Default Invalid 0.0.0.0/0 Internet"))
    #expect(
      Self.rows(routes).contains("VirtualNetworkGateway Active 0.0.0.0/0 VirtualNetworkGateway"))
    #expect(routes.routes.allSatisfy { $0.nextHopType != .none })
  }

  @Test(
    "a reserved range vanishes where a peer's space equals or contains it",
    arguments: [("192.168.0.0/16", "192.168.0.0/16"), ("172.0.0.0/8", "172.16.0.0/12")])
  func reservedRangeOfPeer(space: String, reserved: String) {
    let routes = EffectiveRoutes(
      network: Self.network("a", ["10.0.0.0/16"]), routeTable: nil,
      peers: [Self.peer(Self.network("b", [space]))], gatewayRoutes: [])
    #expect(Self.rows(routes).contains("Default Active \(space) VNetPeering"))
    #expect(!Self.rows(routes).contains("Default Active \(reserved) None"))
    #expect(Self.rows(routes).contains("Default Active 10.0.0.0/8 None"))
  }

  @Test(
    "a reserved range vanishes where the own space equals or contains it",
    arguments: [("10.0.0.0/8", "10.0.0.0/8"), ("172.0.0.0/8", "172.16.0.0/12")])
  func reservedRanges(space: String, reserved: String) {
    let routes = EffectiveRoutes(
      network: Self.network("a", [space]), routeTable: nil, peers: [], gatewayRoutes: [])
    #expect(!Self.rows(routes).contains("Default Active \(reserved) None"))
    #expect(Self.rows(routes).contains("Default Active 192.168.0.0/16 None"))
  }

  @Test("a table that disables propagation has no gateway routes")
  func propagationDisabled() {
    let routes = EffectiveRoutes(
      network: Self.network("a", ["10.0.0.0/16"]),
      routeTable: RouteTable(name: "RT", disableBgpRoutePropagation: true, source: Self.here),
      peers: [], gatewayRoutes: [Self.gatewayRoute("10.10.0.0/16")])
    #expect(routes.routes.allSatisfy { $0.source == .system && $0.disableBgpRoutePropagation })
  }

  @Test("a peer in another region is a global one")
  func globalPeering() {
    var far = Self.network("b", ["10.1.0.0/16"])
    far.location = "westeurope"
    let routes = EffectiveRoutes(
      network: Self.network("a", ["10.0.0.0/16"]), routeTable: nil, peers: [Self.peer(far)],
      gatewayRoutes: [])
    #expect(Self.rows(routes).contains("Default Active 10.1.0.0/16 VNetGlobalPeering"))
  }
}
