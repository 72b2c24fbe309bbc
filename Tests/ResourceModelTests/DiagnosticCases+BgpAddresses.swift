import ResourceModel

extension DiagnosticCases {
  private static let speaking =
    #""enableBgp": true, "bgpSettings": { "asn": 65010, "bgpPeeringAddresses": ["#

  /// A gateway's APIPA address at its IP configuration `c`.
  private static func custom(_ address: String, _ configuration: String = "\"c\"") -> String {
    #"{ "ipconfigurationId": \#(configuration), "customBgpIpAddresses": [\#(address)] }"#
  }

  private static func gateway(_ addresses: String...) -> [String] {
    Sample.vpn("g", 0, speaking + addresses.joined(separator: ", ") + "] },")
  }

  /// A connection with BGP to a device whose BGP address is `peer`.
  private static func office(
    _ gateway: [String], peer: String, _ connection: String = #""enableBgp": true"#
  ) -> [String] {
    gateway + [
      Sample.localGateway(
        "l", "\"172.16.0.0/24\"", #""bgpSettings": { "asn": 65001, "bgpPeeringAddress": \#(peer) }"#
      ),
      Sample.connection(
        "c", "IPsec", "g", Sample.toSite("l") + #", "sharedKey": "k", "# + connection),
    ]
  }

  private static func device(_ address: String = "169.254.21.2", _ bgp: String = "") -> String {
    Sample.site(routers: [
      Sample.router(
        "r",
        [
          Sample.interface(
            "t", "\"\(address)/30\"", #""tunnel": { "connection": "c", "sharedKey": "k" }"#)
        ], bgp)
    ])
  }

  private static func choice(_ configuration: String, _ address: String) -> String {
    #""gatewayCustomBgpIpAddresses": [{ "ipConfigurationId": \#(configuration), "customBgpIpAddress": \#(address) }]"#
  }

  static let bgpAddresses: [DiagnosticCase] = [
    .init(.customBgpAddress, Sample.document(gateway(custom("«\"169.254.20.255\"»")))),
    .init(.customBgpAddress, Sample.document(gateway(custom("«\"169.254.23.0\"»")))),
    .init(.customBgpAddress, Sample.document(gateway(custom("«\"10.0.255.30\"»")))),
    .init(
      .customBgpAddress,
      Sample.document(gateway(custom("\"169.254.21.0\", «\"169.254.21.0\"»")))),
    .init(
      .customBgpAddress,
      Sample.document(
        gateway(custom("\"169.254.22.255\"", "«\"virtualNetworkGateways/g/ipConfigurations/d\"»")))),
    .init(
      .customBgpAddress,
      Sample.document(gateway("«{» \"customBgpIpAddresses\": [\"169.254.21.1\"] }"))),
    .init(
      .customBgpAddress,
      Sample.document([
        Sample.network(
          "v", "\"10.0.0.0/16\"", subnets: [Sample.subnet("GatewaySubnet", "\"10.0.255.0/24\"")]),
        Sample.gateway(
          "e", "v", "ExpressRoute",
          #""bgpSettings": { "bgpPeeringAddresses": [\#(custom("«\"169.254.21.1\"»"))] },"#),
      ])),
    .init(
      .customBgpAddress,
      Sample.document(
        office(
          gateway(custom("\"169.254.21.1\"")), peer: "\"169.254.21.2\"",
          choice("\"c\"", "«\"169.254.21.1\"»")), device())),
    .init(
      .customBgpAddress,
      Sample.document(
        office(
          gateway(custom("\"169.254.21.1\"")), peer: "\"169.254.21.2\"",
          #""enableBgp": true, "# + choice("\"c\"", "«\"169.254.21.5\"»")), device())),
    .init(
      .customBgpAddress,
      Sample.document(
        office(gateway(custom("\"169.254.21.1\"")), peer: "«\"169.254.21.1\"»"),
        device("169.254.21.1"))),
    .init(
      .apipaPeer, .warning,
      Sample.document(office(gateway(), peer: "«\"169.254.21.2\"»"), device())),
    .init(
      .apipaPeer, .warning,
      Sample.document(
        office(gateway(custom("\"169.254.21.1\"")), peer: "\"169.254.21.2\""),
        device(
          "169.254.21.2",
          #""bgp": { "asn": 65001, "neighbors": «[{ "address": "10.0.255.254", "remoteAsn": 65010 }]» }"#
        )), also: [.neighborUnreachable]),
    .init(
      .apipaPeer, .warning,
      Sample.document(
        office(
          gateway(custom("\"169.254.21.1\"")), peer: "\"172.16.0.1\"",
          #""enableBgp": true, "# + choice("\"c\"", "«\"169.254.21.1\"»")), device("172.16.0.1"))),
  ]
}
