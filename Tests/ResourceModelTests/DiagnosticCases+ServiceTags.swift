import ResourceModel

extension DiagnosticCases {
  private static func table(_ routes: [String], name: String = "\"table\"") -> String {
    Sample.resource("routeTables", name, "\"routes\": [\(routes.joined(separator: ",\n"))]")
  }

  private static func route(_ name: String, _ destination: String) -> String {
    #"{ "name": "\#(name)", "properties": { "addressPrefix": \#(destination), "#
      + #""nextHopType": "Internet" } }"#
  }

  private static func rule(_ direction: String, _ from: String, _ to: String) -> String {
    Sample.resource(
      "networkSecurityGroups", "group",
      """
      "securityRules": [{ "name": "r", "properties": { "priority": 100,
        "direction": "\(direction)", "access": "Deny", "protocol": "*", "sourcePortRange": "*",
        "destinationPortRange": "*", "sourceAddressPrefix": \(from),
        "destinationAddressPrefix": \(to) } }]
      """)
  }

  private static func endpoints(_ endpoints: String, type: String = "Microsoft.Network") -> String {
    Sample.network(
      "v", "\"10.0.0.0/16\"",
      subnets: [
        Sample.subnet("s", "\"10.0.0.0/24\"", "\"serviceEndpoints\": [\(endpoints)]")
      ]
    ).replacing("Microsoft.Network/", with: type + "/")
  }

  private static func prefixes(_ count: Int) -> [String] {
    (0..<count).map { route("r\($0)", "\"10.\($0 / 250).\($0 % 250).0/24\"") }
  }

  /// Tags that a table can have 26 of, with any file of tags.
  private static let tagged =
    (0..<26).map { number in
      route("t\(number)", number == 25 ? "«\"Storage.EastUS\"»" : "\"Storage.EastUS\"")
    }

  static let serviceTags: [DiagnosticCase] = [
    .init(
      .serviceTagFile,
      Sample.document([], #""serviceTags": «"ServiceTags_Public.json"»"#)),
    .init(.routeServiceTag, Sample.document([table([route("r", "«\"Internet\"»")])])),
    .init(.routeServiceTag, Sample.document([table([route("r", "«\"azureplatformdns\"»")])])),
    .init(
      .notInProfile,
      Sample.document(
        [table([route("r", "«\"Storage.EastUS\"»")])], "\"profile\": \"azure-2018\"")),
    .init(
      .notInProfile,
      Sample.document(
        [endpoints(#"{ "service": «"Microsoft.Sql"» }"#)], "\"profile\": \"azure-2015\"")),
    .init(.routeTableLimit, Sample.document([table(prefixes(401), name: "«\"table\"»")])),
    .init(
      .routeTableLimit, Sample.document([table(tagged)]), also: [.duplicateRoute]),
    .init(
      .duplicateRoute,
      Sample.document([
        table([route("a", "\"Sql.EastUS\""), route("b", "«\"sql.eastus\"»")])
      ])),
    .init(
      .serviceEndpointService,
      Sample.document([endpoints(#"{ "service": «"Microsoft.Compute"» }"#)])),
    .init(
      .serviceEndpointConflict,
      Sample.document([
        endpoints(
          #"{ "service": "Microsoft.Sql" }, { "service": «"Microsoft.Sql"», "locations": ["westus2"] }"#
        )
      ])),
    .init(
      .serviceEndpointConflict,
      Sample.document([
        endpoints(#"«{» "service": "Microsoft.Sql" }"#, type: "Microsoft.ClassicNetwork")
      ])),
    .init(
      .serviceEndpointPrefixes, .warning,
      Sample.document([endpoints(#"{ "service": «"Microsoft.EventHub"» }"#)])),
    .init(
      .serviceEndpointPrefixes, .warning,
      Sample.document([
        endpoints(#"{ "service": «"Microsoft.Storage"», "locations": ["*"] }"#)
      ])),
    .init(
      .platformTagDirection, .warning,
      Sample.document([rule("Outbound", "«\"AzurePlatformDNS\"»", "\"*\"")])),
    .init(
      .platformTagDirection, .warning,
      Sample.document([rule("Inbound", "\"*\"", "«\"AzurePlatformIMDS\"»")])),
    .init(
      .routeToPlatform, .warning,
      Sample.document([table([route("r", "«\"168.63.129.16/32\"»")])])),
  ]
}
