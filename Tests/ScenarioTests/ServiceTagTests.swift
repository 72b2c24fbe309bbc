import Addressing
import ControlPlane
import DataPlane
import ResourceModel
import TestSupport
import Testing

@testable import NetworkWatcher

/// Service tags of a file in routes and rules, service endpoints, and the platform's own traffic.
struct ServiceTagTests {
  /// A small file in Microsoft's format. Its prefixes are made up; several tags share 20.1.0.0/24.
  static let file = """
    { "changeNumber": 1, "cloud": "Public", "values": [
      { "name": "AzureCloud", "id": "AzureCloud", "properties": { "changeNumber": 9, "region": "",
        "platform": "Azure", "systemService": "", "addressPrefixes": ["20.0.0.0/8", "20.1.0.0/24"] } },
      { "name": "AzureCloud.eastus", "id": "AzureCloud.eastus", "properties": { "changeNumber": 9,
        "region": "eastus", "systemService": "", "addressPrefixes": ["20.0.0.0/8", "20.1.0.0/24"] } },
      { "name": "Storage", "id": "Storage", "properties": { "changeNumber": "12", "region": "",
        "systemService": "AzureStorage",
        "addressPrefixes": ["20.1.0.0/24", "20.2.0.0/24", "20.3.0.0/24", "2603:1030::/48"] } },
      { "name": "Storage.EastUS", "id": "Storage.EastUS", "properties": { "changeNumber": 3,
        "region": "eastus", "systemService": "AzureStorage", "addressPrefixes": ["20.1.0.0/24"] } },
      { "name": "Storage.WestUS", "id": "Storage.WestUS", "properties": { "changeNumber": 3,
        "region": "westus", "systemService": "AzureStorage", "addressPrefixes": ["20.2.0.0/24"] } },
      { "name": "Sql", "id": "Sql", "properties": { "changeNumber": 3, "region": "",
        "systemService": "AzureSQL", "addressPrefixes": ["20.4.0.0/24"] } } ] }
    """

  /// One network with the machine `web` in 10.1.0.0/24 and an appliance 10.1.1.4.
  ///
  /// - Parameters:
  ///   - routes: destination, next hop type, address.
  ///   - endpoints: the subnet's service endpoints, as JSON.
  ///   - rules: the rules of the machine's group, as JSON; `nil` is no group.
  static func inquiry(
    routes: [(String, String, String?)] = [], endpoints: String = "", rules: String? = nil,
    tags: String? = file
  ) throws -> Inquiry {
    var estate = EstateWriter()
    let table = routes.isEmpty ? "" : ", \"routeTable\": \(EstateWriter.id("routeTables", "rt"))"
    if !routes.isEmpty { estate.routeTable("rt", routes.map { ($0.0, $0.1, $0.2) }) }
    var group = ""
    if let rules {
      group = ", \"networkSecurityGroup\": \(EstateWriter.id("networkSecurityGroups", "nsg"))"
      estate.add(
        resource: """
          { "type": "Microsoft.Network/networkSecurityGroups", "name": "nsg", "location": "eastus",
            "properties": { "securityRules": [\(rules)] } }
          """)
    }
    estate.add(
      resource: """
        { "type": "Microsoft.Network/virtualNetworks", "name": "v", "location": "eastus",
          "properties": { "addressSpace": { "addressPrefixes": ["10.1.0.0/16"] }, "subnets": [
            { "name": "s", "properties": { "addressPrefix": "10.1.0.0/24",
              "serviceEndpoints": [\(endpoints)]\(table)\(group) } },
            { "name": "edge", "properties": { "addressPrefix": "10.1.1.0/24" } },
            { "name": "GatewaySubnet", "properties": { "addressPrefix": "10.1.255.0/27" } } ] } }
        """)
    estate.machine("web", in: "v", "10.1.0.4", subnet: "s")
    estate.machine("nva", in: "v", "10.1.1.4", subnet: "edge", forwards: true)
    let given = try tags.map { text in
      try ServiceTagTable(bytes: Array(text.utf8), file: "tags.json")
    }
    let result = TopologyLoader.load(
      bytes: Array(estate.text.utf8), file: "tags.jsonc", serviceTags: given)
    return try Inquiry(try #require(result.topology, "\(result.diagnostics.map(\.message))"))
  }

  /// The effective routes to the tags' prefixes.
  static func rows(_ inquiry: Inquiry) throws -> [String] {
    try RoutingExampleTests.rows(inquiry, "web").filter { $0.contains(" 20.") }
  }

  private static let nva = "10.1.1.4"

  /// Each case: the table, then the rows by hand. An explicit prefix beats every tag; a region's tag beats its
  /// service's, that one AzureCloud's of a region, that one AzureCloud.
  @Test(
    "a route to a service tag is one row for the prefixes that fare alike, and of equal prefixes the closest tag's counts",
    arguments: [
      (
        [("Storage", "VirtualAppliance", nva)],
        ["User Active 20.1.0.0/24 20.2.0.0/24 20.3.0.0/24 VirtualAppliance 10.1.1.4"]
      ),
      (
        [("Storage", "VirtualAppliance", nva), ("20.2.0.0/24", "Internet", nil)],
        [
          "User Active 20.1.0.0/24 20.3.0.0/24 VirtualAppliance 10.1.1.4",
          "User Active 20.2.0.0/24 Internet",
          "User Invalid 20.2.0.0/24 VirtualAppliance 10.1.1.4",
        ]
      ),
      (
        [
          ("AzureCloud", "None", nil), ("AzureCloud.eastus", "VirtualAppliance", nva),
          ("Storage", "None", nil), ("Storage.EastUS", "Internet", nil),
        ],
        [
          "User Active 20.0.0.0/8 VirtualAppliance 10.1.1.4",
          "User Invalid 20.0.0.0/8 20.1.0.0/24 None", "User Active 20.1.0.0/24 Internet",
          "User Invalid 20.1.0.0/24 None", "User Invalid 20.1.0.0/24 VirtualAppliance 10.1.1.4",
          "User Active 20.2.0.0/24 20.3.0.0/24 None",
        ]
      ),
    ] as [([(String, String, String?)], [String])])
  func tagRoutes(_ routes: [(String, String, String?)], _ expected: [String]) throws {
    #expect(try Self.rows(try Self.inquiry(routes: routes)) == expected)
  }

  /// Storage in a network of eastus has the pair's prefixes as well; other services have their own region's. A service
  /// without regional tags has one list everywhere. No user's route takes their place, not even a longer one.
  @Test(
    "a service endpoint's routes are its service's prefixes in its regions, and nothing overrides them",
    arguments: [
      (
        #"{ "service": "Microsoft.Storage" }"#, [],
        [
          "Default Active 20.1.0.0/24 VirtualNetworkServiceEndpoint",
          "Default Active 20.2.0.0/24 VirtualNetworkServiceEndpoint",
        ]
      ),
      (
        #"{ "service": "microsoft.storage", "locations": ["East US"] }"#, [],
        ["Default Active 20.1.0.0/24 VirtualNetworkServiceEndpoint"]
      ),
      (
        #"{ "service": "Microsoft.Storage", "locations": ["*"] }, { "service": "Microsoft.Sql" }"#,
        [],
        [
          "Default Active 20.1.0.0/24 20.2.0.0/24 20.3.0.0/24 VirtualNetworkServiceEndpoint",
          "Default Active 20.4.0.0/24 VirtualNetworkServiceEndpoint",
        ]
      ),
      (
        #"{ "service": "Microsoft.Storage", "locations": ["eastus"] }"#,
        [("Storage", "VirtualAppliance", nva), ("20.1.0.7/32", "None", nil)],
        [
          "Default Active 20.1.0.0/24 VirtualNetworkServiceEndpoint",
          "User Invalid 20.1.0.0/24 VirtualAppliance 10.1.1.4", "User Invalid 20.1.0.7/32 None",
          "User Active 20.2.0.0/24 20.3.0.0/24 VirtualAppliance 10.1.1.4",
        ]
      ),
    ] as [(String, [(String, String, String?)], [String])])
  func endpoints(
    _ endpoints: String, _ routes: [(String, String, String?)], _ expected: [String]
  ) throws {
    #expect(try Self.rows(try Self.inquiry(routes: routes, endpoints: endpoints)) == expected)
  }

  /// The last device's reason, and the rule that decided, if one did.
  static func ending(
    _ inquiry: Inquiry, _ destination: String, _ protocolNumber: IPProtocol = .tcp,
    _ port: UInt16 = 443
  ) throws -> (reason: DropReason?, rule: String?) {
    let estate = inquiry.estate
    let source = estate.endpoints[try inquiry.endpoint("web")]
    let to = try #require(IPv4Address(destination))
    var bytes =
      protocolNumber == .icmp
      ? PacketBuilder.echoRequest(from: source.address, to: to)
      : PacketBuilder.transport(protocolNumber, from: source.address, 50_000, to: to, port)
    var flows = FlowTable(.init())
    var tracer = RecordingTracer()
    let verdict = bytes.withUnsafeMutableBytes {
      Pipeline.process(
        $0, at: source.attachment, estate.tables, flows: &flows, now: .start, tracer: &tracer)
    }
    var rule: String?
    for case .securityRule(_, let table, let index) in tracer.steps {
      rule = estate.tables.securityRules[table.index].rules[index].name
    }
    guard case .drop(let reason) = verdict else { return (nil, rule) }
    return (reason, rule)
  }

  @Test(
    "what a service endpoint takes away ends with a reason of its own, forced tunnelling or not")
  func endpointReason() throws {
    let endpoint = #"{ "service": "Microsoft.Storage", "locations": ["eastus"] }"#
    let routes = [("0.0.0.0/0", "VirtualAppliance", Self.nva as String?)]
    let inquiry = try Self.inquiry(routes: routes, endpoints: endpoint)
    #expect(try Self.ending(inquiry, "20.1.0.5").reason == .serviceEndpointNotModelled)
    #expect(try Self.ending(inquiry, "20.2.0.5").reason == nil)
    let plain = try Self.inquiry(routes: routes)
    #expect(try Self.ending(plain, "20.1.0.5").reason == nil)
    #expect(try Self.ending(try Self.inquiry(), "20.1.0.5").reason == .internetNotModelled)
  }

  private static func rule(
    _ name: String, _ priority: Int, _ access: String, _ to: String, protocolName: String = "*",
    port: String = "*"
  ) -> String {
    """
    { "name": "\(name)", "properties": { "priority": \(priority), "direction": "Outbound",
      "access": "\(access)", "protocol": "\(protocolName)", "sourcePortRange": "*",
      "destinationPortRange": "\(port)", "sourceAddressPrefix": "*",
      "destinationAddressPrefix": "\(to)" } }
    """
  }

  @Test(
    "a rule that names a service tag is about the file's prefixes",
    arguments: [
      ("20.1.0.5", "securityRules/storage"), ("20.2.0.5", "securityRules/rest"),
      ("20.4.0.5", "securityRules/sql"), ("10.1.1.4", "securityRules/rest"),
    ])
  func tagRules(_ destination: String, _ expected: String) throws {
    let inquiry = try Self.inquiry(
      rules: [
        Self.rule("storage", 100, "Allow", "storage.eastus"),
        Self.rule("sql", 110, "Allow", "Sql", protocolName: "Tcp", port: "443"),
        Self.rule("rest", 4096, "Deny", "*"),
      ].joined(separator: ","))
    #expect(try Self.ending(inquiry, destination).rule == expected)
    let group = try #require(try inquiry.effectiveSecurityGroups("web").groups.first)
    let storage = try #require(group.rules.first { $0.name == "securityRules/storage" })
    #expect(storage.destinationAddressPrefixes == ["Storage.EastUS"])
    #expect(storage.expandedDestinationAddressPrefixes == ["20.1.0.0/24"])
    #expect(
      EffectiveRulesTable.expansions([group]).contains(
        "nsg, securityRules/storage, Outbound, destination Storage.EastUS:\n  20.1.0.0/24\n"))
  }

  /// Protocol, port and destination, and what the deny-all rule and the rule on the tag leave of them.
  @Test(
    "traffic of the platform's services passes all rules but those that name its tags",
    arguments: [
      (nil, "168.63.129.16", IPProtocol.udp, 53, "platform/AllowHostServices"),
      (nil, "168.63.129.16", .tcp, 32_526, "platform/AllowHostServices"),
      (nil, "169.254.169.254", .tcp, 80, "platform/AllowHostServices"),
      (nil, "23.102.135.246", .tcp, 1688, "platform/AllowLicensing"),
      (nil, "23.102.135.246", .tcp, 443, "securityRules/rest"),
      ("AzurePlatformDNS", "168.63.129.16", .udp, 53, "securityRules/tag"),
      ("AzurePlatformDNS", "168.63.129.16", .tcp, 53, "securityRules/tag"),
      ("AzurePlatformDNS", "168.63.129.16", .tcp, 80, "platform/AllowHostServices"),
      ("AzurePlatformDNS", "169.254.169.254", .tcp, 80, "platform/AllowHostServices"),
      ("AzurePlatformIMDS", "169.254.169.254", .tcp, 80, "securityRules/tag"),
      ("AzurePlatformIMDS", "168.63.129.16", .udp, 53, "platform/AllowHostServices"),
      ("AzurePlatformLKM", "20.118.99.224", .tcp, 1688, "securityRules/tag"),
      ("AzurePlatformLKM", "168.63.129.16", .tcp, 80, "platform/AllowHostServices"),
    ] as [(String?, String, IPProtocol, UInt16, String)])
  func platform(
    _ tag: String?, _ destination: String, _ protocolNumber: IPProtocol, _ port: UInt16,
    _ expected: String
  ) throws {
    // The tag's rule stands behind the one that denies all: its place does not matter to the platform.
    let rules =
      [Self.rule("rest", 100, "Deny", "*")]
      + (tag.map { [Self.rule("tag", 200, "Deny", $0)] } ?? [])
    let inquiry = try Self.inquiry(rules: rules.joined(separator: ","))
    let found = try Self.ending(inquiry, destination, protocolNumber, port)
    #expect(found.rule == expected)
    let group = try #require(try inquiry.effectiveSecurityGroups("web").groups.first)
    #expect(!group.rules.contains { $0.name.hasPrefix("platform/") })
    if tag != nil {
      #expect(
        group.rules.map(\.name).filter { $0.hasPrefix("securityRules/") }
          == ["securityRules/rest", "securityRules/tag"])
    }
  }

  @Test("a default route of the user's takes the licensing servers under the rules again")
  func licensingUnderForcedTunnelling() throws {
    let inquiry = try Self.inquiry(
      routes: [("0.0.0.0/0", "VirtualAppliance", Self.nva)],
      rules: Self.rule("rest", 100, "Deny", "*"))
    #expect(try Self.ending(inquiry, "23.102.135.246", .tcp, 1688).rule == "securityRules/rest")
    #expect(
      try Self.ending(inquiry, "168.63.129.16", .udp, 53).rule == "platform/AllowHostServices")
  }

  @Test(
    "no route leads away from the addresses of the host",
    arguments: ["168.63.129.16", "169.254.169.254"])
  func hostAddresses(_ address: String) throws {
    let inquiry = try Self.inquiry(
      routes: [
        ("0.0.0.0/0", "VirtualAppliance", Self.nva),
        ("\(address)/32", "VirtualAppliance", Self.nva),
      ], rules: "")
    #expect(try Self.ending(inquiry, address, .udp, 53).reason == .platformServiceNotModelled)
    #expect(try Self.ending(inquiry, address, .icmp).reason == .platformServiceNotModelled)
  }
}
