/// Writes an estate with one network `v` (10.1.0.0/16, machine `v`), its ExpressRoute gateway, a circuit `x` and a site
/// `office` (10.80.0.0/24) with the router `edge` on the primary link and the host `desk`.
package struct CircuitEstate {
  package var gatewaySku = "ErGw3AZ"
  package var tier = "Standard"
  /// Further properties of the connection, the circuit and the GatewaySubnet, each with a comma behind it.
  package var connection = ""
  package var circuit = ""
  /// Prefixes that the site tells beside its own, each a static route.
  package var prefixes: [String] = []
  /// Adds the network `spoke` (10.2.0.0/16, machine `spoke`), which uses the gateway.
  package var hasSpoke = false
  package var spokeRegion = "eastus"
  package var profile = "current"
  package var resources: [String] = []
  /// Further sections, each with a comma before it.
  package var sections = ""
  /// Writes further resources.
  package var further: (inout EstateWriter) -> Void = { _ in }

  package init() {}

  package var text: String {
    var estate = EstateWriter(profile: profile)
    estate.network("v", 1)
    for resource in resources { estate.add(resource: resource) }
    if hasSpoke {
      estate.network("spoke", 2, region: spokeRegion)
      estate.peer(
        "v", "spoke", "\"allowGatewayTransit\": true", back: "\"useRemoteGateways\": true")
    }
    further(&estate)
    estate.gateway(in: "v", type: "ExpressRoute", "\"sku\": { \"name\": \"\(gatewaySku)\" }")
    estate.add(
      resource: """
        { "type": "Microsoft.Network/expressRouteCircuits", "name": "x", "location": "eastus",
          "sku": { "tier": "\(tier)" }, "properties": { \(circuit) "peerings": [
            { "name": "AzurePrivatePeering", "properties": { "peeringType": "AzurePrivatePeering",
              "peerASN": 65050, "primaryPeerAddressPrefix": "172.16.0.0/30",
              "secondaryPeerAddressPrefix": "172.16.0.4/30" } } ] } }
        """)
    estate.add(
      resource: """
        { "type": "Microsoft.Network/connections", "name": "v-x", "location": "eastus",
          "properties": { "connectionType": "ExpressRoute", \(connection)
            "virtualNetworkGateway1": \(EstateWriter.id("virtualNetworkGateways", "v-er")),
            "peer": \(EstateWriter.id("expressRouteCircuits", "x")) } }
        """)
    let routes = prefixes.map { "{ \"prefix\": \"\($0)\", \"nextHop\": \"10.80.0.10\" }" }
    let networks = (["10.80.0.0/24", "10.81.0.0/24"] + prefixes).map { "\"\($0)\"" }
    estate.add(
      section: """
        "sites": [ { "name": "office", "routers": [ { "name": "edge", "interfaces": [
            { "name": "lan", "address": "10.80.0.1/24" }, { "name": "lab", "address": "10.81.0.1/24" },
            { "name": "primary", "address": "172.16.0.1/30" } ],
          "staticRoutes": [ \(routes.joined(separator: ",\n")) ],
          "bgp": { "asn": 65050, "networks": [ \(networks.joined(separator: ", ")) ],
            "neighbors": [ { "address": "172.16.0.2", "remoteAsn": 12076 } ] } } ],
          "hosts": [ { "name": "desk", "address": "10.80.0.10/24", "gateway": "10.80.0.1" },
            { "name": "bench", "address": "10.81.0.10/24", "gateway": "10.81.0.1" } ] } ],
        "links": [ { "name": "lan", "between": ["desk", "edge/lan"] },
          { "name": "lab", "between": ["bench", "edge/lab"] },
          { "name": "mile", "between": ["edge/primary", "x/primary"] },
          { "name": "reach", "connection": "v-x", "roundTripTime": "2ms" } ]\(sections)
        """)
    return estate.text
  }
}
