import Addressing
import ResourceModel
import Testing

@Suite("interop, as decoded")
struct InteropTopologyTests {
  private let topology: Topology

  init() throws {
    topology = try #require(TopologyLoader.load(.interop).topology)
  }

  @Test("Address spaces, subnets and peerings are those of the test bed")
  func networks() {
    let networks = topology.virtualNetworks.map { network in
      "\(network.name) \(network.location) "
        + network.addressSpace.map(\.description).joined(separator: ",") + " "
        + network.subnets.map { "\($0.name)=\($0.addressPrefix)" }.joined(separator: ",")
    }
    #expect(
      networks == [
        "hub-vnet eastus 10.10.30.0/24 Tenant=10.10.30.0/25,GatewaySubnet=10.10.30.128/25",
        "spoke-vnet eastus 10.11.30.0/26 Tenant=10.11.30.0/27",
        "branch-vnet eastus 10.11.30.64/26 Tenant=10.11.30.64/27,GatewaySubnet=10.11.30.96/27",
        "remote-vnet westus2 10.17.30.0/26 Tenant=10.17.30.0/27,GatewaySubnet=10.17.30.32/27",
      ])
    let hub = topology.virtualNetworks[0].peerings[0]
    let spoke = topology.virtualNetworks[1].peerings[0]
    #expect(hub.allowGatewayTransit && !hub.useRemoteGateways)
    #expect(spoke.useRemoteGateways && !spoke.allowGatewayTransit)
    #expect(hub.allowVirtualNetworkAccess && spoke.allowVirtualNetworkAccess)
  }

  @Test("Gateways and connections stand in the order of their creation")
  func gateways() {
    #expect(
      topology.virtualNetworkGateways.map { "\($0.name) \($0.gatewayType) \($0.asn)" } == [
        "hub-expressroute expressRoute 65515", "hub-vpn vpn 65515", "branch-vpn vpn 65516",
        "remote-expressroute expressRoute 65515",
      ])
    #expect(
      topology.connections.map { "\($0.name) \($0.virtualNetworkGateway1) \($0.peer)" } == [
        "hub-to-expressroute1 hub-expressroute expressRouteCircuit(\"ExpressRoute1\")",
        "hub-to-expressroute2 hub-expressroute expressRouteCircuit(\"ExpressRoute2\")",
        "remote-to-expressroute1 remote-expressroute expressRouteCircuit(\"ExpressRoute1\")",
        "hub-to-branch hub-vpn virtualNetworkGateway(\"branch-vpn\")",
        "branch-to-hub branch-vpn virtualNetworkGateway(\"hub-vpn\")",
        "hub-to-location1 hub-vpn localNetworkGateway(\"location1-gateway\")",
      ])
    let local = topology.localNetworkGateways[0]
    #expect(local.addressPrefixes.isEmpty)
    #expect(local.bgpSettings?.asn == ASN(rawValue: 65021))
    #expect(local.bgpSettings?.bgpPeeringAddress == IPv4Address(10, 2, 30, 125))
  }

  @Test("Every machine has a Windows guest and a network security group without user rules")
  func machines() {
    #expect(topology.virtualMachines.map(\.name) == ["hub", "spoke", "branch", "remote"])
    #expect(topology.virtualMachines.allSatisfy { $0.osType == .windows })
    #expect(
      topology.networkInterfaces.map { $0.primaryConfiguration?.privateIPAddress?.description } == [
        "10.10.30.4", "10.11.30.4", "10.11.30.68", "10.17.30.4",
      ])
    #expect(topology.networkInterfaces.allSatisfy { $0.networkSecurityGroup != nil })
    #expect(topology.networkSecurityGroups.allSatisfy { $0.securityRules.isEmpty })
  }

  @Test("The customer's edges filter, prefer ExpressRoute and send no unreachables")
  func edges() throws {
    let edge = try #require(topology.sites[0].routers.first { $0.name == "location1-ce1" })
    #expect(!edge.icmpUnreachables)
    let bgp = try #require(edge.bgp)
    let own = try IPv4Prefix("10.2.30.0/25")
    #expect(bgp.networks == [own])
    #expect(bgp.neighbors.map(\.localPreference) == [200, nil])
    #expect(bgp.neighbors.map(\.exportPrefixes) == [[own], [own]])
    #expect(bgp.neighbors[1].updateSource == "Tunnel30")
    #expect(edge.staticRoutes[0].nextHop == .interface("Tunnel30"))
    #expect(edge.ospf?.redistributeBgp == true)
    #expect(edge.ospf?.defaultInformationOriginateMetric == 10)
    #expect(edge.interfaces[2].tunnel?.connection == "hub-to-location1")
    let others = topology.sites.flatMap(\.routers).filter { $0.name.contains("switch") }
    #expect(others.allSatisfy { $0.icmpUnreachables && $0.ospf != nil && $0.bgp == nil })
  }

  @Test("The secondary link of location 1 is shut, all others work")
  func links() {
    #expect(topology.links.filter { !$0.isUp }.map(\.name) == ["location1-secondary"])
    #expect(
      topology.links.filter { link in
        if case .connections = link.kind { true } else { false }
      }.map { "\($0.name) \($0.roundTripTime)" } == [
        "hub-expressroute1 2.2ms", "hub-expressroute2 74.5ms", "remote-expressroute1 66.7ms",
        "hub-branch 1.2ms", "hub-location1 1.2ms",
      ])
    #expect(topology.gatewayProfiles.map(\.timeToLive) == [.vpn2018, .vpn2018])
  }

  @Test("Every console output of the article is a scenario, and so is every unreachable pair")
  func scenarios() throws {
    let tracerts = topology.scenarios.filter { scenario in
      if case .tracert = scenario.command { true } else { false }
    }
    #expect(tracerts.filter { $0.expectation?.reached == true }.count == 23)
    #expect(tracerts.filter { $0.expectation?.reached == false }.count == 8)
    let pings = topology.scenarios.filter { $0.expectation?.received == 0 }
    #expect(pings.count == 8)
    #expect(topology.scenarios.filter { $0.expectation?.replyTimeToLive != nil }.count == 11)
    #expect(topology.scenarios.allSatisfy { $0.expectation != nil })
    let silent = try #require(
      topology.scenarios.first { $0.name == "branch-to-remote.tracert" }?.expectation)
    #expect(silent.hops == nil)
    #expect(silent.leadingHops?.isEmpty == true)
    let outlier = try #require(
      topology.scenarios.first { $0.name == "spoke-to-location1" }?.expectation?.hops)
    #expect(outlier[0].milliseconds == 2...3)
    #expect(outlier[1].address == nil)
    #expect(outlier.count == 4)
  }

  @Test("The failover scenario fails and restores the primary link while the ping runs")
  func failover() throws {
    let scenario = try #require(
      topology.scenarios.first { $0.name == "location1-to-hub.failover" })
    #expect(scenario.timeline.map(\.at.nanoseconds) == [2_500_000_000, 10_000_000_000])
    guard case .fail("location1-primary") = scenario.timeline[0].change,
      case .restore("location1-primary") = scenario.timeline[1].change
    else {
      Issue.record("the link fails and is restored")
      return
    }
    #expect(scenario.expectation?.received == 14)
  }
}
