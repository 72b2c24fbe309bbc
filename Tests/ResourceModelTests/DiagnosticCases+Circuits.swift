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
    .init(.circuitConnection, reach("«\"192.168.8.0/30\"»")),
    .init(.circuitConnection, reach("«\"192.168.0.0/29\"»")),
    .init(.circuitConnection, reach("\"192.168.8.0/29\"", peer: "«REF»", of: "x")),
    .init(.circuitConnection, reach("\"192.168.8.0/29\"", peer: "«REF»", twice: true)),
  ]
}
