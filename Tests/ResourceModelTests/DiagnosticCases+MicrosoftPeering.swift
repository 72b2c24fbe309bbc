import ResourceModel

extension DiagnosticCases {
  static let microsoftPeering: [DiagnosticCase] = [
    .init(
      .microsoftPeeringPrefix,
      Sample.document([
        circuit(primary: "«\"192.168.0.0/30\"»", advertised: "\"198.51.100.0/24\"")
      ])),
    .init(
      .microsoftPeeringPrefix,
      Sample.document([circuit(advertised: "\"198.51.100.0/24\", «\"10.0.0.0/8\"»")])),
    .init(.microsoftPeeringWithoutPrefixes, .warning, Sample.document([circuit(advertised: "")])),
    .init(.tunnelSource, tunnel(source: "«\"Loopback1\"»")),
    .init(.tunnelSource, tunnel(source: "«\"Tunnel0\"»")),
    .init(.tunnelSource, tunnel(source: "«\"Loopback0\"»", told: "198.51.100.9")),
    .init(.tunnelGatewayAddress, tunnel(source: "«\"Loopback0\"»", gatewayAddress: "")),
    .init(
      .tunnelSourceNotAdvertised, .warning,
      tunnel(source: "«\"Loopback0\"»", advertised: "\"198.51.101.0/24\"")),
  ]

  private static func circuit(
    primary: String = "\"203.0.113.0/30\"", advertised: String
  ) -> String {
    Sample.resource(
      "expressRouteCircuits", "x",
      """
      "peerings": [{ "name": "m", "properties": { "peeringType": "MicrosoftPeering",
        "peerASN": 65021, "primaryPeerAddressPrefix": \(primary),
        "secondaryPeerAddressPrefix": "203.0.113.4/30",
        "microsoftPeeringConfig": { "advertisedPublicPrefixes": [\(advertised)] } } }]
      """)
  }

  /// A tunnel whose packets follow routes, all as it should be but for what is given.
  private static func tunnel(
    source: String, told: String = "198.51.100.1", gatewayAddress: String = "203.0.114.1",
    advertised: String = "\"198.51.100.0/24\""
  ) -> String {
    let address = gatewayAddress.isEmpty ? "" : "\"ipAddress\": \"\(gatewayAddress)\""
    return Sample.document(
      [
        circuit(advertised: advertised),
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
              #""tunnel": { "connection": "c", "sharedKey": "k", "source": \#(source) }"#),
          ])
      ]))
  }
}
