import Addressing
import ControlPlane
import Foundation
import ResourceModel
import TestSupport
import Testing

@testable import NetworkWatcher

/// A site with two circuits, and networks in two regions that are connected to both.
struct CommunityTests {
  /// - Parameters:
  ///   - east, west: what the site's router does with what each circuit tells, settings of the neighbour.
  ///   - hasCommunities: whether the networks have communities of their own.
  static func document(east: String, west: String, hasCommunities: Bool = true) -> String {
    func resource(_ type: String, _ name: String, _ region: String, _ properties: String) -> String
    {
      "{ \"type\": \"Microsoft.Network/\(type)\", \"name\": \"\(name)\", \"location\": \"\(region)\", \"properties\": { \(properties) } }"
    }
    var resources: [String] = []
    for (octet, region) in [(1, "eastus"), (2, "westus")] {
      let own =
        hasCommunities
        ? "\"bgpCommunities\": { \"virtualNetworkCommunity\": \"12076:2000\(octet)\" }," : ""
      resources += [
        resource(
          "virtualNetworks", region, region,
          """
          "addressSpace": { "addressPrefixes": ["10.\(octet).0.0/16"] }, \(own)
          "subnets": [ { "name": "work", "properties": { "addressPrefix": "10.\(octet).0.0/24" } },
            { "name": "GatewaySubnet", "properties": { "addressPrefix": "10.\(octet).255.0/27" } } ]
          """),
        resource(
          "networkInterfaces", "vm-\(region)", region,
          """
          "ipConfigurations": [ { "name": "ip", "properties": { "privateIPAddress": "10.\(octet).0.4",
            "subnet": \(EstateWriter.id("virtualNetworks/subnets", region, "work")) } } ]
          """),
        resource(
          "virtualNetworkGateways", "er-\(region)", region,
          """
          "gatewayType": "ExpressRoute", "ipConfigurations": [ { "name": "ip", "properties": {
            "subnet": \(EstateWriter.id("virtualNetworks/subnets", region, "GatewaySubnet")) } } ]
          """),
        resource(
          "expressRouteCircuits", "x-\(region)", region,
          """
          "peerings": [ { "name": "p", "properties": { "peeringType": "AzurePrivatePeering", "peerASN": 65050,
            "primaryPeerAddressPrefix": "172.16.\(octet).0/30",
            "secondaryPeerAddressPrefix": "172.16.\(octet).4/30" } } ]
          """),
      ]
      for circuit in ["eastus", "westus"] {
        resources.append(
          resource(
            "connections", "\(region)-\(circuit)", region,
            """
            "connectionType": "ExpressRoute",
            "virtualNetworkGateway1": \(EstateWriter.id("virtualNetworkGateways", "er-\(region)")),
            "peer": \(EstateWriter.id("expressRouteCircuits", "x-\(circuit)"))
            """))
      }
    }
    return """
      { "name": "communities", "resources": [ \(resources.joined(separator: ",\n")) ],
        "sites": [ { "name": "office", "routers": [ { "name": "edge", "interfaces": [
            { "name": "lan", "address": "10.80.0.1/24" }, { "name": "east", "address": "172.16.1.1/30" },
            { "name": "west", "address": "172.16.2.1/30" } ],
          "bgp": { "asn": 65050, "networks": [ "10.80.0.0/24" ], "neighbors": [
            { "address": "172.16.1.2", "remoteAsn": 12076 \(east) },
            { "address": "172.16.2.2", "remoteAsn": 12076 \(west) } ] } } ],
          "hosts": [ { "name": "desk", "address": "10.80.0.10/24", "gateway": "10.80.0.1" } ] } ],
        "links": [ { "name": "lan", "between": ["desk", "edge/lan"] },
          { "name": "east", "between": ["edge/east", "x-eastus/primary"] },
          { "name": "west", "between": ["edge/west", "x-westus/primary"] } ] }
      """
  }

  /// The circuits' edges by which the site reaches the network of each region.
  static func ways(_ document: String, failed: [String] = []) throws -> [String] {
    let result = TopologyLoader.load(bytes: Array(document.utf8), file: "communities.jsonc")
    let topology = try #require(result.topology, "\(result.diagnostics.map(\.message))")
    let inquiry = try Inquiry(topology, failedLinks: failed)
    return try ["vm-eastus", "vm-westus"].map {
      try CircuitLimitTests.hops(inquiry, "desk", $0)[1]
    }
  }

  static func preference(_ communities: String...) -> String {
    ", \"communityPreferences\": ["
      + communities.map { "{ \"community\": \"\($0)\", \"localPreference\": 200 }" }
      .joined(separator: ", ") + "]"
  }

  @Test("a site reaches each region by its near circuit, as the regions' communities say")
  func regions() throws {
    let (east, west) = ("172.16.1.2", "172.16.2.2")
    let optimal = Self.document(
      east: Self.preference("12076:50004"), west: Self.preference("12076:50006"))
    #expect(try Self.ways(optimal) == [east, west])
    #expect(try Self.ways(optimal, failed: ["east"]) == [west, west])
    let crossed = Self.document(
      east: Self.preference("12076:50006"), west: Self.preference("12076:50004"))
    #expect(try Self.ways(crossed) == [west, east])
    // The networks' own communities do as well; the first that a path has decides.
    let own = Self.document(
      east: Self.preference("12076:20002"), west: Self.preference("12076:29999", "12076:20001"))
    #expect(try Self.ways(own) == [west, east])
    // Before what the neighbour's paths are worth else.
    let both = Self.document(
      east: ", \"localPreference\": 150", west: Self.preference("12076:50006"))
    #expect(try Self.ways(both) == [east, west])
  }

  @Test("a network without a community of its own has none of its region's, either")
  func withoutCommunities() throws {
    let plain = Self.document(
      east: Self.preference("12076:50006"), west: Self.preference("12076:50004"),
      hasCommunities: false)
    let ways = try Self.ways(plain)
    #expect(ways == ["172.16.1.2", "172.16.1.2"])
  }

  @Test("what Microsoft peering tells has the community of the gateway's region")
  func microsoftPeering() throws {
    func preferred(_ community: String) throws -> Bool {
      // The site's first edge would do without; the second one values the community.
      let topology = try TunnelTests.topology { text in
        text.replacingOccurrences(
          of: "\"address\": \"203.0.113.6\", \"remoteAsn\": 12076,",
          with: "\"address\": \"203.0.113.6\", \"remoteAsn\": 12076\(Self.preference(community)),")
      }
      let estate = EstateCompiler(topology).compile()
      let rows = estate.learnedRoutes["site-ce2"] ?? []
      return rows.contains {
        $0.network.description == "192.0.2.84/32" && $0.localPreference == 200
      }
    }
    #expect(try preferred("12076:51004"))
    #expect(try !preferred("12076:51006"))
  }
}
