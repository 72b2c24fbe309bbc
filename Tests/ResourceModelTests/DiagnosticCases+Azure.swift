import ResourceModel

extension DiagnosticCases {
  static let tenant = Sample.subnet("s", "\"10.0.0.0/24\"")
  static let gatewaySubnet = Sample.subnet("GatewaySubnet", "\"10.0.255.0/24\"")

  static func group(_ name: String) -> String {
    Sample.resource("networkSecurityGroups", name, "")
  }

  static func routes(_ routes: String, _ more: String = "") -> String {
    Sample.resource("routeTables", "t", #""routes": [\#(routes)], \#(more)"#)
  }

  static func route(_ name: String, _ prefix: String, _ properties: String) -> String {
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
      .hostBitsSet,
      Sample.document([
        Sample.network(
          "v", "«\"10.0.0.1/16\"», \"10.9.0.0/16\"",
          subnets: [Sample.subnet("s", "\"10.0.1.0/24\"")])
      ])),
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
      .peeredAddressSpaceOverlap,
      Sample.document([
        Sample.network("a", "\"10.0.0.0/16\"", peerings: [Sample.peering("p", to: "hub")]),
        Sample.network(
          "hub", "\"10.9.0.0/16\"",
          peerings: [Sample.peering("p", to: "a"), Sample.peering("q", to: "b")]),
        Sample.network("b", "«\"10.0.128.0/17\"»", peerings: [Sample.peering("p", to: "hub")]),
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
