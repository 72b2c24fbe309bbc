import ResourceModel

extension DiagnosticCases {
  private static func network(
    _ name: String, _ octet: Int, _ peerings: [String] = [], subnets: [String] = []
  ) -> String {
    Sample.network(name, "\"10.\(octet).0.0/16\"", subnets: subnets, peerings: peerings)
  }

  private static func classic(_ network: String) -> String {
    network.replacing(
      "\"Microsoft.Network/virtualNetworks\"", with: "\"Microsoft.ClassicNetwork/virtualNetworks\"")
  }

  private static let oldSpace =
    #""remoteAddressSpace": «{ "addressPrefixes": ["10.2.0.0/16"] }»"#

  private static func appliance(_ side: String) -> String {
    Sample.document([
      Sample.resource(
        "routeTables", "t",
        """
        "routes": [{ "name": "r", "properties": { "addressPrefix": "10.2.0.0/16",
          "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.9.1.4" } }]
        """),
      network(
        "a", 1, [Sample.peering("p", to: "hub")],
        subnets: [
          Sample.subnet(
            "s", "\"10.1.0.0/24\"", "\"routeTable\": " + Sample.id("routeTables", "t"))
        ]),
      network(
        "hub", 9, [Sample.peering("p", to: "a"), Sample.peering("q", to: "b")],
        subnets: [Sample.subnet("s", "\"10.9.1.0/24\"")]),
      Sample.nic("n", "hub", "s", "\"10.9.1.4\"", #""enableIPForwarding": true"#),
      network("b", 2, [Sample.peering("«\"p\"»", to: "hub", side)]),
    ])
  }

  static let peeringModels: [DiagnosticCase] = [
    .init(
      .classicPeering,
      Sample.document([
        classic(
          network("a", 0, [Sample.peering("p", to: "b")]).replacing(
            Sample.id("virtualNetworks", "b"), with: #"{ "id": «"b"» }"#)),
        classic(network("b", 1)),
      ])),
    .init(
      .classicPeering,
      Sample.document([
        classic(
          network("a", 0, [Sample.peering("p", to: "b")]).replacing(
            Sample.id("virtualNetworks", "b"), with: #"{ "id": «"b"» }"#)),
        network("b", 1, [Sample.peering("p", to: "a")]),
      ])),
    .init(
      .mixedModelGatewayTransit,
      Sample.document(
        [
          network("a", 0, [Sample.peering("p", to: "b", "\"allowGatewayTransit\": «true»")]),
          classic(network("b", 1)),
        ], "\"profile\": \"azure-2018\"")),
    .init(
      .mixedModelGatewayTransit,
      Sample.document([
        network("a", 0, [Sample.peering("p", to: "b", "\"useRemoteGateways\": «true»")]),
        classic(network("b", 1)),
      ])),
    .init(
      .addressSpaceChangedWhilePeered,
      Sample.document(
        [
          network("a", 0, [Sample.peering("p", to: "b", oldSpace)]),
          network("b", 1, [Sample.peering("p", to: "a")]),
        ], "\"profile\": \"azure-2019\"")),
    .init(
      .peeringNotSynchronised, .warning,
      Sample.document([
        network("a", 0, [Sample.peering("p", to: "b", oldSpace)]),
        network("b", 1, [Sample.peering("p", to: "a")]),
      ])),
    .init(
      .disconnectedPeering, .warning,
      Sample.document([
        network("a", 0, [Sample.peering("p", to: "b", "\"peeringState\": «\"Disconnected\"»")]),
        network("b", 1),
      ])),
    .init(.forwardedTrafficNotAllowed, .warning, appliance("")),
  ]

  private static func peered(_ first: String, _ second: String) -> [String] {
    [
      network("a", 0, [first]).replacing(
        "\"eastus\"", with: "\"eastus\", \"subscriptionId\": \"one\""),
      network("b", 1, [second]).replacing(
        "\"eastus\"", with: "\"eastus\", \"subscriptionId\": \"two\""),
    ]
  }

  private static let unmarked = Sample.peering("p", to: "a")

  static let access: [DiagnosticCase] = [
    .init(
      .peeringTenants,
      Sample.document(
        peered(
          Sample.peering("p", to: "b").replacing(
            Sample.id("virtualNetworks", "b"), with: #"{ "id": «"b"» }"#), unmarked),
        """
        "profile": "azure-2018",
        "subscriptions": [{ "id": "one", "tenant": "contoso" }, { "id": "two", "tenant": "fabrikam" }]
        """)),
    .init(
      .peeringPermission,
      Sample.document(
        peered(Sample.peering("«\"p\"»", to: "b"), unmarked),
        """
        "deployedBy": "alice",
        "roleAssignments": [{ "principal": "alice", "role": "Reader", "scope": "/" }]
        """)),
    .init(
      .peeringPermission,
      Sample.document(
        peered(Sample.peering("«\"p\"»", to: "b"), unmarked),
        #""roleAssignments": [{ "principal": "alice", "role": "Owner", "scope": "/" }]"#)),
    .init(
      .unknownReference,
      Sample.document(
        [],
        #""roleAssignments": [{ "principal": "alice", "role": "Owner", "scope": «"hub"» }]"#)),
    .init(
      .unknownReference,
      Sample.document(
        [],
        #""roleAssignments": [{ "principal": "p", "role": "Owner", "scope": «"/subscriptions/s"» }]"#
      )),
    .init(
      .invalidValue,
      Sample.document(
        [], #""roleAssignments": [{ "principal": "p", "role": «"Ownr"», "scope": "/" }]"#)),
    .init(
      .conflictingProperties,
      Sample.document(
        [],
        #""roleAssignments": [{ "principal": "p", "role": "Owner", "actions": «[]», "scope": "/" }]"#
      )),
    .init(
      .duplicateName,
      Sample.document(
        [],
        #""subscriptions": [{ "id": "s", "tenant": "t" }, { "id": «"S"», "tenant": "t" }]"#)),
  ]
}
