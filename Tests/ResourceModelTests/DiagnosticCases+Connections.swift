import ResourceModel

extension DiagnosticCases {
  private static let bgp = #""enableBgp": true, "#
  private static let siteAddress =
    #""bgpSettings": { "asn": 65001, "bgpPeeringAddress": "172.16.0.1" }"#

  /// A VPN gateway, a site and an IPsec connection between them.
  private static func ipsec(
    gateway: String = "", local: String = "", space: String = "\"172.16.0.0/24\"",
    connection: String = #""sharedKey": "k""#, name: String = "c"
  ) -> [String] {
    Sample.vpn("g", 0, gateway) + [
      Sample.localGateway("l", space, local),
      Sample.connection(name, "IPsec", "g", Sample.toSite("l") + ", " + connection),
    ]
  }

  static let connections: [DiagnosticCase] = [
    .init(
      .connectionEnds,
      Sample.document(
        Sample.vpn("g", 0) + [
          Sample.circuit("x"),
          Sample.connection("c", "ExpressRoute", "g", Sample.toCircuit("x"))
            .replacing(
              Sample.id("virtualNetworkGateways", "g"), with: #"{ "id": «"g"» }"#),
        ])),
    .init(
      .connectionEnds,
      Sample.document(
        Sample.vpn("g", 0) + Sample.vpn("h", 1) + [
          Sample.connection("c", "IPsec", "g", #""virtualNetworkGateway2": «{ "id": "h" }»"#)
        ])),
    .init(
      .connectionEnds,
      Sample.document(
        Sample.vpn("g", 0) + [
          Sample.connection("c", "Vnet2Vnet", "g", #""virtualNetworkGateway2": { "id": «"g"» }"#)
        ])),
    .init(
      .connectionWithoutReverse, .warning,
      Sample.document(
        Sample.vpn("g", 0) + Sample.vpn("h", 1) + [
          Sample.connection("«\"c\"»", "Vnet2Vnet", "g", Sample.toGateway("h"))
        ])),
    .init(
      .sharedKeyMismatch, .warning,
      Sample.document(
        Sample.vpn("g", 0) + Sample.vpn("h", 1)
          + pair("g", "h", #""sharedKey": "a""#, #""sharedKey": «"b"»"#))),
    .init(
      .sharedKeyMismatch, .warning,
      Sample.document(ipsec(), tunnel(to: "c", key: "«\"other\"»"))),
    .init(
      .sharedKeyMismatch, .warning,
      Sample.document(ipsec(connection: #""routingWeight": 0"#), tunnel(to: "c", key: "«\"k\"»"))),
    .init(
      .connectionBgpMismatch,
      Sample.document(
        Sample.vpn("g", 0, bgp + #""bgpSettings": { "asn": 65001 },"#) + Sample.vpn("h", 1, bgp)
          + pair("g", "h", #""enableBgp": true"#, #""enableBgp": «false»"#))),
    .init(
      .sameASN,
      Sample.document(
        Sample.vpn("g", 0, bgp) + Sample.vpn("h", 1, bgp)
          + pair("g", "h", #""enableBgp": true"#, #""enableBgp": «true»"#))),
    .init(
      .sameASN,
      Sample.document(
        ipsec(
          gateway: bgp,
          local: #""bgpSettings": { "asn": 65515, "bgpPeeringAddress": "172.16.0.1" }"#,
          connection: #""sharedKey": "k", "enableBgp": «true»"#), tunnel(to: "c"))),
    .init(
      .connectionWithoutTunnel, .warning, Sample.document(ipsec(name: "«\"c\"»"))),
    .init(
      .bgpNotEnabled,
      Sample.document(
        ipsec(local: siteAddress, connection: #""sharedKey": "k", "enableBgp": «true»"#),
        tunnel(to: "c"))),
    .init(
      .bgpNotEnabled,
      Sample.document(
        ipsec(gateway: bgp, connection: #""sharedKey": "k", "enableBgp": «"true"»"#),
        tunnel(to: "c"))),
    .init(
      .duplicateConnection,
      Sample.document(
        Sample.vpn("g", 0) + Sample.vpn("h", 1) + pair("g", "h") + [
          Sample.connection(
            "«\"c\"»", "Vnet2Vnet", "g", Sample.toGateway("h") + #", "sharedKey": "k""#)
        ])),
    .init(
      .circuitWithoutPrivatePeering,
      Sample.document(
        expressRoute(
          Sample.circuit(
            "«\"x\"»", primary: "\"203.0.113.0/30\"", secondary: "\"203.0.113.4/30\"",
            type: "MicrosoftPeering"))),
      also: [.microsoftPeeringWithoutPrefixes, .routeFilterMissing]),
    .init(
      .circuitPeeringPrefix,
      Sample.document([
        Sample.circuit("x", primary: "«\"192.168.0.0/29\"»", secondary: "\"192.168.0.8/30\"")
      ])),
    .init(
      .circuitPeeringPrefix,
      Sample.document([Sample.circuit("x", secondary: "«\"192.168.0.0/30\"»")])),
    .init(
      .emptyLocalNetwork, .warning,
      Sample.document(ipsec(space: "", name: "«\"c\"»"), tunnel(to: "c"))),
  ]

  private static func expressRoute(_ circuit: String) -> [String] {
    [
      Sample.network(
        "v", "\"10.0.0.0/16\"", subnets: [Sample.subnet("GatewaySubnet", "\"10.0.255.0/24\"")]),
      Sample.gateway("e", "v", "ExpressRoute"), circuit,
      Sample.connection("c", "ExpressRoute", "e", Sample.toCircuit("x")),
    ]
  }

  // MARK: Sites and links

  private static let switchRouter = Sample.router(
    "switch",
    [
      Sample.interface("lan", "\"172.16.0.1/24\""), Sample.interface("up", "\"192.168.1.0/31\""),
    ])

  private static func host(
    _ name: String = "host", address: String = "\"172.16.0.10/24\"",
    gateway: String = "\"172.16.0.1\""
  ) -> String {
    #"{ "name": \#(name.contains("\"") ? name : "\"\(name)\""), "address": \#(address), "gateway": \#(gateway) }"#
  }

  private static func links(_ links: String...) -> String {
    #""links": [\#(links.joined(separator: ", "))],"#
  }

  private static func link(_ name: String, _ first: String, _ second: String) -> String {
    #"{ "name": \#(name), "between": [\#(first), \#(second)] }"#
  }

  private static let lan = link("\"lan\"", "\"host\"", "\"switch/lan\"")

  /// A site with one router, by its settings.
  private static func routed(_ interfaces: [String], _ more: String) -> String {
    Sample.document([], Sample.site(routers: [Sample.router("r", interfaces, more)]))
  }

  static let sites: [DiagnosticCase] = [
    .init(
      .unknownLinkEnd,
      Sample.document(
        [],
        Sample.site(routers: [switchRouter], hosts: [host()])
          + links(lan, link("\"x\"", "\"switch/up\"", "«\"ce/down\"»")))),
    .init(
      .unknownLinkEnd,
      Sample.document(
        [],
        Sample.site(routers: [switchRouter]) + links(link("\"x\"", "«\"hots\"»", "\"switch/lan\"")))
    ),
    .init(
      .unknownLinkEnd,
      Sample.document([], links(#"{ "name": "x", "connection": «"c"» }"#))),
    .init(
      .linkEndsDiffer,
      Sample.document(
        [],
        Sample.site(routers: [switchRouter], hosts: [host()])
          + links(#"{ "name": "x", "between": «["host", "switch/up"]» }"#))),
    .init(
      .linkEndTaken,
      Sample.document(
        [],
        Sample.site(routers: [switchRouter], hosts: [host()])
          + links(lan, link("\"x\"", "«\"HOST\"»", "\"switch/lan\"")))),
    .init(
      .linkEndTaken,
      Sample.document(
        ipsec(),
        tunnel(to: "c")
          + links(
            #"{ "name": "x", "connection": "c" }"#, #"{ "name": "y", "connection": «"c"» }"#))),
    .init(
      .linkEndTaken,
      Sample.document(
        Sample.vpn("h", 1) + Sample.vpn("i", 2) + pair("h", "i"),
        links(
          #"{ "name": "x", "connection": "h-i" }"#, #"{ "name": "y", "connection": «"i-h"» }"#)),
      also: []),
    .init(
      .duplicateName,
      Sample.document(
        ipsec() + Sample.vpn("h", 1) + Sample.vpn("i", 2) + pair("h", "i"),
        tunnel(to: "c") + links(#"{ "name": «"h-i"», "connection": "c" }"#))),
    .init(
      .circuitLinkAddress,
      Sample.document(
        expressRoute(Sample.circuit("x")),
        Sample.site(routers: [Sample.router("ce", [Sample.interface("i", "«\"192.168.0.2/30\"»")])])
          + links(link("\"last-mile\"", "\"ce/i\"", "\"x/primary\"")))),
    .init(
      .hostGateway,
      Sample.document(
        [],
        Sample.site(routers: [switchRouter], hosts: [host(gateway: "«\"172.16.1.1\"»")])
          + links(lan))),
    .init(
      .hostGateway,
      Sample.document(
        [],
        Sample.site(routers: [switchRouter], hosts: [host(gateway: "«\"172.16.0.2\"»")])
          + links(lan))),
    .init(
      .hostWithoutLink,
      Sample.document([], Sample.site(routers: [switchRouter], hosts: [host("«\"host\"»")]))),
    .init(
      .neighborUnreachable,
      routed(
        [Sample.interface("a", "\"10.0.0.1/30\"")],
        #""bgp": { "asn": 65001, "neighbors": [{ "address": «"10.0.1.2"», "remoteAsn": 65002 }] }"#)
    ),
    .init(
      .invalidTunnel,
      Sample.document(
        Sample.vpn("g", 0) + Sample.vpn("h", 1) + pair("g", "h"),
        Sample.site(routers: [
          Sample.router(
            "ce",
            [
              Sample.interface(
                "t", "\"172.16.0.1/32\"",
                #""tunnel": { "connection": «"g-h"», "sharedKey": "k" }"#)
            ])
        ]))),
    .init(
      .invalidTunnel,
      Sample.document(
        ipsec(),
        Sample.site(routers: [
          Sample.router(
            "ce",
            [
              Sample.interface(
                "t", "\"172.16.0.1/32\"",
                #""tunnel": { "connection": "c", "sharedKey": "k", "instance": «1» }"#)
            ])
        ]))),
    .init(
      .unknownReference,
      Sample.document(
        ipsec(),
        tunnel(to: "c")
          .replacing(
            #""interfaces": ["#,
            with: #""interfaces": ["#
              + Sample.interface(
                "u", "\"172.16.0.2/32\"", #""tunnel": { "connection": «"d"», "sharedKey": "k" }"#)
              + ", "))),
    .init(
      .staticRouteNextHop,
      routed(
        [Sample.interface("a", "\"10.0.0.1/30\"")],
        #""staticRoutes": [{ "prefix": "10.1.0.0/16", "nextHop": «"10.0.1.1"» }]"#)),
    .init(
      .staticRouteNextHop,
      routed(
        [Sample.interface("a", "\"10.0.0.1/30\"")],
        #""staticRoutes": [{ "prefix": "10.1.0.0/16", "nextHop": "10.0.0.2" }, { "prefix": "10.2.0.0/16", "nextHop": «"10.2.0.1"» }]"#
      )),
    .init(
      .staticRouteNextHop,
      routed(
        [Sample.interface("a", "\"10.0.0.1/24\"")],
        #""staticRoutes": [{ "prefix": "10.1.0.0/16", "nextHop": «"A"» }]"#)),
    .init(
      .staticRouteNextHop,
      routed(
        [Sample.interface("a", "\"10.0.0.1/24\"")],
        #""staticRoutes": [{ "prefix": "10.1.0.0/16", "nextHop": «"b"» }]"#)),
    .init(
      .unknownInterface,
      routed([Sample.interface("a", "\"10.0.0.1/30\"")], #""ospf": { "interfaces": ["a", «"b"»] }"#)
    ),
    .init(
      .unknownInterface,
      routed(
        [Sample.interface("a", "\"10.0.0.1/30\"")],
        #""bgp": { "asn": 65001, "neighbors": [{ "address": "10.0.0.2", "remoteAsn": 65002, "updateSource": «"b"» }] }"#
      )),
    .init(
      .neighborASN, .warning,
      Sample.document(
        expressRoute(Sample.circuit("x")),
        Sample.site(routers: [
          Sample.router(
            "ce", [Sample.interface("i", "\"192.168.0.1/30\"")],
            #""bgp": { "asn": 65021, "neighbors": [{ "address": "192.168.0.2", "remoteAsn": «65515» }] }"#
          )
        ]) + links(link("\"last-mile\"", "\"ce/i\"", "\"x/primary\"")))),
    .init(
      .neighborASN, .warning,
      Sample.document(
        expressRoute(Sample.circuit("x", asn: "«65021»")),
        Sample.site(routers: [
          Sample.router(
            "ce", [Sample.interface("i", "\"192.168.0.1/30\"")], #""bgp": { "asn": 65022 }"#)
        ]) + links(link("\"last-mile\"", "\"X/primary\"", "\"ce/i\"")))),
    .init(
      .bgpPeeringAddress, .warning,
      Sample.document(
        ipsec(
          gateway: bgp,
          local: #""bgpSettings": { "asn": 65001, "bgpPeeringAddress": «"172.16.0.99"» }"#,
          connection: #""sharedKey": "k", "enableBgp": true"#), tunnel(to: "c"))),
    .init(
      .linkConnections,
      Sample.document(
        ipsec() + Sample.vpn("h", 1) + Sample.vpn("i", 2) + pair("h", "i"),
        tunnel(to: "c") + links(#"{ "name": "x", "connections": «["c", "h-i"]» }"#))),
    .init(
      .linkConnections,
      Sample.document([], links(#"{ "name": "x", "connections": «["a", "b", "c"]» }"#))),
  ]

  // MARK: Scenarios

  private static func scenario(_ scenario: String) -> String {
    Sample.document(
      [],
      Sample.site(routers: [switchRouter], hosts: [host()]) + links(lan)
        + #""scenarios": [\#(scenario)]"#)
  }

  private static let self2self = #""ping": { "source": "host", "destination": "host" }"#

  static let scenarios: [DiagnosticCase] = [
    .init(.scenarioName, scenario(#"{ "name": «"a b"», \#(self2self) }"#)),
    .init(.scenarioName, scenario(#"{ "name": «"../x"», \#(self2self) }"#)),
    .init(
      .duplicateName,
      scenario(#"{ "name": "a", \#(self2self) }, { "name": «"A"», \#(self2self) }"#)),
    .init(
      .scenarioEndpoint,
      scenario(#"{ "name": "a", "tracert": { "source": "host", "destination": «"hast"» } }"#)),
    .init(
      .scenarioEndpoint,
      scenario(#"{ "name": "a", "ping": { "source": «"172.16.0.11"», "destination": "host" } }"#)),
    .init(.scenarioLink, scenario(#"{ "name": "a", "failedLinks": [«"wan"»], \#(self2self) }"#)),
    .init(
      .scenarioLink,
      scenario(
        #"{ "name": "a", "timeline": [{ "at": "1s", "fail": "lan" }, { "at": "2s", "restore": «"wan"» }], \#(self2self) }"#
      )),
    .init(
      .negativeTimelineTime,
      scenario(#"{ "name": "a", "timeline": [{ "at": «"-1s"», "fail": "lan" }], \#(self2self) }"#)),
    .init(
      .conflictingProperties,
      scenario(
        #"{ "name": "a", "timeline": [{ "at": "1s", "fail": "lan", "restore": «"lan"» }], \#(self2self) }"#
      )),
    .init(
      .expectationMismatch,
      scenario(#"{ "name": "a", \#(self2self), "expect": { "hops": «[]» } }"#)),
    .init(
      .expectationMismatch,
      scenario(#"{ "name": "a", \#(self2self), "expect": { "received": «5» } }"#)),
    .init(
      .expectationMismatch,
      scenario(
        #"{ "name": "a", "tracert": { "source": "host", "destination": "host" }, "expect": { "replyTimeToLive": «128» } }"#
      )),
    .init(
      .expectationMismatch,
      scenario(
        #"{ "name": "a", "tracert": { "source": "host", "destination": "host" }, "expect": { "hops": ["*"], "leadingHops": «[]» } }"#
      )),
    .init(
      .expectationMismatch,
      scenario(
        #"{ "name": "a", "tracert": { "source": "host", "destination": "host", "maximumHops": 1 }, "expect": { "hops": ["*", «"*"»] } }"#
      )),
  ]
}
