import ResourceModel

extension DiagnosticCases {
  private static let tenant = Sample.subnet("s", "\"10.0.0.0/24\"")
  private static let gatewaySubnet = Sample.subnet("GatewaySubnet", "\"10.0.255.0/24\"")

  private static func group(_ name: String) -> String {
    Sample.resource("networkSecurityGroups", name, "")
  }

  private static func routes(_ routes: String, _ more: String = "") -> String {
    Sample.resource("routeTables", "t", #""routes": [\#(routes)], \#(more)"#)
  }

  private static func route(_ name: String, _ prefix: String, _ properties: String) -> String {
    #"{ "name": "\#(name)", "properties": { "addressPrefix": \#(prefix), \#(properties) } }"#
  }

  static let references: [DiagnosticCase] = [
    .init(
      .unknownReference,
      Sample.document([
        Sample.network(
          "v", "\"10.0.0.0/16\"",
          subnets: [
            Sample.subnet(
              "s", "\"10.0.0.0/24\"", #""networkSecurityGroup": { "id": «"groop"» }"#)
          ]),
        group("group"),
      ])),
    .init(
      .unknownReference,
      Sample.document([
        Sample.network("v", "\"10.0.0.0/16\"", subnets: [tenant]),
        Sample.nic("n", "v", "s", nil).replacing(
          Sample.id("virtualNetworks/subnets", "v", "s"), with: #"{ "id": «"v/tenant"» }"#),
      ])),
    .init(
      .unknownReference,
      Sample.document([Sample.machine("m", #"{ "id": «"networkInterfaces/n"» }"#)])),
    .init(
      .unknownReference,
      Sample.document([
        Sample.network("v", "\"10.0.0.0/16\""),
        Sample.gateway("g", "v", subnet: #"{ "id": «"v/GatewaySubnet"» }"#),
      ])),
    .init(
      .unknownReference,
      Sample.document([
        Sample.resource(
          "routeTables/routes", "«\"t/r\"»",
          #""addressPrefix": "10.0.0.0/8", "nextHopType": "None""#)
      ])),
    .init(
      .unknownReference, Sample.document([], #""ecmpSeeds": [{ "device": «"x"», "seed": 1 }]"#)),
    .init(
      .duplicateName,
      Sample.document([
        Sample.network("v", "\"10.0.0.0/16\""), Sample.network("«\"V\"»", "\"10.1.0.0/16\""),
      ])),
    .init(
      .duplicateName,
      Sample.document([
        Sample.network(
          "v", "\"10.0.0.0/16\"",
          subnets: [tenant, Sample.subnet("«\"S\"»", "\"10.0.1.0/24\"")])
      ])),
    .init(
      .duplicateName,
      Sample.document([
        Sample.network("v", "\"10.0.0.0/16\"", subnets: [tenant]),
        Sample.nic("«\"m\"»", "v", "s", nil),
        Sample.nic("n", "v", "s", nil), Sample.machine("m", #"{ "id": "n" }"#),
      ])),
    .init(
      .duplicateName,
      Sample.document(
        [],
        #""latencies": { "regions": [{ "between": ["a", "b"], "roundTripTime": "1ms" }, { "between": «["B", "a"]», "roundTripTime": "1ms" }] }"#
      )),
    .init(
      .ambiguousReference,
      Sample.document(
        [
          Sample.network("v", "\"10.0.0.0/16\"", subnets: [tenant]), Sample.nic("x", "v", "s", nil),
        ],
        Sample.site(routers: [Sample.router("x", [])])
          + #""ecmpSeeds": [{ "device": «"x"», "seed": 1 }]"#)),
    .init(
      .sharedNetworkInterface,
      Sample.document([
        Sample.network("v", "\"10.0.0.0/16\"", subnets: [tenant]), Sample.nic("n", "v", "s", nil),
        Sample.machine("m", #"{ "id": "n" }"#), Sample.machine("o", #"{ "id": «"n"» }"#),
      ])),
  ]

  static let addressing: [DiagnosticCase] = [
    .init(.hostBitsSet, Sample.document([Sample.network("v", "«\"10.0.0.1/16\"»")])),
    .init(
      .addressSpaceOverlap,
      Sample.document([Sample.network("v", "\"10.0.0.0/16\", «\"10.0.1.0/24\"»")])),
    .init(
      .peeredAddressSpaceOverlap,
      Sample.document([
        Sample.network("a", "\"10.0.0.0/16\"", peerings: [Sample.peering("p", to: "b")]),
        Sample.network(
          "b", "\"10.1.0.0/16\", «\"10.0.1.0/24\"»", peerings: [Sample.peering("p", to: "a")]),
      ])),
    .init(
      .connectedAddressSpaceOverlap,
      Sample.document(
        Sample.vpn("a", 0)
          + Sample.vpn("b", 1).map {
            $0.replacing("[\"10.1.0.0/16\"]", with: "[\"10.1.0.0/16\", «\"10.0.0.0/24\"»]")
          }
          + pair("a", "b"))),
    .init(
      .connectedAddressSpaceOverlap,
      Sample.document(
        Sample.vpn("a", 0) + [
          Sample.localGateway("l", "«\"10.0.0.0/8\"»"),
          Sample.connection("c", "IPsec", "a", Sample.toSite("l") + #", "sharedKey": "k""#),
        ], tunnel(to: "c"))),
    .init(
      .subnetOutsideAddressSpace,
      Sample.document([
        Sample.network("v", "\"10.0.0.0/16\"", subnets: [Sample.subnet("s", "«\"10.1.0.0/24\"»")])
      ])),
    .init(
      .subnetOverlap,
      Sample.document([
        Sample.network(
          "v", "\"10.0.0.0/16\"", subnets: [tenant, Sample.subnet("t", "«\"10.0.0.128/25\"»")])
      ])),
    .init(
      .addressOutsideSubnet,
      Sample.document([
        Sample.network("v", "\"10.0.0.0/16\"", subnets: [tenant]),
        Sample.nic("n", "v", "s", "«\"10.0.1.4\"»"),
      ])),
    .init(
      .reservedAddress,
      Sample.document([
        Sample.network("v", "\"10.0.0.0/16\"", subnets: [tenant]),
        Sample.nic("n", "v", "s", "«\"10.0.0.3\"»"),
      ])),
    .init(
      .reservedAddress,
      Sample.document([
        Sample.network("v", "\"10.0.0.0/16\"", subnets: [tenant]),
        Sample.nic("n", "v", "s", "«\"10.0.0.255\"»"),
      ])),
    .init(
      .duplicateAddress,
      Sample.document([
        Sample.network("v", "\"10.0.0.0/16\"", subnets: [tenant]),
        Sample.nic("n", "v", "s", "\"10.0.0.4\""), Sample.nic("o", "v", "s", "«\"10.0.0.4\"»"),
      ])),
    .init(
      .duplicateAddress,
      Sample.document(
        [],
        Sample.site(routers: [
          Sample.router("r", [Sample.interface("a", "\"10.0.0.1/24\"")]),
          Sample.router("q", [Sample.interface("a", "«\"10.0.0.1/24\"»")]),
        ]))),
    .init(.forbiddenAddressSpace, Sample.document([Sample.network("v", "«\"169.254.0.0/24\"»")])),
    .init(
      .subnetSize,
      Sample.document([
        Sample.network("v", "\"10.0.0.0/16\"", subnets: [Sample.subnet("s", "«\"10.0.0.0/30\"»")])
      ])),
    .init(
      .subnetExhausted,
      Sample.document([
        Sample.network("v", "\"10.0.0.0/16\"", subnets: [Sample.subnet("s", "\"10.0.0.0/29\"")]),
        Sample.nic("a", "v", "s", nil), Sample.nic("b", "v", "s", nil),
        Sample.nic("c", "v", "s", nil), Sample.nic("«\"d\"»", "v", "s", nil),
      ])),
  ]

  static let gateways: [DiagnosticCase] = [
    .init(
      .duplicateGateway,
      Sample.document(Sample.vpn("g", 0) + [Sample.gateway("«\"h\"»", "g-vnet")])),
    .init(
      .gatewayOutsideGatewaySubnet,
      Sample.document([
        Sample.network("v", "\"10.0.0.0/16\"", subnets: [tenant, gatewaySubnet]),
        Sample.gateway("g", "v", subnet: #"«{ "id": "v/s" }»"#),
      ])),
    .init(
      .gatewaySubnetTooSmall,
      Sample.document([
        Sample.network(
          "v", "\"10.0.0.0/16\"", subnets: [Sample.subnet("GatewaySubnet", "«\"10.0.0.0/28\"»")]),
        Sample.gateway("g", "v"), Sample.gateway("e", "v", "ExpressRoute"),
      ])),
    .init(
      .gatewaySubnetTooSmall,
      Sample.document([
        Sample.network(
          "v", "\"10.0.0.0/16\"", subnets: [Sample.subnet("GatewaySubnet", "«\"10.0.0.0/30\"»")]),
        Sample.gateway("g", "v"),
      ])),
    .init(
      .reservedASN, Sample.document(Sample.vpn("g", 0, #""bgpSettings": { "asn": «12076» },"#))),
    .init(
      .reservedASN, Sample.document(Sample.vpn("g", 0, #""bgpSettings": { "asn": «"65535"» },"#))),
    .init(.reservedASN, Sample.document([Sample.circuit("c", asn: "«65515»")])),
    .init(
      .fixedASN,
      Sample.document([
        Sample.network("v", "\"10.0.0.0/16\"", subnets: [gatewaySubnet]),
        Sample.gateway("g", "v", "ExpressRoute", #""bgpSettings": { "asn": «65001» },"#),
      ])),
    .init(
      .gatewayTransitNotAllowed,
      Sample.document(
        hubAndSpoke(
          hub: "", spoke: #""useRemoteGateways": «true»"#, gateways: [Sample.gateway("g", "hub")]))),
    .init(
      .remoteGatewayMissing,
      Sample.document(
        hubAndSpoke(
          hub: #""allowGatewayTransit": true"#, spoke: #""useRemoteGateways": «true»"#,
          gateways: []))),
    .init(
      .remoteGatewayBesideOwn,
      Sample.document(
        hubAndSpoke(
          hub: #""allowGatewayTransit": true"#, spoke: #""useRemoteGateways": «true»"#,
          gateways: [Sample.gateway("g", "hub"), Sample.gateway("h", "spoke")]))),
    .init(
      .severalRemoteGateways,
      Sample.document([
        Sample.network(
          "hub", "\"10.0.0.0/16\"", subnets: [gatewaySubnet],
          peerings: [Sample.peering("p", to: "spoke", #""allowGatewayTransit": true"#)]),
        Sample.network(
          "other", "\"10.2.0.0/16\"",
          subnets: [Sample.subnet("GatewaySubnet", "\"10.2.255.0/24\"")],
          peerings: [Sample.peering("p", to: "spoke", #""allowGatewayTransit": true"#)]),
        Sample.network(
          "spoke", "\"10.1.0.0/16\"",
          peerings: [
            Sample.peering("p", to: "hub", #""useRemoteGateways": true"#),
            Sample.peering("q", to: "other", #""useRemoteGateways": «true»"#),
          ]),
        Sample.gateway("g", "hub"), Sample.gateway("h", "other"),
      ])),
    .init(
      .oneSidedPeering, .warning,
      Sample.document([
        Sample.network("a", "\"10.0.0.0/16\"", peerings: [Sample.peering("«\"p\"»", to: "b")]),
        Sample.network("b", "\"10.1.0.0/16\""),
      ])),
    .init(
      .invalidPeering,
      Sample.document([
        Sample.network(
          "a", "\"10.0.0.0/16\"",
          peerings: [
            #"{ "name": "p", "properties": { "remoteVirtualNetwork": { "id": «"a"» } } }"#
          ])
      ])),
    .init(
      .invalidPeering,
      Sample.document([
        Sample.network(
          "a", "\"10.0.0.0/16\"",
          peerings: [
            Sample.peering("p", to: "b"),
            #"{ "name": "q", "properties": { "remoteVirtualNetwork": { "id": «"B"» } } }"#,
          ]),
        Sample.network("b", "\"10.1.0.0/16\"", peerings: [Sample.peering("p", to: "a")]),
      ])),
    .init(.securityRulePriority, rule(priority: "«99»")),
    .init(.securityRulePriority, rule(priority: "«65000»")),
    .init(
      .duplicateSecurityRulePriority,
      rule(priority: "100", more: ", " + rules("q", priority: "«100»"))),
    .init(
      .securityGroupOnGatewaySubnet,
      Sample.document([
        Sample.network(
          "v", "\"10.0.0.0/16\"",
          subnets: [
            Sample.subnet(
              "GatewaySubnet", "\"10.0.255.0/24\"", #""networkSecurityGroup": «{ "id": "n" }»"#)
          ]), group("n"),
      ])),
    .init(
      .routeNextHopAddress,
      Sample.document([
        routes(route("r", "\"10.0.0.0/8\"", #""nextHopType": «"VirtualAppliance"»"#))
      ]
      )),
    .init(
      .routeNextHopAddress,
      Sample.document([
        routes(
          route(
            "r", "\"10.0.0.0/8\"", #""nextHopType": "None", "nextHopIpAddress": «"10.0.0.4"»"#))
      ])),
    .init(
      .duplicateRoute,
      Sample.document([
        routes(
          route("r", "\"10.0.0.0/8\"", #""nextHopType": "None""#) + ", "
            + route("q", "«\"10.0.0.0/8\"»", #""nextHopType": "Internet""#))
      ])),
    .init(
      .routeToExpressRouteGateway,
      Sample.document([
        Sample.network(
          "v", "\"10.0.0.0/16\"",
          subnets: [
            Sample.subnet("s", "\"10.0.0.0/24\"", #""routeTable": { "id": "t" }"#), gatewaySubnet,
          ]), Sample.gateway("g", "v", "ExpressRoute"),
        routes(route("r", "\"10.9.0.0/16\"", #""nextHopType": «"VirtualNetworkGateway"»"#)),
      ])),
    .init(
      .gatewaySubnetRouteTable,
      Sample.document([
        Sample.network(
          "v", "\"10.0.0.0/16\"",
          subnets: [
            Sample.subnet(
              "GatewaySubnet", "\"10.0.255.0/24\"", #""routeTable": «{ "id": "t" }»"#)
          ]), routes(route("r", "\"0.0.0.0/0\"", #""nextHopType": "Internet""#)),
      ])),
    .init(
      .gatewaySubnetRouteTable,
      Sample.document([
        Sample.network(
          "v", "\"10.0.0.0/16\"",
          subnets: [
            Sample.subnet(
              "GatewaySubnet", "\"10.0.255.0/24\"", #""routeTable": «{ "id": "t" }»"#)
          ]), routes("", #""disableBgpRoutePropagation": true"#),
      ])),
    .init(
      .gatewayInstanceCount,
      Sample.document([
        Sample.network("v", "\"10.0.0.0/16\"", subnets: [gatewaySubnet]),
        Sample.resource(
          "virtualNetworkGateways", "g",
          #""gatewayType": "Vpn", "ipConfigurations": ["#
            + (4...6).map { instance in
              let marks = instance == 6 ? ("«", "»") : ("", "")
              return marks.0
                + #"{ "name": "c", "properties": { "subnet": { "id": "v/GatewaySubnet" }, "#
                + #""privateIPAddress": "10.0.255.\#(instance)" } }"# + marks.1
            }.joined(separator: ", ") + "]"),
      ])),
  ]

  private static func hubAndSpoke(hub: String, spoke: String, gateways: [String]) -> [String] {
    [
      Sample.network(
        "hub", "\"10.0.0.0/16\"", subnets: [gatewaySubnet],
        peerings: [Sample.peering("p", to: "spoke", hub)]),
      Sample.network(
        "spoke", "\"10.1.0.0/16\"", subnets: [Sample.subnet("GatewaySubnet", "\"10.1.255.0/24\"")],
        peerings: [Sample.peering("p", to: "hub", spoke)]),
    ] + gateways
  }

  static func pair(
    _ first: String, _ second: String, _ one: String = #""sharedKey": "k""#,
    _ other: String = #""sharedKey": "k""#
  ) -> [String] {
    [
      Sample.connection(
        "\(first)-\(second)", "Vnet2Vnet", first, Sample.toGateway(second) + ", " + one),
      Sample.connection(
        "\(second)-\(first)", "Vnet2Vnet", second, Sample.toGateway(first) + ", " + other),
    ]
  }

  static func tunnel(to connection: String, key: String = "\"k\"") -> String {
    Sample.site(routers: [
      Sample.router(
        "ce",
        [
          Sample.interface(
            "t", "\"172.16.0.1/32\"",
            #""tunnel": { "connection": "\#(connection)", "sharedKey": \#(key) }"#)
        ])
    ])
  }
}
