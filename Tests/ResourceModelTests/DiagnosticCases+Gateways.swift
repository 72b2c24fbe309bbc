import ResourceModel

extension DiagnosticCases {
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
      .gatewaySubnetTooSmall,
      Sample.document([
        Sample.network(
          "v", "\"10.0.0.0/16\"", subnets: [Sample.subnet("GatewaySubnet", "«\"10.0.0.0/29\"»")]),
        Sample.gateway("e", "v", "ExpressRoute"), Sample.circuit("x"),
        Sample.connection("c", "ExpressRoute", "e", Sample.toCircuit("x")),
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
      .routeToExpressRouteGateway,
      Sample.document([
        Sample.network(
          "v", "\"10.0.0.0/16\"",
          subnets: [
            Sample.subnet("s", "\"10.0.0.0/24\"", #""routeTable": { "id": "t" }"#), gatewaySubnet,
          ]), Sample.gateway("g", "v", "ExpressRoute"), Sample.gateway("h", "v", "Vpn"),
        routes(route("r", "\"10.9.0.0/16\"", #""nextHopType": «"VirtualNetworkGateway"»"#)),
      ])),
    .init(
      .defaultSite, .warning,
      Sample.document(
        Sample.vpn("g", 0, #""gatewayDefaultSite": «{ "id": "l" }»,"#)
          + [Sample.localGateway("l", "\"172.16.0.0/24\"")])),
    .init(
      .routeWithoutGateway, .warning,
      Sample.document([
        Sample.network(
          "v", "\"10.0.0.0/16\"",
          subnets: [Sample.subnet("s", "\"10.0.0.0/24\"", #""routeTable": { "id": "t" }"#)]),
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
      .networkInterfaceInGatewaySubnet,
      Sample.document([
        Sample.network("v", "\"10.0.0.0/16\"", subnets: [gatewaySubnet]),
        Sample.nic("n", "v", "GatewaySubnet", nil).replacing(
          Sample.id("virtualNetworks/subnets", "v", "GatewaySubnet"),
          with: #"{ "id": «"v/GatewaySubnet"» }"#),
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
}
