import ResourceModel

extension Sample {
  /// A load balancer `name` whose front end `fe` is in subnet `s` of `network`.
  static func balancer(
    _ name: String, _ network: String = "a", sku: String = "Standard",
    frontEnds: [String]? = nil, pools: [String] = ["pool"], rules: [String] = [],
    probes: [String] = [], region: String = "\"eastus\""
  ) -> String {
    let fronts = frontEnds ?? [frontEnd("fe", network, "s", "\"10.0.0.36\"")]
    let poolList = pools.map { "{ \"name\": \"\($0)\" }" }.joined(separator: ", ")
    return """
      { "type": "Microsoft.Network/loadBalancers", "name": "\(name)", "location": \(region),
        "sku": { "name": "\(sku)" }, "properties": {
          "frontendIPConfigurations": [\(fronts.joined(separator: ", "))],
          "backendAddressPools": [\(poolList)],
          "loadBalancingRules": [\(rules.joined(separator: ",\n"))],
          "probes": [\(probes.joined(separator: ",\n"))] } }
      """
  }

  static func frontEnd(
    _ name: String, _ network: String, _ subnet: String, _ address: String
  ) -> String {
    #"{ "name": "\#(name)", "properties": { "privateIPAddress": \#(address), "subnet": "#
      + id("virtualNetworks/subnets", network, subnet) + " } }"
  }

  static func rule(
    _ name: String, in balancer: String = "lb", frontEnd: String = "fe", pool: String = "pool",
    _ more: String = #""protocol": "Tcp", "frontendPort": 80"#
  ) -> String {
    """
    { "name": \(name.contains("\"") ? name : "\"\(name)\""), "properties": {
      "frontendIPConfiguration": "\(balancer)/\(frontEnd)",
      "backendAddressPool": "\(balancer)/\(pool)", \(more) } }
    """
  }

  /// A network interface in pools.
  static func member(
    _ name: String, _ network: String, _ address: String, _ pools: String
  ) -> String {
    resource(
      "networkInterfaces", name,
      #""ipConfigurations": [{ "name": "c", "properties": { "privateIPAddress": "\#(address)", "#
        + #""loadBalancerBackendAddressPools": [\#(pools)], "subnet": "#
        + id("virtualNetworks/subnets", network, "s") + " } }]")
  }
}

extension DiagnosticCases {
  private static func net(_ name: String, _ octet: Int, _ peerings: [String] = []) -> String {
    Sample.network(
      name, "\"10.\(octet).0.0/16\"", subnets: [Sample.subnet("s", "\"10.\(octet).0.0/24\"")],
      peerings: peerings)
  }

  private static let member = Sample.member("n", "a", "10.0.0.4", "\"lb/pool\"")
  private static let all = #""protocol": "All", "frontendPort": 0, "backendPort": 0"#

  private static func probe(_ more: String) -> String {
    #"{ "name": "p", "properties": { \#(more) } }"#
  }

  static let loadBalancers: [DiagnosticCase] = [
    .init(
      .publicFrontEnd,
      Sample.document([
        net("a", 0),
        Sample.balancer(
          "lb",
          frontEnds: [
            #"{ "name": "fe", "properties": { "publicIPAddress": «"#
              + Sample.id("publicIPAddresses", "p") + "» } }"
          ]),
      ])),
    .init(
      .highAvailabilityPorts,
      Sample.document([
        net("a", 0), member,
        Sample.balancer(
          "lb",
          rules: [Sample.rule("r", #""protocol": "All", "frontendPort": «80», "backendPort": 0"#)]),
      ])),
    .init(
      .highAvailabilityPorts,
      Sample.document([
        net("a", 0), member,
        Sample.balancer(
          "lb", sku: "Basic",
          rules: [Sample.rule("r", all.replacing("\"All\"", with: "«\"All\"»"))]),
      ])),
    .init(
      .highAvailabilityPorts,
      Sample.document([
        net("a", 0), member,
        Sample.balancer(
          "lb",
          rules: [Sample.rule("r", #""protocol": "Tcp", "frontendPort": «0», "backendPort": 80"#)]),
      ])),
    .init(
      .highAvailabilityPortsMixed,
      Sample.document([
        net("a", 0), member,
        Sample.balancer(
          "lb",
          frontEnds: [
            Sample.frontEnd("fe", "a", "s", "\"10.0.0.36\""),
            Sample.frontEnd("fe2", "a", "s", "\"10.0.0.37\""),
          ],
          rules: [Sample.rule("r", all), Sample.rule("«\"web\"»", frontEnd: "fe2")]),
      ])),
    .init(
      .duplicateBalancingRule,
      Sample.document([
        net("a", 0), member,
        Sample.balancer("lb", rules: [Sample.rule("r"), Sample.rule("«\"again\"»")]),
      ])),
    .init(
      .duplicateBalancingRule,
      Sample.document([
        net("a", 0), member,
        Sample.balancer(
          "lb",
          rules: [
            Sample.rule("r"),
            Sample.rule(
              "«\"again\"»", #""protocol": "Tcp", "frontendPort": 81, "backendPort": 80"#),
          ]),
      ])),
    .init(
      .probeSku,
      Sample.document([
        net("a", 0),
        Sample.balancer(
          "lb", sku: "Basic",
          probes: [probe(#""protocol": «"Https"», "port": 443, "requestPath": "/""#)]),
      ])),
    .init(
      .probePort,
      Sample.document([
        net("a", 0),
        Sample.balancer(
          "lb", probes: [probe(#""protocol": "Http", "port": «25», "requestPath": "/""#)]),
      ])),
    .init(
      .probePath,
      Sample.document([
        net("a", 0),
        Sample.balancer(
          "lb",
          probes: [
            probe(#""protocol": "Http", "port": 80"#)
              .replacing("\"p\"", with: "«\"p\"»")
          ]),
      ])),
    .init(
      .probePath,
      Sample.document([
        net("a", 0),
        Sample.balancer(
          "lb", probes: [probe(#""protocol": "Tcp", "port": 80, "requestPath": «"/"»"#)]),
      ])),
    .init(
      .loadBalancerNetworks,
      Sample.document([
        net("a", 0), net("b", 1), Sample.member("n", "b", "10.1.0.4", "«\"lb/pool\"»"),
        Sample.balancer("lb"),
      ])),
    .init(
      .loadBalancerNetworks,
      Sample.document([
        net("a", 0), net("b", 1),
        Sample.balancer(
          "lb",
          frontEnds: [
            Sample.frontEnd("fe", "a", "s", "\"10.0.0.36\""),
            Sample.frontEnd("fe2", "b", "s", "\"10.1.0.36\""),
          ]),
      ])),
    .init(
      .poolMembership,
      Sample.document([
        net("a", 0), Sample.member("n", "a", "10.0.0.4", "\"lb/pool\", «\"lb2/other\"»"),
        Sample.balancer("lb"),
        Sample.balancer(
          "lb2", frontEnds: [Sample.frontEnd("fe", "a", "s", "\"10.0.0.37\"")], pools: ["other"]),
      ])),
    .init(
      .frontEndInGatewaySubnet,
      Sample.document([
        Sample.network(
          "a", "\"10.0.0.0/16\"", subnets: [Sample.subnet("GatewaySubnet", "\"10.0.0.0/24\"")]),
        Sample.balancer(
          "lb", frontEnds: [Sample.frontEnd("fe", "a", "GatewaySubnet", "\"10.0.0.36\"")]),
      ])),
    .init(
      .emptyPool, .warning,
      Sample.document([net("a", 0), Sample.balancer("lb", rules: [Sample.rule("r")])])),
    .init(
      .frontEndAcrossRegions, .warning,
      Sample.document([
        net("a", 0, [Sample.peering("p", to: "b")]),
        net("b", 1, [Sample.peering("p", to: "a")])
          .replacing("\"eastus\"", with: "\"westus\""),
        Sample.balancer("lb", sku: "Basic").replacing("\"lb\"", with: "«\"lb\"»"),
      ])),
    .init(
      .frontEndAcrossRegions, .warning,
      Sample.document(
        [
          net("a", 0, [Sample.peering("p", to: "b")]),
          net("b", 1, [Sample.peering("p", to: "a")])
            .replacing("\"eastus\"", with: "\"westus\""),
          Sample.balancer("lb").replacing("\"lb\"", with: "«\"lb\"»"),
        ], "\"profile\": \"azure-2018\"")),
    .init(
      .probeUnanswered, .warning,
      Sample.document([
        net("a", 0),
        Sample.member("n", "a", "10.0.0.4", "\"lb/pool\"").replacing("\"n\"", with: "«\"n\"»"),
        Sample.balancer(
          "lb",
          rules: [
            Sample.rule("r", #""protocol": "Tcp", "frontendPort": 80, "probe": "lb/p""#)
          ], probes: [probe(#""protocol": "Tcp", "port": 80"#)]),
      ])),
    // What is wrong with a reference or an address of a load balancer has the codes of all of them.
    .init(
      .unknownReference,
      Sample.document([
        net("a", 0), member,
        Sample.balancer(
          "lb",
          rules: [Sample.rule("r").replacing("\"lb/fe\"", with: "{ \"id\": «\"lb/ef\"» }")]),
      ])),
    .init(
      .unknownReference,
      Sample.document([
        net("a", 0), Sample.member("n", "a", "10.0.0.4", "{ \"id\": «\"lb/loop\"» }"),
        Sample.balancer("lb"),
      ])),
    .init(
      .addressOutsideSubnet,
      Sample.document([
        net("a", 0),
        Sample.balancer("lb", frontEnds: [Sample.frontEnd("fe", "a", "s", "«\"10.0.1.36\"»")]),
      ])),
    .init(
      .duplicateAddress,
      Sample.document([
        net("a", 0), Sample.member("n", "a", "10.0.0.36", ""),
        Sample.balancer("lb", frontEnds: [Sample.frontEnd("fe", "a", "s", "«\"10.0.0.36\"»")]),
      ])),
    .init(
      .regionMismatch,
      Sample.document([net("a", 0), Sample.balancer("lb", region: "«\"westus\"»")])),
    .init(
      .unknownReference,
      Sample.document([net("a", 0)], #""guests": [{ "name": «"nobody"», "listens": [80] }]"#)),
    .init(
      .numberOutOfRange,
      Sample.document(
        [net("a", 0), Sample.member("n", "a", "10.0.0.4", "")],
        #""guests": [{ "name": "n", "listens": [«0»] }]"#)),
  ]
}
