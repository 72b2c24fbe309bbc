import Addressing
import ControlPlane
import ResourceModel
import TestSupport
import Testing

@testable import NetworkWatcher

/// Static routes of a customer's router, and BGP that tells them on.
struct RouterStaticRouteTests {
  /// A network with a VPN gateway that learns from the router of a site; its LAN is 10.50.0.0/24.
  private static func inquiry(staticRoutes: String) throws -> Inquiry {
    var estate = EstateWriter()
    estate.network("a", 1)
    estate.gateway(in: "a", "\"enableBgp\": true")
    estate.add(
      resource: """
        { "type": "Microsoft.Network/localNetworkGateways", "name": "site", "location": "eastus",
          "properties": { "gatewayIpAddress": "203.0.113.1", "localNetworkAddressSpace": { "addressPrefixes": [] },
            "bgpSettings": { "asn": 65050, "bgpPeeringAddress": "10.50.0.253" } } }
        """)
    estate.add(
      resource: """
        { "type": "Microsoft.Network/connections", "name": "to-site", "location": "eastus",
          "properties": { "connectionType": "IPsec", "enableBgp": true, "sharedKey": "key",
            "virtualNetworkGateway1": \(EstateWriter.id("virtualNetworkGateways", "a-vpn")),
            "localNetworkGateway2": \(EstateWriter.id("localNetworkGateways", "site")) } }
        """)
    estate.add(
      section: """
        "sites": [{ "name": "office", "routers": [{ "name": "edge",
          "interfaces": [
            { "name": "lan", "address": "10.50.0.1/24" },
            { "name": "vpn", "address": "10.50.0.253/32", "tunnel": { "connection": "to-site", "sharedKey": "key" } } ],
          "staticRoutes": [{ "prefix": "10.1.255.30/32", "nextHop": "vpn" }, \(staticRoutes)],
          "bgp": { "asn": 65050, "networks": ["10.50.0.0/24", "0.0.0.0/0", "10.60.0.0/16"],
            "neighbors": [{ "address": "10.1.255.30", "remoteAsn": 65515, "updateSource": "vpn" }] } }],
          "hosts": [{ "name": "pc", "address": "10.50.0.10/24", "gateway": "10.50.0.1" }] }],
        "links": [{ "name": "lan", "between": ["pc", "edge/lan"] }]
        """)
    return try PeeringTests.inquiry(estate)
  }

  /// The Internet's router is no part of the document, but its address is one of the LAN's.
  @Test(
    "a static route to an address of a connected network is there, though nobody has the address")
  func unanswered() throws {
    let inquiry = try Self.inquiry(
      staticRoutes: """
        { "prefix": "0.0.0.0/0", "nextHop": "10.50.0.254" }, { "prefix": "10.60.0.0/16", "nextHop": "172.16.0.1" },
        { "prefix": "172.16.0.0/16", "nextHop": "10.50.0.254" }
        """)
    // BGP tells both: the VPN is the network's way to everywhere.
    #expect(try Self.learned(inquiry) == ["0.0.0.0/0", "10.50.0.0/24", "10.60.0.0/16"])
    // What takes such a route ends at the router, which says so.
    let answer = try inquiry.ping(
      PingRequest(source: "a", destination: "198.51.100.9", count: 1),
      watch: Watch(keepsJourneys: true))
    let text = (answer.why ?? []).joined(separator: "\n")
    #expect(text.contains("edge: static 0.0.0.0/0 via 10.50.0.254, which nobody has"), "\(text)")
    #expect(text.contains("edge: dropped, nobody has this address on its network"), "\(text)")
    let console = WindowsPing.format(answer.result)
    #expect(
      console.contains("Reply from 10.50.0.253: Destination host unreachable."), "\(console)")
    #expect(try PeeringTests.reaches(inquiry, "a", "pc"))
  }

  private static func learned(_ inquiry: Inquiry) throws -> [String] {
    try #require(inquiry.estate.effectiveRoutes["a-nic"])
      .filter { $0.source == .virtualNetworkGateway }.map(\.prefix.description).sorted()
  }

  @Test("a static route to where no way leads is not told")
  func unreachable() throws {
    let inquiry = try Self.inquiry(
      staticRoutes: """
        { "prefix": "0.0.0.0/0", "nextHop": "10.60.0.1" }, { "prefix": "10.60.0.0/16", "nextHop": "10.1.255.30" },
        { "prefix": "10.1.255.28/30", "nextHop": "10.50.0.254" }
        """)
    #expect(try Self.learned(inquiry) == ["0.0.0.0/0", "10.50.0.0/24", "10.60.0.0/16"])
  }
}
