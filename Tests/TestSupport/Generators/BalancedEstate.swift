/// Writes estates with an internal load balancer `lb`: networks `n` (10.1.0.0/16) and `far` (10.2.0.0/16), peered, with a
/// machine each; the front end 10.1.1.100, and the backends `b1` to `b3`, 10.1.1.4 to 10.1.1.6.
package struct BalancedEstate: Sendable {
  package var sku = "Standard"
  /// Members of each rule.
  package var rules = [rule()]
  /// A probe's members; `nil` for none.
  package var probe: String?
  package var farRegion = "eastus"
  /// Members of each backend's entry among `guests`.
  package var guest = "\"listens\": [80, 8080]"
  /// JSON objects: those of a group of each backend's own.
  package var groupRules: [String]?
  /// Of the backends, so that they are appliances.
  package var forwards = false
  /// Routes of both machines' subnets lead these to the front end.
  package var throughFrontEnd: [String] = []
  /// A VPN gateway in `n` and a site `office` (192.168.3.0/24) with the host `desk` 192.168.3.10.
  package var hasOffice = false
  /// Further sections, each complete.
  package var sections: [String] = []

  package init() {}

  package static func rule(
    _ protocolNumber: String = "Tcp", _ frontendPort: Int = 80, _ backendPort: Int = 8080,
    distribution: String = "Default", isFloating: Bool = false
  ) -> String {
    """
    "protocol": "\(protocolNumber)", "frontendPort": \(frontendPort), "backendPort": \(backendPort),
    "loadDistribution": "\(distribution)", "enableFloatingIP": \(isFloating)
    """
  }

  package static let allPorts = rule("All", 0, 0)

  package var text: String {
    var estate = EstateWriter()
    let table = throughFrontEnd.isEmpty ? nil : "through"
    estate.network("n", 1, routeTable: table)
    estate.network("far", 2, region: farRegion, routeTable: table)
    // Through appliances, and with Standard backends' groups: what is forwarded is of another network.
    let isTransit = forwards || hasOffice
    estate.peer(
      "n", "far", "\"allowForwardedTraffic\": true", back: "\"allowForwardedTraffic\": true")
    if !throughFrontEnd.isEmpty {
      estate.routeTable(
        "through", throughFrontEnd.map { ($0, "VirtualAppliance", "10.1.1.100") })
    }
    write(&estate, in: "n", isTransit)
    for section in sections { estate.add(section: section) }
    return estate.text
  }

  /// The load balancer and its backends, into an estate with the network 10.1.0.0/16.
  package func write(
    _ estate: inout EstateWriter, in network: String = "n", _ isTransit: Bool = false
  ) {
    let open = [
      """
      { "name": "all", "properties": { "priority": 100, "direction": "Inbound", "access": "Allow",
        "protocol": "*", "sourceAddressPrefix": "*", "sourcePortRange": "*",
        "destinationAddressPrefix": "*", "destinationPortRange": "*" } }
      """
    ]
    for number in 1...3 {
      estate.machine(
        "b\(number)", in: network, "10.1.1.\(number + 3)", subnet: "edge", forwards: forwards,
        rules: groupRules ?? (isTransit ? open : nil), pool: "lb/pool")
    }
    let rules = rules.enumerated().map { number, rule in
      """
      { "name": "rule\(number)", "properties": { "frontendIPConfiguration": "lb/fe",
        "backendAddressPool": "lb/pool", \(probe == nil ? "" : "\"probe\": \"lb/alive\", ")\(rule) } }
      """
    }
    let probes = probe.map { "{ \"name\": \"alive\", \"properties\": { \($0) } }" } ?? ""
    estate.add(
      resource: """
        { "type": "Microsoft.Network/loadBalancers", "name": "lb", "location": "eastus",
          "sku": { "name": "\(sku)" }, "properties": {
            "frontendIPConfigurations": [ { "name": "fe", "properties": {
              "privateIPAddress": "10.1.1.100", "privateIPAllocationMethod": "Static",
              "subnet": \(EstateWriter.id("virtualNetworks/subnets", network, "edge")) } } ],
            "backendAddressPools": [ { "name": "pool" } ],
            "loadBalancingRules": [ \(rules.joined(separator: ", ")) ], "probes": [ \(probes) ] } }
        """)
    let guests = (1...3).map { "{ \"name\": \"b\($0)\", \(guest) }" }
    estate.add(section: "\"guests\": [ \(guests.joined(separator: ", ")) ]")
    if hasOffice { Self.office(&estate) }
  }

  private static func office(_ estate: inout EstateWriter) {
    estate.gateway(in: "n", "\"vpnType\": \"RouteBased\", \"sku\": { \"name\": \"VpnGw1AZ\" }")
    estate.add(
      resource: """
        { "type": "Microsoft.Network/localNetworkGateways", "name": "office", "location": "eastus",
          "properties": { "localNetworkAddressSpace": { "addressPrefixes": ["192.168.3.0/24"] },
            "gatewayIpAddress": "203.0.113.4" } }
        """)
    estate.add(
      resource: """
        { "type": "Microsoft.Network/connections", "name": "to-office", "location": "eastus",
          "properties": { "connectionType": "IPsec", "sharedKey": "key",
            "virtualNetworkGateway1": \(EstateWriter.id("virtualNetworkGateways", "n-vpn")),
            "localNetworkGateway2": \(EstateWriter.id("localNetworkGateways", "office")) } }
        """)
    estate.add(
      section: """
        "sites": [ { "name": "office", "routers": [ { "name": "edge", "interfaces": [
            { "name": "lan", "address": "192.168.3.1/24" },
            { "name": "tunnel", "address": "192.168.3.253/32",
              "tunnel": { "connection": "to-office", "sharedKey": "key" } } ],
          "staticRoutes": [ { "prefix": "10.0.0.0/8", "nextHop": "tunnel" } ] } ],
          "hosts": [ { "name": "desk", "address": "192.168.3.10/24", "gateway": "192.168.3.1" } ] } ],
        "links": [ { "name": "lan", "between": ["desk", "edge/lan"] },
          { "name": "vpn", "connection": "to-office", "roundTripTime": "4ms" } ]
        """)
  }
}
