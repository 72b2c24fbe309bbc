import ResourceModel

extension DiagnosticCases {
  private static func network(
    _ name: String, _ octet: Int, _ region: String, _ peerings: [String]
  ) -> String {
    Sample.network(name, "\"10.\(octet).0.0/16\"", peerings: peerings)
      .replacing("\"eastus\"", with: region)
  }

  private static func profile(_ year: Int) -> String { "\"profile\": \"azure-\(year)\"" }

  static let eras: [DiagnosticCase] = [
    .init(
      .peeringNotAvailable,
      Sample.document(
        [
          Sample.network("a", "\"10.0.0.0/16\"", peerings: [Sample.peering("«\"p\"»", to: "b")]),
          Sample.network("b", "\"10.1.0.0/16\""),
        ], profile(2015)), also: [.oneSidedPeering]),
    .init(
      .globalPeeringPreview,
      Sample.document(
        [
          network("a", 0, "\"westus2\"", [Sample.peering("p", to: "b")])
            .replacing(
              Sample.id("virtualNetworks", "b"),
              with: #"{ "id": «"[resourceId('Microsoft.Network/virtualNetworks', 'b')]"» }"#),
          network("b", 1, "\"westus\"", []),
        ], profile(2017)), also: [.oneSidedPeering]),
    .init(
      .globalGatewayTransit,
      Sample.document(
        [
          network(
            "a", 0, "\"westus2\"",
            [Sample.peering("p", to: "b", "\"allowGatewayTransit\": «true»")]),
          network("b", 1, "\"westus\"", [Sample.peering("p", to: "a")]),
        ], profile(2019))),
    .init(
      .peeringLimit,
      Sample.document(
        [
          Sample.network(
            "hub", "\"10.0.0.0/16\"",
            peerings: (1...51).map {
              Sample.peering($0 == 51 ? "«\"p51\"»" : "p\($0)", to: "s\($0)")
            })
        ]
          + (1...51).map {
            Sample.network(
              "s\($0)", "\"10.\($0).0.0/16\"", peerings: [Sample.peering("p", to: "hub")])
          }, profile(2018))),
  ]
}
