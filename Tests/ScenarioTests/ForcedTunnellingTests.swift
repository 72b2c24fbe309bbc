import ResourceModel
import TestSupport
import Testing

@testable import NetworkWatcher

/// Forced tunnelling to a VPN gateway's default site (Azure: "Configure forced tunneling for site-to-site connections").
struct ForcedTunnellingTests {
  /// `a` has a route table with a default route to the gateway, unless `isForced` is false, and `plain` has none. The
  /// gateway has two sites, 10.50.0.0/24 and 10.60.0.0/24; the Internet is beyond the router of the second.
  private static func inquiry(
    defaultSite: String?, isForced: Bool = true, failedLinks: [String] = []
  ) throws -> Inquiry {
    var estate = EstateWriter()
    estate.routeTable("forced", [("0.0.0.0/0", "VirtualNetworkGateway", nil)])
    estate.network("a", 1, routeTable: isForced ? "forced" : nil)
    estate.machine("plain", in: "a", "10.1.1.4", subnet: "edge")
    estate.gateway(
      in: "a",
      defaultSite.map {
        "\"gatewayDefaultSite\": " + EstateWriter.id("localNetworkGateways", $0)
      } ?? "")
    for (name, octet) in [("branch", 50), ("office", 60)] {
      estate.add(
        resource: """
          { "type": "Microsoft.Network/localNetworkGateways", "name": "\(name)", "location": "eastus",
            "properties": { "gatewayIpAddress": "203.0.113.\(octet)",
              "localNetworkAddressSpace": { "addressPrefixes": ["10.\(octet).0.0/24"] } } }
          """)
      estate.add(
        resource: """
          { "type": "Microsoft.Network/connections", "name": "to-\(name)", "location": "eastus",
            "properties": { "connectionType": "IPsec", "sharedKey": "key",
              "virtualNetworkGateway1": \(EstateWriter.id("virtualNetworkGateways", "a-vpn")),
              "localNetworkGateway2": \(EstateWriter.id("localNetworkGateways", name)) } }
          """)
    }
    estate.add(section: "\"sites\": [\(site("branch", 50)), \(site("office", 60))]")
    estate.add(
      section: """
        "links": [{ "name": "branch-lan", "between": ["branch-pc", "branch-edge/lan"] },
          { "name": "office-lan", "between": ["office-pc", "office-edge/lan"] }]
        """)
    return try PeeringTests.inquiry(estate, failedLinks: failedLinks)
  }

  private static func site(_ name: String, _ octet: Int) -> String {
    """
    { "name": "\(name)-site", "routers": [{ "name": "\(name)-edge", "interfaces": [
        { "name": "lan", "address": "10.\(octet).0.1/24" },
        { "name": "vpn", "address": "10.\(octet).0.253/32", "tunnel": { "connection": "to-\(name)", "sharedKey": "key" } } ],
      "staticRoutes": [{ "prefix": "10.1.0.0/16", "nextHop": "vpn" }, { "prefix": "0.0.0.0/0", "nextHop": "10.\(octet).0.254" }] }],
      "hosts": [{ "name": "\(name)-pc", "address": "10.\(octet).0.10/24", "gateway": "10.\(octet).0.1" }] }
    """
  }

  private static let internet = "198.51.100.9"

  @Test(
    "a forced subnet's traffic to the Internet goes to the default site, other sites keep theirs")
  func defaultSite() throws {
    let inquiry = try Self.inquiry(defaultSite: "OFFICE")
    #expect(
      try PeeringTests.hops(inquiry, "a", Self.internet) == ["10.60.0.253", "10.60.0.253"])
    #expect(try PeeringTests.hops(inquiry, "a", "branch-pc") == ["10.50.0.253", "10.50.0.10"])
    #expect(try PeeringTests.reaches(inquiry, "a", "office-pc"))
    let why = try inquiry.ping(
      PingRequest(source: "a", destination: Self.internet, count: 1),
      watch: Watch(keepsJourneys: true)
    ).why
    let text = (why ?? []).joined(separator: "\n")
    #expect(text.contains("a-vpn/0: default site 0.0.0.0/0 by connection to-office"), "\(text)")
  }

  @Test("the default site is for subnets whose tables lead to the gateway, and for no others")
  func unforced() throws {
    for (source, isForced) in [("plain", true), ("a", false)] {
      let inquiry = try Self.inquiry(defaultSite: "office", isForced: isForced)
      let why = try inquiry.ping(
        PingRequest(source: source, destination: Self.internet, count: 1),
        watch: Watch(keepsJourneys: true)
      ).why
      let text = (why ?? []).joined(separator: "\n")
      #expect(text.contains("the route leads to the Internet"), "\(text)")
    }
  }

  @Test(
    "without a default site the gateway has no route to the Internet, and with its tunnel down it drops"
  )
  func drops() throws {
    let plain = try Self.inquiry(defaultSite: nil)
    #expect(try PeeringTests.hops(plain, "a", Self.internet) == ["*", "*", "*", "*"])
    let down = try Self.inquiry(defaultSite: "office", failedLinks: ["to-office"])
    for (inquiry, reason) in [
      (plain, "a-vpn/0: dropped, no route matches"),
      (down, "a-vpn/0: dropped, the route leads into an IPsec tunnel that is not up"),
    ] {
      let why = try inquiry.ping(
        PingRequest(source: "a", destination: Self.internet, count: 1),
        watch: Watch(keepsJourneys: true)
      ).why
      let text = (why ?? []).joined(separator: "\n")
      #expect(text.contains(reason), "\(text)")
    }
  }
}
