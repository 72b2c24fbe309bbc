import ResourceModel

extension DiagnosticCases {
  static let microsoftPeering: [DiagnosticCase] = [
    .init(
      .microsoftPeeringPrefix,
      Sample.document([
        circuit(primary: "«\"192.168.0.0/30\"»", advertised: "\"198.51.100.0/24\""), filter(),
      ])),
    .init(
      .microsoftPeeringPrefix,
      Sample.document([
        circuit(advertised: "\"198.51.100.0/24\", «\"10.0.0.0/8\"»"), filter(),
      ])),
    .init(
      .microsoftPeeringWithoutPrefixes, .warning,
      Sample.document([circuit(advertised: ""), filter()])),
    .init(.tunnelSource, tunnel(source: "«\"Loopback1\"»")),
    .init(.tunnelSource, tunnel(source: "«\"Tunnel0\"»")),
    .init(.tunnelSource, tunnel(source: "«\"Loopback0\"»", told: "198.51.100.9")),
    .init(.tunnelGatewayAddress, tunnel(source: "«\"Loopback0\"»", gatewayAddress: "")),
    .init(
      .tunnelSourceNotAdvertised, .warning,
      tunnel(source: "«\"Loopback0\"»", advertised: "\"198.51.101.0/24\"")),
    .init(
      .invalidValue,
      Sample.document([
        Sample.network("v", "\"10.0.0.0/16\"").replacing(
          "\"subnets\"",
          with:
            "\"bgpCommunities\": { \"virtualNetworkCommunity\": «\"12076:51004\"» }, \"subnets\"")
      ])),
    .init(
      .conflictingProperties, tunnel(source: nil, more: ", \"extendedSequenceNumbers\": «true»")),
    .init(
      .routeFilterRule,
      Sample.document([circuit(), filter(rule("r", "12076:51004"), rule("«\"s\"»", "12076:51006"))])
    ),
    .init(.routeFilterRule, Sample.document([circuit(), filter(rule("r", access: "«\"Deny\"»"))])),
    .init(
      .routeFilterRule,
      Sample.document([circuit(), filter(rule("r", communities: "«\"East US\"»"))])),
    .init(
      .routeFilterRule,
      Sample.document([
        filter(),
        Sample.circuit("x").replacing(
          "\"peeringType\"",
          with: "\"routeFilter\": «\(Sample.id("routeFilters", "f"))», \"peeringType\""),
      ])),
    .init(
      .routeFilterMissing, .warning,
      Sample.document([
        circuit(name: "«\"m\"»", filter: "")
      ])),
    .init(
      .tunnelGatewayNotTold, .warning,
      tunnel(source: "«\"Loopback0\"»", filter: filter(rule("r", "12076:51006")))),
    .init(
      .unknownCommunity, .warning,
      Sample.document([circuit(), filter(rule("r", communities: "«\"12076:51404\"»"))])),
    .init(
      .unknownReference,
      Sample.document([
        circuit(filter: "\"routeFilter\": { \"id\": «\"routeFilters/g\"» },"), filter(),
      ])),
  ]

  private static func rule(
    _ name: String, _ community: String = "12076:51004", access: String = "\"Allow\"",
    communities: String? = nil
  ) -> String {
    let name = name.contains("\"") ? name : "\"\(name)\""
    return """
      { "name": \(name), "properties": { "access": \(access),
        "communities": [\(communities ?? "\"\(community)\"")] } }
      """
  }

  private static func filter(_ rules: String...) -> String {
    Sample.resource(
      "routeFilters", "f",
      "\"rules\": [\((rules.isEmpty ? [rule("r")] : rules).joined(separator: ", "))]")
  }

  private static func circuit(
    name: String = "\"m\"", primary: String = "\"203.0.113.0/30\"",
    advertised: String = "\"198.51.100.0/24\"",
    filter: String = "\"routeFilter\": { \"id\": \"routeFilters/f\" },"
  ) -> String {
    Sample.resource(
      "expressRouteCircuits", "x",
      """
      "peerings": [{ "name": \(name), "properties": { "peeringType": "MicrosoftPeering", \(filter)
        "peerASN": 65021, "primaryPeerAddressPrefix": \(primary),
        "secondaryPeerAddressPrefix": "203.0.113.4/30",
        "microsoftPeeringConfig": { "advertisedPublicPrefixes": [\(advertised)] } } }]
      """)
  }

  /// A tunnel whose packets follow routes, all as it should be but for what is given.
  private static func tunnel(
    source: String?, more: String = "", told: String = "198.51.100.1",
    gatewayAddress: String = "203.0.114.1",
    advertised: String = "\"198.51.100.0/24\"", filter: String = filter()
  ) -> String {
    let address = gatewayAddress.isEmpty ? "" : "\"ipAddress\": \"\(gatewayAddress)\""
    return Sample.document(
      [
        circuit(advertised: advertised), filter,
        Sample.network("v", "\"10.0.0.0/16\"", subnets: [gatewaySubnet]),
        Sample.resource("publicIPAddresses", "a", address),
        Sample.resource(
          "virtualNetworkGateways", "g",
          """
          "gatewayType": "Vpn", "ipConfigurations": [{ "name": "c", "properties": {
            "subnet": \(Sample.id("virtualNetworks/subnets", "v", "GatewaySubnet")),
            "publicIPAddress": \(Sample.id("publicIPAddresses", "a")) } }]
          """),
        Sample.localGateway("l", "\"10.9.0.0/16\"", "\"gatewayIpAddress\": \"\(told)\""),
        Sample.connection("c", "IPsec", "g", #""sharedKey": "k", \#(Sample.toSite("l"))"#),
      ],
      Sample.site(routers: [
        Sample.router(
          "r",
          [
            Sample.interface("Loopback0", "\"198.51.100.1/32\""),
            Sample.interface(
              "Tunnel0", "\"10.9.0.1/32\"",
              #""tunnel": { "connection": "c", "sharedKey": "k"\#(source.map { ", \"source\": \($0)" } ?? "")\#(more) }"#
            ),
          ])
      ]))
  }
}
