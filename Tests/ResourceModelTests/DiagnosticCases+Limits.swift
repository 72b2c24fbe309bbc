import ResourceModel
import TestSupport

extension DiagnosticCases {
  /// A gateway `g` with so many VNet-to-VNet connections, both ways; the last of `g` is marked.
  private static func tunnels(_ count: Int, _ more: String = "", _ sections: String = "") -> String
  {
    var resources = Sample.vpn("g", 200, more)
    for number in 1...count {
      resources += Sample.vpn("h\(number)", number)
      resources += [
        Sample.connection(
          number == count ? "«\"g-h\"»" : "g-h\(number)", "Vnet2Vnet", "g",
          Sample.toGateway("h\(number)")),
        Sample.connection("h\(number)-g", "Vnet2Vnet", "h\(number)", Sample.toGateway("g")),
      ]
    }
    return Sample.document(resources, sections)
  }

  private static let basic = "\"sku\": { \"name\": \"Basic\" },"

  private static func circuits(_ count: Int, sku: String, location: String? = nil) -> String {
    var resources = [
      Sample.network(
        "v", "\"10.0.0.0/16\"", subnets: [Sample.subnet("GatewaySubnet", "\"10.0.255.0/24\"")]),
      Sample.gateway("g", "v", "ExpressRoute", "\"sku\": { \"name\": \"\(sku)\" },"),
    ]
    for number in 1...count {
      let place = location.map {
        "\"serviceProviderProperties\": { \"peeringLocation\": \"\($0)\" },"
      }
      resources.append(
        Sample.circuit(
          "x\(number)", primary: "\"192.168.\(number).0/30\"",
          secondary: "\"192.168.\(number).4/30\""
        ).replacing("\"peerings\"", with: (place ?? "") + "\"peerings\""))
      resources.append(
        Sample.connection(
          number == count ? "«\"c\"»" : "c\(number)", "ExpressRoute", "g",
          Sample.toCircuit("x\(number)")))
    }
    return Sample.document(resources)
  }

  private static func networks(_ count: Int, sku: String) -> String {
    var resources = [
      Sample.circuit("x").replacing(
        "\"peerings\"", with: "\"sku\": { \"tier\": \"\(sku)\" }, \"peerings\"")
    ]
    for number in 1...count {
      resources += [
        Sample.network(
          "v\(number)", "\"10.\(number).0.0/16\"",
          subnets: [Sample.subnet("GatewaySubnet", "\"10.\(number).255.0/24\"")]),
        Sample.gateway("g\(number)", "v\(number)", "ExpressRoute"),
        Sample.connection(
          number == count ? "«\"c\"»" : "c\(number)", "ExpressRoute", "g\(number)",
          Sample.toCircuit("x")),
      ]
    }
    return Sample.document(resources)
  }

  private static func routed(_ hop: String, _ others: [String]) -> String {
    Sample.document(
      [
        Sample.resource(
          "routeTables", "t",
          """
          "routes": [{ "name": "r", "properties": { "addressPrefix": "10.2.0.0/16",
            "nextHopType": "VirtualAppliance", "nextHopIpAddress": \(hop) } }]
          """),
        Sample.network(
          "v", "\"10.0.0.0/16\"",
          subnets: [
            Sample.subnet(
              "s", "\"10.0.0.0/24\"", "\"routeTable\": " + Sample.id("routeTables", "t"))
          ]),
      ] + others)
  }

  static let limits: [DiagnosticCase] = [
    .init(.tunnelLimit, tunnels(11, "", "\"profile\": \"azure-2015\"")),
    .init(.tunnelLimit, tunnels(11, basic)),
    .init(.tunnelLimit, tunnels(31, "\"sku\": { \"name\": \"VpnGw1\" },")),
    .init(
      .gatewaySku, Sample.document(Sample.vpn("g", 0, "\"sku\": { \"name\": «\"VpnGw9\"» },"))),
    .init(
      .gatewaySku,
      Sample.document(
        Sample.vpn("g", 0, "\"vpnType\": \"PolicyBased\", \"sku\": { \"name\": «\"VpnGw1\"» },"))),
    .init(
      .gatewaySku,
      Sample.document(
        Sample.vpn("g", 0, "\"sku\": { \"name\": «\"basic\"» },")
          + [Sample.gateway("e", "g-vnet", "ExpressRoute")])),
    .init(
      .regionMismatch,
      Sample.document([
        Sample.network("v", "\"10.0.0.0/16\"", subnets: [tenant]),
        Sample.nic("n", "v", "s", nil).replacing("\"eastus\"", with: "«\"westus\"»"),
      ])),
    .init(
      .regionMismatch,
      Sample.document([
        Sample.network("v", "\"10.0.0.0/16\"", subnets: [tenant]), Sample.nic("n", "v", "s", nil),
        Sample.machine("m", #"{ "id": "n" }"#).replacing("\"eastus\"", with: "«\"westus\"»"),
      ])),
    .init(
      .regionMismatch,
      Sample.document([
        Sample.network("v", "\"10.0.0.0/16\"", subnets: [gatewaySubnet]),
        Sample.gateway("g", "v").replacing("\"eastus\"", with: "«\"westus\"»"),
      ])),
    .init(
      .localNetworkDiffers,
      LocalSiteDocument(space: "10.2.0.0/17").text(profile: EraProfile.azure2015)
        .replacing("[\"10.2.0.0/17\"]", with: "«[\"10.2.0.0/17\"]»")),
    .init(.circuitLimit, circuits(5, sku: "ErGw1AZ")),
    .init(.circuitLimit, circuits(5, sku: "UltraPerformance", location: "Seattle")),
    .init(.circuitNetworkLimit, networks(11, sku: "Standard")),
    .init(.numberOutOfRange, Sample.document([], "\"rates\": { \"burst\": «\"0ms\"» }")),
    .init(.numberOutOfRange, Sample.document([], "\"prices\": { \"peeringPerGB\": «-1» }")),
    .init(.wrongType, Sample.document([], "\"prices\": { \"globalPeeringPerGB\": «\"1\"» }")),
    .init(
      .unknownMachineSize, .warning,
      Sample.document([
        Sample.network("v", "\"10.0.0.0/16\"", subnets: [tenant]), Sample.nic("n", "v", "s", nil),
        Sample.machine(
          "m", #"{ "id": "n" }"#,
          #""hardwareProfile": { "vmSize": «"Standard_D2_v33"» }, "#),
      ])),
    .init(
      .machineInterfaceLimit,
      Sample.document([
        Sample.network("v", "\"10.0.0.0/16\"", subnets: [tenant]), Sample.nic("n", "v", "s", nil),
        Sample.nic("o", "v", "s", nil), Sample.nic("p", "v", "s", nil),
        Sample.machine(
          "m", #"{ "id": "n" }, { "id": "o" }, { "id": "p" }"#,
          #""hardwareProfile": { "vmSize": "standard_d2s_v3" }, "#
        ).replacing(
          #"[{ "id": "n" }, { "id": "o" }, { "id": "p" }]"#,
          with: #"«[{ "id": "n" }, { "id": "o" }, { "id": "p" }]»"#),
      ])),
    .init(.applianceUnreachable, .warning, routed("«\"10.9.0.4\"»", [])),
    .init(.applianceUnreachable, .warning, routed("«\"10.0.0.4\"»", [])),
    .init(
      .applianceWithoutForwarding, .warning,
      routed("«\"10.0.0.4\"»", [Sample.nic("n", "v", "s", "\"10.0.0.4\"")])),
    .init(
      .applianceOnOwnRoute, .warning,
      routed(
        "«\"10.0.0.4\"»",
        [Sample.nic("n", "v", "s", "\"10.0.0.4\"", #""enableIPForwarding": true"#)])),
  ]
}
