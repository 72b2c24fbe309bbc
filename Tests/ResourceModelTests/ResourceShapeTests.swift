import Addressing
import ResourceModel
import Testing

@Suite("Shapes of ARM resources")
struct ResourceShapeTests {
  private func load(_ text: String, warnings: [DiagnosticCode] = []) throws -> Topology {
    let result = TopologyLoader.load(bytes: Array(text.utf8), file: "sample.jsonc")
    let all = DiagnosticRenderer.renderLines(result.diagnostics)
    #expect(result.diagnostics.map(\.code) == warnings, "\(all)")
    return try #require(result.topology, "\(all)")
  }

  /// What the shapes of one estate must all decode to.
  private func describe(_ topology: Topology) -> [String] {
    topology.virtualNetworks.map { network in
      let subnets = network.subnets.map {
        "\($0.name)=\($0.addressPrefix)/\($0.networkSecurityGroup ?? "-")/\($0.routeTable ?? "-")"
      }
      let peerings = network.peerings.map {
        "\($0.name)>\($0.remoteVirtualNetwork)/\($0.allowForwardedTraffic)"
      }
      return "\(network.name)@\(network.location) \(network.addressSpace) \(subnets) \(peerings)"
    }
  }

  private static let expected = [
    #"a@eastus [10.0.0.0/16] ["s=10.0.0.0/24/group/table"] ["ab>b/true"]"#,
    #"b@westus2 [10.1.0.0/16] [] ["ba>a/false"]"#,
  ]

  private static let policies = """
    { "type": "Microsoft.Network/networkSecurityGroups", "name": "group", "location": "eastus" },
    { "type": "Microsoft.Network/routeTables", "name": "table", "location": "eastus" },
    """

  private static let networkB = """
    { "type": "Microsoft.Network/virtualNetworks", "name": "b", "location": "West US 2",
      "properties": { "addressSpace": { "addressPrefixes": ["10.1.0.0/16"] },
        "virtualNetworkPeerings": [{ "name": "ba", "properties": { "remoteVirtualNetwork": { "id": "a" } } }] } }
    """

  static let shapes: [String] = [
    // Inline, as templates have it.
    """
    { "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-09-01", "name": "a", "location": "East US",
      "tags": { "x": "y" }, "dependsOn": [],
      "properties": {
        "addressSpace": { "addressPrefixes": ["10.0.0.0/16"] },
        "subnets": [{ "name": "s", "properties": { "addressPrefix": "10.0.0.0/24",
          "networkSecurityGroup": { "id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'group')]" },
          "routeTable": { "id": "[resourceId('Microsoft.Network/routeTables/', 'table')]" } } }],
        "virtualNetworkPeerings": [{ "name": "ab", "properties": { "allowForwardedTraffic": true,
          "remoteVirtualNetwork": { "id": "[resourceId('rg', 'Microsoft.Network/virtualNetworks', 'b')]" } } }] } }
    """,
    // As the command line prints it: no properties level, lower-case types, full ids, nulls.
    """
    { "type": "microsoft.network/virtualnetworks", "name": "a", "location": "eastus", "resourceGroup": "rg",
      "id": "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/a", "etag": "W",
      "provisioningState": "Succeeded", "dhcpOptions": { "dnsServers": [] }, "enableDdosProtection": false,
      "addressSpace": { "addressPrefixes": ["10.0.0.0/16"] },
      "subnets": [{ "name": "s", "addressPrefix": "10.0.0.0/24", "natGateway": null, "addressPrefixes": null,
        "networkSecurityGroup": { "id": "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/networkSecurityGroups/group", "resourceGroup": "rg" },
        "routeTable": { "id": "/subscriptions/0/resourceGroups/rg/providers/microsoft.network/routetables/TABLE" } }],
      "virtualNetworkPeerings": [{ "name": "ab", "allowForwardedTraffic": true, "peeringState": "Connected",
        "remoteVirtualNetwork": { "id": "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/b" } }] }
    """,
    // Children nested in the parent's resources; booleans as texts; letter case of properties.
    """
    { "type": "Microsoft.Network/virtualNetworks", "name": "a", "location": "eastus",
      "Properties": { "AddressSpace": { "addressprefixes": ["10.0.0.0/16"] } },
      "resources": [
        { "type": "subnets", "name": "s", "properties": { "addressPrefixes": ["10.0.0.0/24"],
          "networkSecurityGroup": { "id": "networkSecurityGroups/group" }, "routeTable": { "id": "table" } } },
        { "type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings", "name": "a/ab",
          "properties": { "allowForwardedTraffic": "True", "remoteVirtualNetwork": { "id": "B" } } } ] }
    """,
    // Children at the top, the subnet also inline, as exports have it.
    """
    { "type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings", "name": "a/ab",
      "properties": { "allowForwardedTraffic": "true", "remoteVirtualNetwork": { "id": "Microsoft.Network/virtualNetworks/b" } } },
    { "type": "Microsoft.Network/virtualNetworks", "name": "a", "location": "eastus",
      "properties": { "addressSpace": { "addressPrefixes": ["10.0.0.0/16"] },
        "subnets": [{ "name": "s", "properties": { "addressPrefix": "10.0.0.0/24" } }] } },
    { "type": "Microsoft.Network/virtualNetworks/subnets", "name": "A/s",
      "properties": { "addressPrefix": "10.0.0.0/24",
        "networkSecurityGroup": { "id": "Group" }, "routeTable": { "id": "Table" } } }
    """,
  ]

  @Test("a network says how long its flows may be idle")
  func flowTimeout() throws {
    func timeout(_ text: String) throws -> Nanoseconds? {
      try load(
        Sample.document([
          Sample.resource(
            "virtualNetworks", "v",
            #""addressSpace": { "addressPrefixes": ["10.0.0.0/16"] }\#(text)"#)
        ])
      ).virtualNetworks[0].flowTimeout
    }
    #expect(try timeout("") == nil)
    #expect(try timeout(#", "flowTimeoutInMinutes": 4"#) == .seconds(240))
    #expect(try timeout(#", "flowTimeoutInMinutes": 30"#) == .seconds(1800))
  }

  @Test("The same network in every shape decodes to the same", arguments: shapes)
  func shapesAreEqual(_ shape: String) throws {
    let topology = try load(
      "{ \"name\": \"x\", \"resources\": [\(Self.policies) \(shape), \(Self.networkB)] }")
    #expect(describe(topology) == Self.expected)
  }

  private static let network = Sample.network(
    "v", "\"10.0.0.0/16\"", subnets: [Sample.subnet("s", "\"10.0.0.0/24\"")])

  @Test("A dynamic address, or none, is left to the emulator; a static one is kept")
  func allocation() throws {
    let topology = try load(
      Sample.document([
        Self.network, Sample.nic("a", "v", "s", nil), Sample.nic("b", "v", "s", "\"10.0.0.9\""),
        Sample.nic("c", "v", "s", "\"10.0.0.10\", \"privateIPAllocationMethod\": \"dynamic\""),
        Sample.nic("d", "v", "s", "\"10.0.0.11\", \"privateIPAllocationMethod\": \"Static\""),
        Sample.nic("e", "V", "S", "\"\"", "\"enableIPForwarding\": \"true\""),
      ]))
    #expect(
      topology.networkInterfaces.map { $0.ipConfigurations[0].privateIPAddress?.description } == [
        nil, "10.0.0.9", nil, "10.0.0.11", nil,
      ])
    #expect(topology.networkInterfaces.map(\.enableIPForwarding).last == true)
    #expect(
      topology.networkInterfaces[4].ipConfigurations[0].subnet
        == SubnetReference(virtualNetwork: "v", subnet: "s"))
  }

  @Test("A machine's system follows from its disk or its profile, Windows unless said")
  func operatingSystems() throws {
    func machine(_ name: String, _ profile: String) -> String {
      Sample.machine(name, "{ \"id\": \"\(name)-nic\" }")
        .replacing("\"networkProfile\"", with: profile + " \"networkProfile\"")
    }
    let topology = try load(
      Sample.document([
        Self.network, Sample.nic("a-nic", "v", "s", nil), Sample.nic("b-nic", "v", "s", nil),
        Sample.nic("c-nic", "v", "s", nil), machine("a", ""),
        machine("b", #""storageProfile": { "osDisk": { "osType": "linux" } },"#),
        machine("c", #""osProfile": { "linuxConfiguration": {} }, "hardwareProfile": {},"#),
      ]))
    #expect(topology.virtualMachines.map(\.osType) == [.windows, .linux, .linux])
  }

  @Test("A machine's primary interface comes first, whatever the order")
  func primaryInterface() throws {
    let topology = try load(
      Sample.document([
        Self.network, Sample.nic("a", "v", "s", nil), Sample.nic("b", "v", "s", nil),
        Sample.machine(
          "m", #"{ "id": "a" }, { "id": "B", "properties": { "primary": true } }"#),
      ]))
    #expect(topology.virtualMachines[0].networkInterfaces == ["b", "a"])
  }

  @Test("Security rules take single and several ports and addresses, numbers as texts, any case")
  func securityRules() throws {
    let rules = """
      { "name": "late", "properties": { "priority": "200", "direction": "inbound", "access": "ALLOW",
        "protocol": "TCP", "sourcePortRange": "*", "destinationPortRanges": ["80", "8000-8080"],
        "sourceAddressPrefixes": ["10.0.0.0/8", "192.168.1.1"], "destinationAddressPrefix": "virtualnetwork",
        "description": "x" } },
      { "name": "out", "properties": { "priority": 100, "direction": "Outbound", "access": "Deny",
        "protocol": "*", "sourcePortRange": 53, "destinationPortRange": "*",
        "sourceAddressPrefix": "AzureLoadBalancer", "destinationAddressPrefix": "Internet" } },
      { "name": "early", "properties": { "priority": 100, "direction": "Inbound", "access": "Deny",
        "protocol": "Icmp", "sourcePortRange": "*", "destinationPortRange": "*",
        "sourceAddressPrefix": "*", "destinationAddressPrefix": "Any" } }
      """
    let topology = try load(
      Sample.document([
        Sample.resource("networkSecurityGroups", "n", "\"securityRules\": [\(rules)]")
      ]))
    let decoded = topology.networkSecurityGroups[0].securityRules
    #expect(decoded.map(\.name) == ["early", "late", "out"])
    #expect(decoded.map(\.protocolNumber) == [.icmp, .tcp, nil])
    #expect(decoded[1].destinationPortRanges == [80...80, 8000...8080])
    #expect(
      decoded[1].sourceAddressPrefixes == [
        .prefix(try IPv4Prefix("10.0.0.0/8")), .prefix(try IPv4Prefix("192.168.1.1/32")),
      ])
    #expect(decoded[1].destinationAddressPrefixes == [.serviceTag(.virtualNetwork)])
    #expect(decoded[2].sourcePortRanges == [53...53])
    #expect(decoded[2].sourceAddressPrefixes == [.serviceTag(.azureLoadBalancer)])
    #expect(decoded[0].destinationAddressPrefixes == [.any])
  }

  @Test("Rules, routes and circuit peerings may be resources of their own")
  func childResources() throws {
    let topology = try load(
      Sample.document([
        Sample.resource("networkSecurityGroups", "n", ""),
        Sample.resource(
          "networkSecurityGroups/securityRules", "n/r",
          #""priority": 100, "direction": "Inbound", "access": "Allow", "protocol": "*", "#
            + #""sourcePortRange": "*", "destinationPortRange": "*", "#
            + #""sourceAddressPrefix": "*", "destinationAddressPrefix": "*""#),
        Sample.resource("routeTables", "t", #""disableBgpRoutePropagation": "true""#),
        Sample.resource(
          "routeTables/routes", "t/r",
          #""addressPrefix": "10.0.0.0/8", "nextHopType": "virtualappliance", "nextHopIpAddress": "10.9.0.4""#
        ), Sample.resource("expressRouteCircuits", "c", ""),
        Sample.resource(
          "expressRouteCircuits/peerings", "c/AzurePrivatePeering",
          #""peeringType": "AzurePrivatePeering", "peerASN": "65021", "vlanId": "300", "#
            + #""primaryPeerAddressPrefix": "192.168.0.0/30", "secondaryPeerAddressPrefix": "192.168.0.4/30""#
        ),
      ]))
    #expect(topology.networkSecurityGroups[0].securityRules.map(\.name) == ["r"])
    #expect(topology.routeTables[0].disableBgpRoutePropagation)
    #expect(topology.routeTables[0].routes[0].nextHopIpAddress == IPv4Address(10, 9, 0, 4))
    #expect(topology.expressRouteCircuits[0].privatePeering?.peerASN == ASN(rawValue: 65021))
    #expect(topology.expressRouteCircuits[0].privatePeering?.vlanId == 300)
  }

  @Test("Active-active gateways take both peering addresses of an export, others one")
  func peeringAddresses() throws {
    let topology = try load(
      Sample.document(
        Sample.vpn(
          "a", 0,
          #""activeActive": true, "bgpSettings": { "asn": 65001, "bgpPeeringAddress": "10.0.255.4,10.0.255.5" },"#
        )
          + Sample.vpn(
            "b", 1, #""bgpSettings": { "asn": 65002, "bgpPeeringAddress": "10.1.255.254" },"#)
      ))
    #expect(
      topology.virtualNetworkGateways[0].instanceAddresses == [
        IPv4Address(10, 0, 255, 4), IPv4Address(10, 0, 255, 5),
      ])
    #expect(topology.virtualNetworkGateways[0].bgpPeeringAddress == nil)
    #expect(
      topology.virtualNetworkGateways[1].bgpPeeringAddress == IPv4Address(10, 1, 255, 254))
  }

  @Test("A generation names the TTL profile of the gateway's own type; values may be given instead")
  func timeToLive() throws {
    let topology = try load(
      Sample.document(
        Sample.vpn("a", 0) + Sample.vpn("b", 1) + [
          Sample.network(
            "v", "\"10.8.0.0/16\"", subnets: [Sample.subnet("GatewaySubnet", "\"10.8.0.0/24\"")]),
          Sample.gateway("e", "v", "ExpressRoute"),
          Sample.network(
            "w", "\"10.9.0.0/16\"", subnets: [Sample.subnet("GatewaySubnet", "\"10.9.0.0/24\"")]),
          Sample.gateway("f", "w"),
        ],
        """
        "gatewayProfiles": [
          { "gateway": "a", "timeToLive": "2018" }, { "gateway": "B", "timeToLive": "current" },
          { "gateway": "e", "timeToLive": "2018" },
          { "gateway": "f", "timeToLive": { "fromVirtualNetwork": 1, "fromTunnel": 0, "answers": "all" } } ]
        """))
    #expect(topology.gatewayProfiles.map(\.gateway) == ["a", "b", "e", "f"])
    #expect(
      topology.gatewayProfiles.map(\.timeToLive) == [
        .vpn2018, .vpnCurrent, .expressRoute,
        GatewayTimeToLive(fromVirtualNetwork: 1, fromTunnel: 0, answers: .all),
      ])
  }

  @Test("Public addresses and what has no effect on packets are taken in silence")
  func silentResources() throws {
    _ = try load(
      Sample.document([
        Sample.resource("publicIPAddresses", "p", #""publicIPAllocationMethod": "Static""#)
      ]))
  }

  @Test("References get the spelling of the declaration everywhere")
  func canonicalNames() throws {
    let topology = try load(
      Sample.document(
        [
          Self.network, Sample.nic("Nic", "V", "S", nil),
          Sample.machine("Machine", #"{ "id": "NIC" }"#),
          Sample.circuit("Circuit"),
        ],
        Sample.site(
          routers: [
            Sample.router(
              "CE",
              [
                Sample.interface("Up", "\"192.168.0.1/30\""),
                Sample.interface("Lan", "\"172.16.0.1/24\""),
              ],
              #""ospf": { "interfaces": ["LAN"] }, "staticRoutes": [{ "prefix": "10.0.0.0/8", "nextHop": "UP" }]"#
            )
          ],
          hosts: [#"{ "name": "Host", "address": "172.16.0.9/24", "gateway": "172.16.0.1" }"#])
            + """
            "links": [{ "name": "Wire", "between": ["HOST", "ce/lan"] },
                      { "name": "Mile", "between": ["CIRCUIT/Primary", "ce/up"] }],
            "circuits": [{ "circuit": "circuit", "primaryProviderAddress": "10.20.0.1", "secondaryProviderAddress": "10.20.0.2" }],
            "ecmpSeeds": [{ "device": "nic", "seed": 1 }, { "device": "ce", "seed": 2 }, { "device": "circuit/secondary", "seed": 3 }],
            "scenarios": [{ "name": "s", "failedLinks": ["MILE"], "ping": { "source": "machine", "destination": "HOST" } }]
            """))
    #expect(topology.virtualMachines[0].networkInterfaces == ["Nic"])
    #expect(topology.sites[0].routers[0].ospf?.interfaces == ["Lan"])
    #expect(topology.sites[0].routers[0].staticRoutes[0].nextHop == .interface("Up"))
    #expect(
      topology.links.map(\.kind) == [
        .physical(.host("Host"), .routerInterface(router: "CE", interface: "Lan")),
        .physical(.circuit("Circuit", .primary), .routerInterface(router: "CE", interface: "Up")),
      ])
    #expect(topology.circuitBindings[0].circuit == "Circuit")
    #expect(
      topology.ecmpSeeds.map(\.device) == [
        .networkInterface("Nic"), .router("CE"), .circuit("Circuit", .secondary),
      ])
    #expect(topology.scenarios[0].failedLinks == ["Mile"])
    #expect(topology.scenarios[0].command.source == "Machine")
    #expect(topology.scenarios[0].command.destination == "Host")
  }

  @Test("An entry for one side of a VNet-to-VNet pair stands for both, also in scenarios")
  func pairOfOneSide() throws {
    let topology = try load(
      Sample.document(
        Sample.vpn("g", 0) + Sample.vpn("h", 1) + DiagnosticCases.pair("g", "h") + [
          Sample.network("v", "\"10.8.0.0/16\"", subnets: [Sample.subnet("s", "\"10.8.0.0/24\"")]),
          Sample.nic("n", "v", "s", nil),
        ],
        """
        "links": [{ "name": "tunnel", "connection": "G-H" }],
        "scenarios": [{ "name": "s", "failedLinks": ["h-g"], "ping": { "source": "n", "destination": "10.0.0.4" } }]
        """))
    #expect(topology.links[0].kind == .connections(["g-h", "h-g"]))
    #expect(topology.scenarios[0].failedLinks == ["tunnel"])
  }
}
