import ResourceModel
import TestSupport
import Testing

@testable import NetworkWatcher

/// The routing example of Azure's page "Virtual network traffic routing", worked out in full: the rows of each subnet,
/// written down from the page.
///
/// VNet1 is 10.0.0.0/16, peered with VNet2 of 10.1.0.0/16 and 10.2.0.0/16; on-premises is 10.10.0.0/16 behind a VPN
/// gateway; the appliance is 10.0.100.4. Subnet1 has a route table and a service endpoint, Subnet2 neither.
struct RoutingExampleTests {
  static func inquiry() throws -> Inquiry {
    var estate = EstateWriter()
    estate.routeTable(
      "subnet1-table",
      [
        ("10.0.0.0/16", "VirtualAppliance", "10.0.100.4"), ("10.0.0.0/24", "VnetLocal", nil),
        ("10.1.0.0/16", "None", nil), ("10.2.0.0/16", "None", nil),
        ("10.10.0.0/16", "VirtualAppliance", "10.0.100.4"),
        ("0.0.0.0/0", "VirtualAppliance", "10.0.100.4"),
      ])
    estate.add(
      resource: """
        { "type": "Microsoft.Network/virtualNetworks", "name": "VNet1", "location": "eastus",
          "properties": { "addressSpace": { "addressPrefixes": ["10.0.0.0/16"] }, "subnets": [
            { "name": "Subnet1", "properties": { "addressPrefix": "10.0.0.0/24",
              "routeTable": \(EstateWriter.id("routeTables", "subnet1-table")),
              "serviceEndpoints": [{ "service": "Microsoft.KeyVault", "locations": ["eastus"] }] } },
            { "name": "Subnet2", "properties": { "addressPrefix": "10.0.1.0/24" } },
            { "name": "Appliances", "properties": { "addressPrefix": "10.0.100.0/24" } },
            { "name": "GatewaySubnet", "properties": { "addressPrefix": "10.0.255.0/27" } } ] } },
        { "type": "Microsoft.Network/virtualNetworks", "name": "VNet2", "location": "eastus",
          "properties": { "addressSpace": { "addressPrefixes": ["10.1.0.0/16", "10.2.0.0/16"] },
            "subnets": [ { "name": "work", "properties": { "addressPrefix": "10.1.0.0/24" } } ] } }
        """)
    estate.machine("one", in: "VNet1", "10.0.0.4", subnet: "Subnet1")
    estate.machine("two", in: "VNet1", "10.0.1.4", subnet: "Subnet2")
    estate.machine("nva", in: "VNet1", "10.0.100.4", subnet: "Appliances", forwards: true)
    estate.machine("other", in: "VNet2", "10.1.0.4", subnet: "work")
    estate.network("onprem", 10)
    estate.peer("VNet1", "VNet2")
    estate.gateway(in: "VNet1")
    estate.gateway(in: "onprem")
    estate.connect("VNet1", "onprem")
    return try PeeringTests.inquiry(estate)
  }

  /// The service's prefixes in eastus, of the bundled service tags.
  private static let keyVault = [
    "Default Active 20.42.64.44/30 20.42.73.8/30 20.62.134.76/30 20.62.134.224/29 20.88.156.160/29"
      + " 40.71.10.200/30 VirtualNetworkServiceEndpoint"
  ]

  private static let subnet1 =
    [
      "Default Invalid 10.0.0.0/16 VnetLocal", "Default Invalid 10.1.0.0/16 VNetPeering",
      "Default Invalid 10.2.0.0/16 VNetPeering",
      "VirtualNetworkGateway Invalid 10.10.0.0/16 VirtualNetworkGateway 10.0.255.4",
    ] + keyVault + [
      "Default Invalid 0.0.0.0/0 Internet",
      "User Active 0.0.0.0/0 VirtualAppliance 10.0.100.4",
      "User Active 10.0.0.0/16 VirtualAppliance 10.0.100.4", "User Active 10.0.0.0/24 VnetLocal",
      "User Active 10.1.0.0/16 None", "User Active 10.2.0.0/16 None",
      "User Active 10.10.0.0/16 VirtualAppliance 10.0.100.4",
    ]

  private static let subnet2 = [
    "Default Active 10.0.0.0/16 VnetLocal", "Default Active 10.1.0.0/16 VNetPeering",
    "Default Active 10.2.0.0/16 VNetPeering",
    "VirtualNetworkGateway Active 10.10.0.0/16 VirtualNetworkGateway 10.0.255.4",
    "Default Active 0.0.0.0/0 Internet", "Default Active 10.0.0.0/8 None",
    "Default Active 172.16.0.0/12 None", "Default Active 192.168.0.0/16 None",
    "Default Active 100.64.0.0/10 None",
  ]

  /// The peer sees VNet1, and no gateway: it does not use the remote one.
  private static let other = [
    "Default Active 10.1.0.0/16 VnetLocal", "Default Active 10.2.0.0/16 VnetLocal",
    "Default Active 10.0.0.0/16 VNetPeering", "Default Active 0.0.0.0/0 Internet",
    "Default Active 10.0.0.0/8 None", "Default Active 172.16.0.0/12 None",
    "Default Active 192.168.0.0/16 None", "Default Active 100.64.0.0/10 None",
  ]

  static func rows(_ inquiry: Inquiry, _ name: String) throws -> [String] {
    try inquiry.effectiveRoutes(name).rows.map { row in
      ([row.source, row.state] + row.addressPrefixes + [row.nextHopType]
        + (row.lacksNextHop ? ["None"] : row.nextHopAddresses))
        .joined(separator: " ")
    }
  }

  @Test(
    "the routing example of the documentation has the page's effective routes in each subnet",
    arguments: [("one", subnet1), ("two", subnet2), ("nva", subnet2), ("other", other)])
  func effectiveRoutes(_ machine: String, _ expected: [String]) throws {
    #expect(try Self.rows(try Self.inquiry(), machine) == expected)
  }

  /// What the page says of each row: traffic within the subnet stays, the rest of VNet1 and on-premises go by the
  /// appliance, VNet2 nowhere, the service by its endpoint, everything else by the appliance to the Internet.
  @Test(
    "packets of the routing example go where the page says",
    arguments: [
      ("one", "10.0.1.4", ["10.0.100.4", "10.0.1.4"]), ("one", "10.1.0.4", ["*"]),
      ("one", "10.10.0.4", ["10.0.100.4", "10.10.0.4"]), ("one", "20.42.64.45", ["*"]),
      ("two", "10.1.0.4", ["10.1.0.4"]), ("two", "10.10.0.4", ["10.10.0.4"]),
    ])
  func packets(_ source: String, _ destination: String, _ hops: [String]) throws {
    let found = try PeeringTests.hops(try Self.inquiry(), source, destination)
    #expect(Array(found.prefix(hops.count)) == hops)
  }
}
