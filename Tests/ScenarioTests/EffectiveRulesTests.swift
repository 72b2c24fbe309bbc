import Addressing
import ResourceModel
import TestSupport
import Testing

@testable import NetworkWatcher

/// Four network interfaces and two network security groups: what stands before each, and what passes.
struct EffectiveRulesTests {
  /// Two subnets; the first has the group `tight` itself, and so has one interface in each the group `loose`.
  /// A peer, 10.2.0.0/16, stands beside the network.
  static func inquiry() throws -> Inquiry {
    func rule(
      _ name: String, _ priority: Int, _ direction: String, _ access: String,
      _ protocolName: String,
      _ sides: String
    ) -> String {
      """
      { "name": "\(name)", "properties": { "priority": \(priority), "direction": "\(direction)",
        "access": "\(access)", "protocol": "\(protocolName)", "sourcePortRange": "*",
        "destinationPortRanges": ["80", "8000-8080"], \(sides) } }
      """
    }
    func group(_ name: String, _ rules: [String]) -> String {
      """
      { "type": "Microsoft.Network/networkSecurityGroups", "name": "\(name)", "location": "eastus",
        "properties": { "securityRules": [\(rules.joined(separator: ", "))] } }
      """
    }
    func nic(_ name: String, _ address: String, _ subnet: String, _ own: String?, _ web: Bool)
      -> String
    {
      let group = own.map {
        ", \"networkSecurityGroup\": \(EstateWriter.id("networkSecurityGroups", $0))"
      }
      return """
        { "type": "Microsoft.Network/networkInterfaces", "name": "\(name)-nic",
          "location": "eastus", "properties": { "ipConfigurations": [ { "name": "ip", "properties": {
            "privateIPAllocationMethod": "Static", "privateIPAddress": "\(address)",
            "applicationSecurityGroups": [\(web ? #"{ "id": "web" }"# : "")],
            "subnet": \(EstateWriter.id("virtualNetworks/subnets", "v", subnet)) } } ]\(group ?? "") } },
        { "type": "Microsoft.Compute/virtualMachines", "name": "\(name)", "location": "eastus",
          "properties": { "networkProfile": { "networkInterfaces": [
            \(EstateWriter.id("networkInterfaces", "\(name)-nic")) ] } } }
        """
    }
    var estate = EstateWriter()
    estate.network("peer", 2)
    estate.peer("v", "peer")
    estate.add(
      resource: """
        { "type": "Microsoft.Network/applicationSecurityGroups", "name": "web", "location": "eastus" },
        \(group("tight", [
          rule("no-web-in", 300, "Inbound", "Deny", "Icmp", """
            "sourceApplicationSecurityGroups": [{ "id": "web" }], "destinationAddressPrefix": "*"
            """),
          rule("some-in", 200, "Inbound", "Allow", "Tcp", """
            "sourceAddressPrefixes": ["10.2.0.0/16", "192.168.0.0/24"],
            "destinationAddressPrefix": "VirtualNetwork"
            """),
        ])),
        \(group("loose", [
          rule("no-d", 100, "Outbound", "Deny", "Icmp", """
            "sourceAddressPrefix": "*", "destinationAddressPrefix": "10.1.1.5"
            """)
        ])),
        { "type": "Microsoft.Network/virtualNetworks", "name": "v", "location": "eastus",
          "properties": { "addressSpace": { "addressPrefixes": ["10.1.0.0/16"] }, "subnets": [
            { "name": "first", "properties": { "addressPrefix": "10.1.0.0/24",
              "networkSecurityGroup": \(EstateWriter.id("networkSecurityGroups", "tight")) } },
            { "name": "second", "properties": { "addressPrefix": "10.1.1.0/24" } } ] } },
        \(nic("a", "10.1.0.4", "first", nil, false)), \(nic("b", "10.1.0.5", "first", "loose", true)),
        \(nic("c", "10.1.1.4", "second", "loose", false)), \(nic("d", "10.1.1.5", "second", nil, true))
        """)
    return try PeeringTests.inquiry(estate)
  }

  private static let inboundDefaults = [
    "AllowVnetInBound", "AllowAzureLoadBalancerInBound", "DenyAllInBound",
  ].map { "defaultSecurityRules/" + $0 }
  private static let outboundDefaults = [
    "AllowVnetOutBound", "AllowInternetOutBound", "DenyAllOutBound",
  ].map { "defaultSecurityRules/" + $0 }
  private static let tight =
    ["tight at first", "securityRules/some-in", "securityRules/no-web-in"] + inboundDefaults
    + outboundDefaults

  private static func loose(_ nic: String) -> [String] {
    ["loose at \(nic)-nic"] + inboundDefaults + ["securityRules/no-d"] + outboundDefaults
  }

  @Test(
    "an interface's own group stands before its subnet's, each with its rules by direction and priority",
    arguments: [
      ("a", tight), ("b", loose("b") + tight), ("c", loose("c")), ("d", []),
    ])
  func groups(_ machine: String, _ expected: [String]) throws {
    let groups = try Self.inquiry().effectiveSecurityGroups(machine).groups
    let found = groups.flatMap { group in
      ["\(group.group) at \(group.networkInterface ?? group.subnet ?? "")"]
        + group.rules.map(\.name)
    }
    #expect(found == expected)
    for rules in groups.map(\.rules) {
      #expect(rules.map(\.direction) == rules.map(\.direction).sorted())
    }
  }

  private static func rule(_ machine: String, _ name: String) throws -> EffectiveSecurityGroup.Rule
  {
    let rules = try inquiry().effectiveSecurityGroups(machine).groups.flatMap(\.rules)
    return try #require(rules.first { $0.name == name })
  }

  @Test("effective rules tell what tags and application security groups stand for")
  func expansion() throws {
    let network = ["10.1.0.0/16", "10.2.0.0/16", "168.63.129.16/32"]
    let named = try Self.rule("a", "securityRules/some-in")
    #expect(named.sourceAddressPrefixes == ["10.2.0.0/16", "192.168.0.0/24"])
    #expect(named.expandedSourceAddressPrefixes == [])
    #expect(named.destinationAddressPrefixes == ["VirtualNetwork"])
    #expect(named.expandedDestinationAddressPrefixes == network)
    #expect(named.destinationPortRanges == ["80-80", "8000-8080"])
    #expect(named.sourcePortRanges == ["0-65535"])
    #expect(named.protocolName == "Tcp" && named.access == "Allow" && named.priority == 200)

    let web = try Self.rule("a", "securityRules/no-web-in")
    #expect(web.sourceAddressPrefixes == ["web"])
    #expect(web.expandedSourceAddressPrefixes == ["10.1.0.5/32", "10.1.1.5/32"])
    #expect(web.destinationAddressPrefixes == ["*"])
    #expect(web.expandedDestinationAddressPrefixes == [])

    let balancer = try Self.rule("a", "defaultSecurityRules/AllowAzureLoadBalancerInBound")
    #expect(balancer.sourceAddressPrefixes == ["AzureLoadBalancer"])
    #expect(balancer.expandedSourceAddressPrefixes == ["168.63.129.16/32"])
    #expect(balancer.protocolName == "All")
  }

  @Test("the tag Internet stands for all public space, written in the fewest prefixes")
  func internet() throws {
    let rule = try Self.rule("a", "defaultSecurityRules/AllowInternetOutBound")
    let prefixes = rule.expandedDestinationAddressPrefixes
    #expect(prefixes.first == "1.0.0.0/8")
    #expect(prefixes.last == "208.0.0.0/4")
    #expect(prefixes.contains("11.0.0.0/8") && prefixes.contains("168.63.129.17/32"))
    #expect(!prefixes.contains { $0.hasPrefix("10.") || $0.hasPrefix("127.") })
    let count = try prefixes.reduce(UInt64(0)) { $0 + (try IPv4Prefix($1).addressCount) }
    // All but 224/3 and 0/8, 10/8, 127/8, 172.16/12, 192.168/16, 169.254/16, 100.64/10, 168.63.129.16/32.
    let wanted: UInt64 =
      (1 << 32) - (1 << 29) - 3 * (1 << 24) - (1 << 20) - 2 * (1 << 16) - (1 << 22) - 1
    #expect(count == wanted)
  }

  /// Replies need no rule: only the asking way is judged. From `web` nobody asks into the first subnet, from
  /// `loose` nobody asks d.
  @Test(
    "two groups judge four interfaces in both directions, inside of a subnet too",
    arguments: [
      ("a", ["b", "c", "d"]), ("b", ["c"]), ("c", ["a", "b"]), ("d", ["c"]),
      ("peer", ["a", "b", "c", "d"]),
    ])
  func packets(_ source: String, _ reached: [String]) throws {
    let inquiry = try Self.inquiry()
    let others = ["a", "b", "c", "d"].filter { $0 != source }
    #expect(try others.filter { try PeeringTests.reaches(inquiry, source, $0) } == reached)
  }
}
