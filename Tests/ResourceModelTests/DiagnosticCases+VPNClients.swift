import ResourceModel

extension DiagnosticCases {
  private static func clients(
    _ pool: String = "\"192.168.0.0/29\"", protocols: String = "\"IkeV2\"", _ more: String = ""
  ) -> String {
    #""vpnClientConfiguration": { "vpnClientAddressPool": { "addressPrefixes": [\#(pool)] }, "vpnClientProtocols": [\#(protocols)] }, \#(more)"#
  }

  /// With marks around the configuration.
  private static func marked(_ protocols: String) -> String {
    let text = clients(protocols: protocols).replacing(
      "onfiguration\": {", with: "onfiguration\": «{")
    return text.dropLast(2) + "», "
  }

  /// A gateway with a pool and one client.
  private static func client(
    _ client: String, gateway: String = clients(), _ name: String = "\"a\""
  ) -> String {
    Sample.document(
      Sample.vpn("g", 0, gateway),
      #""vpnClients": [{ "name": \#(name), "gateway": "g"\#(client.isEmpty ? "" : ", " + client) }],"#
    )
  }

  /// So many clients without a word about them but for the last one's name.
  private static func many(_ count: Int, gateway: String) -> String {
    let list = (1...count).map { number in
      #"{ "name": \#(number == count ? "«\"c\(number)\"»" : "\"c\(number)\""), "gateway": "g" }"#
    }
    return Sample.document(
      Sample.vpn("g", 0, gateway), "\"vpnClients\": [\(list.joined(separator: ", "))],")
  }

  static let vpnClients: [DiagnosticCase] = [
    // Pools.
    .init(
      .clientAddressPool, Sample.document(Sample.vpn("g", 0, clients("«\"10.0.3.0/24\"»")))),
    .init(
      .clientAddressPool,
      Sample.document(
        Sample.vpn("g", 0, clients("\"192.168.0.0/24\", «\"192.168.0.128/25\"»")))),
    .init(
      .clientAddressPool,
      Sample.document([
        Sample.network(
          "v", "\"10.0.0.0/16\"", subnets: [Sample.subnet("GatewaySubnet", "\"10.0.255.0/24\"")],
          peerings: [Sample.peering("p", to: "w")]),
        Sample.network(
          "w", "\"192.168.0.0/16\"", peerings: [Sample.peering("p", to: "v")]),
        Sample.gateway("g", "v", "Vpn", clients("«\"192.168.0.0/24\"»")),
      ])),
    .init(
      .clientAddressPool,
      Sample.document(
        Sample.vpn("g", 0, clients("«\"172.16.0.128/25\"»")) + [
          Sample.localGateway("l", "\"172.16.0.0/24\""),
          Sample.connection("c", "IPsec", "g", Sample.toSite("l") + #", "sharedKey": "k""#),
        ],
        Sample.site(routers: [
          Sample.router(
            "r",
            [
              Sample.interface(
                "t", "\"172.16.0.1/32\"", #""tunnel": { "connection": "c", "sharedKey": "k" }"#)
            ])
        ]))),
    .init(
      .clientAddressPool,
      Sample.document(
        Sample.vpn("g", 0, clients("«\"10.1.3.0/24\"»")) + Sample.vpn("h", 1) + [
          Sample.connection("c", "Vnet2Vnet", "g", Sample.toGateway("h") + #", "sharedKey": "k""#),
          Sample.connection("d", "Vnet2Vnet", "h", Sample.toGateway("g") + #", "sharedKey": "k""#),
        ])),
    .init(
      .clientAddressPool,
      Sample.document(
        Sample.vpn(
          "g", 0,
          #""vpnType": "PolicyBased", "sku": { "name": "Basic" }, "#
            + marked("\"SSTP\"")))),
    .init(
      .clientAddressPool,
      Sample.document(
        Sample.vpn(
          "g", 0,
          #""sku": { "name": "Basic" }, "#
            + clients()
            .replacing(
              #""vpnClientProtocols": ["IkeV2"]"#, with: #""vpnClientProtocols": «["IkeV2"]»"#)))),
    .init(
      .clientAddressPool,
      Sample.document([
        Sample.network(
          "v", "\"10.0.0.0/16\"", subnets: [Sample.subnet("GatewaySubnet", "\"10.0.255.0/24\"")]),
        Sample.gateway(
          "e", "v", "ExpressRoute",
          marked("\"IkeV2\"")),
      ])),
    // Clients.
    .init(
      .vpnClient,
      client("", gateway: "").replacing(#""gateway": "g""#, with: #""gateway": «"g"»"#)),
    .init(.vpnClient, client(#""protocol": «"OpenVPN"»"#)),
    .init(
      .vpnClient, client(#""osType": «"Linux"»"#, gateway: clients(protocols: "\"SSTP\""))),
    .init(.vpnClient, client(#""instance": «1»"#)),
    .init(.vpnClient, client(#""address": «"192.168.0.1"»"#)),
    .init(.vpnClient, client(#""address": «"192.168.0.7"»"#)),
    .init(.vpnClient, client(#""address": «"192.168.1.2"»"#)),
    .init(
      .vpnClient,
      client(
        #""address": "192.168.0.2" }, { "name": "b", "gateway": "g", "address": «"192.168.0.2"»"#)),
    .init(.vpnClient, many(6, gateway: clients())),
    .init(
      .vpnClient,
      many(
        129,
        gateway: clients(
          "\"192.168.0.0/24\"", protocols: "\"SSTP\"", #""sku": { "name": "VpnGw5" },"#))),
    .init(
      .vpnClient,
      many(251, gateway: clients("\"192.168.0.0/23\"", #""sku": { "name": "VpnGw1AZ" },"#))),
    .init(.unknownReference, client("").replacing(#""gateway": "g""#, with: #""gateway": «"h"»"#)),
    .init(
      .duplicateName,
      client(#""address": "192.168.0.2" }, { "name": «"A"», "gateway": "g""#)),
    .init(
      .duplicateName,
      Sample.document(
        Sample.vpn("g", 0, clients()),
        #""vpnClients": [{ "name": «"line"», "gateway": "g" }], "links": [{ "name": "line", "between": ["h", "r/i"] }], "#
          + Sample.site(
            routers: [Sample.router("r", [Sample.interface("i", "\"172.16.0.1/24\"")])],
            hosts: [#"{ "name": "h", "address": "172.16.0.2/24", "gateway": "172.16.0.1" }"#]))),
  ]
}
