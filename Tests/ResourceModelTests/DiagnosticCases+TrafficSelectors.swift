import ResourceModel

extension DiagnosticCases {
  private static let policies = #""ipsecPolicies": [{ "saLifeTimeSeconds": 27000 }], "#
  private static let on = #""usePolicyBasedTrafficSelectors": true"#
  private static let half =
    #"[{ "localAddressRanges": ["10.0.0.0/16"], "remoteAddressRanges": ["172.16.0.0/25"] }]"#

  private static func selected(
    _ connection: String, gateway: String = "", space: String = "\"172.16.0.0/24\"",
    device: String = ""
  ) -> String {
    Sample.document(
      Sample.vpn("g", 0, gateway) + [
        Sample.localGateway("l", space),
        Sample.connection(
          "c", "IPsec", "g", Sample.toSite("l") + #", "sharedKey": "k", "# + connection),
      ],
      Sample.site(routers: [
        Sample.router(
          "r",
          [
            Sample.interface(
              "t", "\"172.16.0.1/32\"",
              #""tunnel": { "connection": "c", "sharedKey": "k"\#(device) }"#)
          ])
      ]))
  }

  static let trafficSelectors: [DiagnosticCase] = [
    .init(.trafficSelectors, selected(#""usePolicyBasedTrafficSelectors": «true»"#)),
    .init(
      .trafficSelectors,
      selected(
        policies + #""usePolicyBasedTrafficSelectors": «true»"#,
        gateway: #""sku": { "name": "Basic" },"#)),
    .init(.trafficSelectors, selected(policies + "\"trafficSelectorPolicies\": «\(half)»")),
    .init(
      .trafficSelectors,
      selected(
        policies + on
          + #", "trafficSelectorPolicies": [{ "localAddressRanges": «[]», "remoteAddressRanges": ["172.16.0.0/24"] }]"#
      )),
    .init(
      .trafficSelectors,
      selected(
        policies + on,
        device:
          #", "trafficSelectors": [{ "localAddressRanges": ["172.16.0.0/24"], "remoteAddressRanges": «[]» }]"#
      ), also: [.trafficSelectorMismatch]),
    .init(
      .trafficSelectors,
      selected(policies + #""usePolicyBasedTrafficSelectors": «true»"#, space: ""),
      also: [.emptyLocalNetwork]),
    .init(
      .trafficSelectors,
      Sample.document(
        [
          Sample.network(
            "v", "\"10.0.0.0/16\"",
            subnets: [Sample.subnet("GatewaySubnet", "\"10.0.255.0/24\"")]),
          Sample.gateway("e", "v", "ExpressRoute"), Sample.circuit("x"),
          Sample.connection(
            "c", "ExpressRoute", "e",
            Sample.toCircuit("x") + #", "usePolicyBasedTrafficSelectors": «true»"#),
        ])),
    .init(
      .trafficSelectorMismatch, .warning,
      selected(
        policies + on,
        device:
          #", "trafficSelectors": «[{ "localAddressRanges": ["172.16.0.0/24"], "remoteAddressRanges": ["10.0.0.0/17"] }]»"#
      )),
    .init(
      .trafficSelectorMismatch, .warning,
      selected(
        #""routingWeight": 0"#,
        device:
          #", "trafficSelectors": «[{ "localAddressRanges": ["172.16.0.0/24"], "remoteAddressRanges": ["10.0.0.0/16"] }]»"#
      )),
    .init(
      .trafficSelectorMismatch, .warning,
      selected(
        policies + on
          + #", "trafficSelectorPolicies": [{ "localAddressRanges": ["10.0.0.0/16"], "remoteAddressRanges": ["172.16.0.0/25", "172.16.0.128/25"] }]"#,
        device:
          #", "trafficSelectors": «[{ "localAddressRanges": ["172.16.0.0/25"], "remoteAddressRanges": ["10.0.0.0/16"] }]»"#
      )),
  ]
}
