/// The networks, tunnels and sites of "About Point-to-Site VPN routing": clients of VNet1's gateway with the pool
/// 192.168.0.0/24.
package struct PointToSiteEstate {
  package var estate = EstateWriter()
  private var routers: [String] = []
  private var hosts: [String] = []
  private var links: [String] = []
  private let hasBgp: Bool

  package init(hasBgp: Bool = false) { self.hasBgp = hasBgp }

  private var bgp: String { "\"enableBgp\": \(hasBgp)" }

  /// Network `VNet1` is 10.1.0.0/16, its machine 10.1.0.4.
  ///
  /// - Parameter gateway: whether it has a VPN gateway; the first network's has clients.
  package mutating func network(
    _ number: Int, gateway: Bool, more: String = "", protocols: String = "\"IkeV2\"",
    hasRules: Bool = false
  ) {
    estate.network("VNet\(number)", number, hasRules: hasRules)
    guard gateway else { return }
    let clients =
      number == 1
      ? """
      "vpnClientConfiguration": { "vpnClientProtocols": [\(protocols)],
        "vpnClientAddressPool": { "addressPrefixes": ["192.168.0.0/24"] } },
      """ : ""
    estate.gateway(
      in: "VNet\(number)",
      "\(clients) \(bgp), \"bgpSettings\": { \"asn\": \(64_600 + number) }\(more)")
  }

  package mutating func connect(_ one: Int, _ other: Int) {
    estate.connect("VNet\(one)", "VNet\(other)", bgp)
  }

  /// The first network is the one whose gateway the other uses.
  package mutating func peer(_ one: Int, _ other: Int, transit: Bool = true) {
    estate.peer(
      "VNet\(one)", "VNet\(other)", transit ? "\"allowGatewayTransit\": true" : "",
      back: transit ? "\"useRemoteGateways\": true" : "")
  }

  /// `Site1`, 10.101.0.0/16 with the host 10.101.0.4, joined to a network's gateway.
  package mutating func site(at number: Int) {
    estate.add(
      resource: """
        { "type": "Microsoft.Network/localNetworkGateways", "name": "Site1-gateway",
          "location": "eastus", "properties": { "gatewayIpAddress": "203.0.113.9",
            \(hasBgp ? "\"bgpSettings\": { \"asn\": 64701, \"bgpPeeringAddress\": \"10.101.0.1\" }" : "\"localNetworkAddressSpace\": { \"addressPrefixes\": [\"10.101.0.0/16\"] }") } }
        """)
    estate.add(
      resource: """
        { "type": "Microsoft.Network/connections", "name": "to-Site1", "location": "eastus",
          "properties": { "connectionType": "IPsec", "sharedKey": "key", \(bgp),
            "virtualNetworkGateway1": \(EstateWriter.id("virtualNetworkGateways", "VNet\(number)-vpn")),
            "localNetworkGateway2": \(EstateWriter.id("localNetworkGateways", "Site1-gateway")) } }
        """)
    let network = "10.\(number).0.0/16"
    let peer = "10.\(number).255.30"
    let speaker =
      hasBgp
      ? """
      , "bgp": { "asn": 64701, "networks": ["10.101.0.0/16"], "neighbors": [
        { "address": "\(peer)", "remoteAsn": \(64_600 + number), "updateSource": "lan" }] }
      """ : ""
    routers.append(
      """
      { "name": "edge", "interfaces": [
          { "name": "lan", "address": "10.101.0.1/16" },
          { "name": "tunnel", "address": "10.101.255.1/32",
            "tunnel": { "connection": "to-Site1", "sharedKey": "key" } }],
        "staticRoutes": [{ "prefix": "\(hasBgp ? peer + "/32" : network)", "nextHop": "tunnel" }]
        \(speaker) }
      """)
    hosts.append(#"{ "name": "Site1", "address": "10.101.0.4/16", "gateway": "10.101.0.1" }"#)
    links.append(#"{ "name": "lan", "between": ["Site1", "edge/lan"] }"#)
  }

  /// - Parameter clients: JSON objects.
  package func text(clients: [String]) -> String {
    var estate = estate
    estate.add(section: "\"vpnClients\": [\(clients.joined(separator: ",\n"))]")
    if !routers.isEmpty {
      estate.add(
        section: """
          "sites": [{ "name": "site", "routers": [\(routers.joined(separator: ","))],
            "hosts": [\(hosts.joined(separator: ","))] }]
          """)
      estate.add(section: "\"links\": [\(links.joined(separator: ","))]")
    }
    return estate.text
  }

  package static func client(_ name: String, os: String = "Windows", _ more: String = "") -> String
  {
    #"{ "name": "\#(name)", "gateway": "VNet1-vpn", "osType": "\#(os)"\#(more.isEmpty ? "" : ", " + more) }"#
  }
}
