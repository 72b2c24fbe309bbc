import ResourceModel

extension DiagnosticCases {
  /// A circuit `x` of a location at a gateway in East US.
  private static func circuit(
    _ sku: String, _ provider: String, gateway: String = "", connection: String = ""
  ) -> String {
    Sample.document([
      Sample.network(
        "v", "\"10.0.0.0/16\"", subnets: [Sample.subnet("GatewaySubnet", "\"10.0.255.0/24\"")]),
      Sample.gateway("g", "v", "ExpressRoute", gateway),
      Sample.circuit("x").replacing(
        "\"peerings\"",
        with: "\"sku\": \(sku), \"serviceProviderProperties\": \(provider), \"peerings\""),
      Sample.connection(
        "«\"c\"»", "ExpressRoute", "g",
        Sample.toCircuit("x") + (connection.isEmpty ? "" : ", " + connection)),
    ])
  }

  /// Two circuits `x` and `y` joined by Global Reach.
  private static func reach(
    _ prefix: String, peer: String = "REF", of other: String = "y", twice: Bool = false
  ) -> String {
    func joined(_ name: String, _ to: String, _ prefix: String, _ mark: String) -> String {
      let id = Sample.id("expressRouteCircuits/peerings", to, "p")
      return """
        "connections": [{ "name": "\(name)", "properties": {
          "peerExpressRouteCircuitPeering": \(mark.replacing("REF", with: id)),
          "addressPrefix": \(prefix) } }],
        """
    }
    func circuit(_ name: String, _ octet: Int, _ connections: String) -> String {
      Sample.circuit(
        name, primary: "\"192.168.\(octet).0/30\"", secondary: "\"192.168.\(octet).4/30\""
      ).replacing("\"peeringType\"", with: connections + "\"peeringType\"")
    }
    let first = joined("a", twice ? "y" : other, prefix, twice ? "REF" : peer)
    return Sample.document([
      circuit("x", 0, first),
      circuit("y", 1, twice ? joined("b", "x", "\"192.168.9.0/29\"", peer) : ""),
    ])
  }

  private static func unmarked(_ text: String) -> String {
    text.replacing("«\"c\"»", with: "\"c\"")
  }

  /// A circuit `x` of subscription `two`, and gateways of subscription `one` with a connection each.
  private static func users(_ authorizations: String, _ keys: [String]) -> String {
    let ends = keys.enumerated().flatMap { number, key in
      [
        Sample.network(
          "v\(number)", "\"10.\(number).0.0/16\"",
          subnets: [Sample.subnet("GatewaySubnet", "\"10.\(number).255.0/24\"")]
        ).replacing("\"location\"", with: "\"subscriptionId\": \"one\", \"location\""),
        Sample.gateway("g\(number)", "v\(number)", "ExpressRoute"),
        Sample.connection(
          key.isEmpty ? "«\"c\(number)\"»" : "c\(number)", "ExpressRoute", "g\(number)",
          Sample.toCircuit("x") + (key.isEmpty ? "" : ", \"authorizationKey\": \(key)")),
      ]
    }
    return Sample.document(
      ends + [
        Sample.circuit("x")
          .replacing("\"location\"", with: "\"subscriptionId\": \"two\", \"location\"")
          .replacing("\"peerings\"", with: "\"authorizations\": [\(authorizations)], \"peerings\"")
      ])
  }

  private static func authorization(_ name: String, _ properties: String) -> String {
    "{ \"name\": \(name), \"properties\": { \(properties) } }"
  }

  static let circuitAuthorizations: [DiagnosticCase] = [
    .init(.circuitAuthorization, users(authorization("\"a\"", ""), [""])),
    .init(.circuitAuthorization, users("", ["«\"key\"»"])),
    .init(
      .circuitAuthorization,
      users(authorization("\"a\"", "\"authorizationKey\": \"other\""), ["«\"key\"»"])),
    .init(
      .circuitAuthorization,
      users(
        authorization("\"a\"", "\"authorizationKey\": \"key\""), ["\"key\"", "«\"key\"»"])),
    .init(
      .circuitAuthorization,
      users(authorization("\"a\"", ""), ["\"key\"", "«\"another\"»"])),
    .init(
      .circuitAuthorization,
      users(
        authorization(
          "\"a\"",
          "\"authorizationKey\": \"key\", \"connectionResourceUri\": \"/subscriptions/one/connections/d\""
        ), ["«\"key\"»"])),
    .init(
      .circuitAuthorization,
      users(
        (0...10).map { authorization($0 == 10 ? "«\"a10\"»" : "\"a\($0)\"", "") }
          .joined(separator: ", "), [])),
    .init(
      .circuitAuthorization,
      Sample.document([
        Sample.circuit("y", primary: "\"192.168.1.0/30\"", secondary: "\"192.168.1.4/30\"")
          .replacing("\"location\"", with: "\"subscriptionId\": \"two\", \"location\""),
        Sample.circuit("x").replacing(
          "\"location\"", with: "\"subscriptionId\": \"one\", \"location\""
        ).replacing(
          "\"peeringType\"",
          with: """
            "connections": [{ "name": «"reach"», "properties": {
              "peerExpressRouteCircuitPeering": \(Sample.id("expressRouteCircuits/peerings", "y", "p")),
              "addressPrefix": "192.168.8.0/29" } }], "peeringType"
            """),
      ])),
    .init(
      .duplicateName,
      users(authorization("\"a\"", "") + ", " + authorization("«\"A\"»", ""), [])),
  ]

  static let circuitKinds: [DiagnosticCase] = [
    .init(
      .fastPath,
      unmarked(
        circuit(
          "{}", "{}", gateway: "\"sku\": { \"name\": \"ErGw1AZ\" },",
          connection: "\"expressRouteGatewayBypass\": @true@")
      ).replacing("@true@", with: "«true»")),
    .init(
      .circuitReach,
      circuit("{ \"tier\": \"Standard\" }", "{ \"peeringLocation\": \"Amsterdam2\" }")),
    .init(
      .circuitReach,
      circuit(
        "{ \"tier\": \"Local\" }",
        "{ \"peeringLocation\": \"Seattle\", \"bandwidthInMbps\": 1000 }")),
    .init(
      .circuitKind,
      unmarked(circuit("{ \"tier\": @ }", "{}")).replacing("@", with: "«\"Premum\"»")),
    .init(
      .circuitKind,
      unmarked(circuit("{}", "{ \"bandwidthInMbps\": @ }")).replacing("@", with: "«300»")),
    .init(
      .circuitKind,
      unmarked(circuit("{ \"tier\": \"Local\" }", "{ \"bandwidthInMbps\": @ }"))
        .replacing("@", with: "«500»")),
    .init(
      .circuitKind,
      unmarked(circuit("{}", "{}, \"bandwidthInGbps\": @, \"expressRoutePort\": { \"id\": \"p\" }"))
        .replacing("@", with: "«3»")),
    .init(
      .circuitReach,
      circuit("{ \"tier\": \"Standard\" }", "{ \"peeringLocation\": \"Newport(Wales)\" }")),
    .init(.circuitConnection, reach("«\"192.168.8.0/30\"»")),
    .init(.circuitConnection, reach("«\"192.168.0.0/29\"»")),
    .init(.circuitConnection, reach("\"192.168.8.0/29\"", peer: "«REF»", of: "x")),
    .init(.circuitConnection, reach("\"192.168.8.0/29\"", peer: "«REF»", twice: true)),
  ]
}
