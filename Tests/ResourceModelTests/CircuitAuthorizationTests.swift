import ResourceModel
import TestSupport
import Testing

@Suite("Authorizations of circuits")
struct CircuitAuthorizationTests {
  /// A circuit of `circuit` with one authorization of the key `k`, and a gateway in a network of `network`.
  private static func estate(
    circuit: String?, network: String?, key: String? = nil, gateway: String? = nil,
    scenario: String = ""
  ) -> String {
    func owner(_ name: String?) -> String {
      name.map { "\"subscriptionId\": \"\($0)\"," } ?? ""
    }
    var estate = EstateWriter()
    estate.network("v", 1, envelope: owner(network))
    estate.gateway(in: "v", type: "ExpressRoute")
    estate.add(
      resource: """
        { "type": "Microsoft.Network/expressRouteCircuits", "name": "x", "location": "eastus", \(owner(circuit))
          "properties": { "peerings": [ { "name": "p", "properties": {
              "peeringType": "AzurePrivatePeering", "peerASN": 65050,
              "primaryPeerAddressPrefix": "172.16.0.0/30", "secondaryPeerAddressPrefix": "172.16.0.4/30" } } ] } }
        """)
    estate.add(
      resource: """
        { "type": "Microsoft.Network/expressRouteCircuits/authorizations", "name": "x/a",
          "properties": { "authorizationKey": "k", "authorizationUseStatus": "InUse" } }
        """)
    estate.add(
      resource: """
        { "type": "Microsoft.Network/connections", "name": "c", "location": "eastus", "properties": {
          "connectionType": "ExpressRoute", \(key.map { "\"authorizationKey\": \"\($0)\"," } ?? "")
          "virtualNetworkGateway1": \(EstateWriter.id("virtualNetworkGateways", "v-er")),
          "peer": \(EstateWriter.id("expressRouteCircuits", "x")) } }
        """)
    if !scenario.isEmpty { estate.add(section: scenario) }
    return estate.text
  }

  private static func load(_ text: String) -> TopologyLoadResult {
    TopologyLoader.load(bytes: Array(text.utf8), file: "authorizations.jsonc")
  }

  @Test(
    "Another subscription's circuit needs a key that the circuit has, one's own none",
    arguments: [
      ("one", "two", nil, false), ("one", "two", "k", true), ("one", "two", "K", true),
      ("one", "two", "other", false), ("one", "ONE", nil, true), ("one", "one", "k", true),
      // What is in no subscription that is known is not judged.
      ("one", nil, nil, true), (nil, nil, nil, true),
    ] as [(String?, String?, String?, Bool)])
  func keys(circuit: String?, network: String?, key: String?, isFine: Bool) {
    let result = Self.load(Self.estate(circuit: circuit, network: network, key: key))
    let codes = result.diagnostics.map(\.code)
    #expect(codes == (isFine ? [] : [.circuitAuthorization]))
    #expect((result.topology != nil) == isFine)
  }

  @Test("A connection goes with its authorization")
  func revoked() throws {
    func steps(_ more: String) -> String {
      """
      "scenarios": [ { "name": "revoked", "timeline": [
        { "at": "1s", "delete": "expressRouteCircuits/x/authorizations/a" }\(more) ],
        "ping": { "source": "v", "destination": "v" } } ]
      """
    }
    let result = Self.load(
      Self.estate(circuit: "one", network: "two", key: "k", scenario: steps("")))
    let topology = try #require(result.topology, "\(result.diagnostics.map(\.message))")
    guard case .resources(let change) = topology.scenarios[0].timeline[0].change else {
      Issue.record("no change of resources")
      return
    }
    #expect(topology.connections.count == 1)
    #expect(change.topology.connections.isEmpty)
    #expect(change.topology.expressRouteCircuits[0].authorizations.isEmpty)
    // It cannot be made again without.
    let again = Self.load(
      Self.estate(
        circuit: "one", network: "two", key: "k",
        scenario: steps(
          """
          , { "at": "2s", "create": { "type": "Microsoft.Network/connections", "name": "c", "properties": {
            "connectionType": "ExpressRoute", "authorizationKey": "k",
            "virtualNetworkGateway1": \(EstateWriter.id("virtualNetworkGateways", "v-er")),
            "peer": \(EstateWriter.id("expressRouteCircuits", "x")) } } }
          """)))
    #expect(again.diagnostics.map(\.code) == [.circuitAuthorization])
  }
}
