import ResourceModel

extension DiagnosticCases {
  private static func asg(_ name: String) -> String {
    Sample.resource("applicationSecurityGroups", name, "")
  }

  private static func rule(_ name: String, _ priority: Int, _ from: String, _ to: String) -> String
  {
    """
    { "name": \(name), "properties": { "priority": \(priority), "direction": "Inbound",
      "access": "Allow", "protocol": "*", "sourcePortRange": "*", "destinationPortRange": "*",
      \(from), \(to) } }
    """
  }

  private static let anywhere = #""destinationAddressPrefix": "*""#

  private static func rules(_ rules: [String]) -> String {
    Sample.resource(
      "networkSecurityGroups", "group",
      "\"securityRules\": [\(rules.joined(separator: ",\n"))]")
  }

  private static func member(_ nic: String, _ network: String, _ groups: String) -> String {
    Sample.nic(nic, network, "s", nil).replacing(
      "\"subnet\":", with: "\"applicationSecurityGroups\": [\(groups)], \"subnet\":")
  }

  private static func home(_ name: String, _ octet: Int) -> String {
    Sample.network(
      name, "\"10.\(octet).0.0/16\"", subnets: [Sample.subnet("s", "\"10.\(octet).0.0/24\"")])
  }

  private static func groups(_ side: String, _ names: String...) -> String {
    let list = names.map { "{ \"id\": \"\($0)\" }" }.joined(separator: ", ")
    return "\"\(side)ApplicationSecurityGroups\": [\(list)]"
  }

  static let applicationGroups: [DiagnosticCase] = [
    .init(
      .unknownReference,
      Sample.document([home("v", 0), member("n", "v", #"«{ "id": "web" }»"#)])),
    .init(
      .unknownReference,
      Sample.document([
        asg("web"),
        rules([
          rule("\"r\"", 100, #""sourceApplicationSecurityGroups": [«{ "id": "wep" }»]"#, anywhere)
        ]),
      ])),
    .init(
      .conflictingProperties,
      Sample.document([
        asg("web"),
        rules([
          rule(
            "\"r\"", 100,
            #""sourceApplicationSecurityGroups": [«{ "id": "web" }»], "sourceAddressPrefix": "*""#,
            anywhere)
        ]),
      ])),
    .init(
      .securityGroupLimit,
      Sample.document(
        (1...11).map { asg("g\($0)") } + [
          rules([
            rule(
              "«\"r\"»", 100,
              "\"sourceApplicationSecurityGroups\": ["
                + (1...11).map { "{ \"id\": \"g\($0)\" }" }.joined(separator: ", ") + "]", anywhere)
          ])
        ])),
    .init(
      .securityGroupLimit,
      Sample.document([
        rules(
          (1...1_001).map {
            rule("\"r\($0)\"", 100 + $0, #""sourceAddressPrefix": "*""#, anywhere)
          }
        ).replacing("\"group\"", with: "«\"group\"»")
      ])),
    .init(
      .augmentedRule,
      Sample.document([
        rules([
          rule(
            "«\"r\"»", 100, #""sourceAddressPrefixes": ["10.0.0.0/8", "VirtualNetwork"]"#, anywhere)
        ])
      ])),
    .init(
      .applicationGroupNetworks,
      Sample.document([
        asg("web"), home("v", 0), home("w", 1), member("n", "v", #"{ "id": "web" }"#),
        member("m", "w", #"«{ "id": "web" }»"#),
      ])),
    .init(
      .applicationGroupNetworks,
      Sample.document([
        asg("web"), asg("app"), home("v", 0), home("w", 1),
        member("n", "v", #"{ "id": "web" }"#), member("m", "w", #"{ "id": "app" }"#),
        rules([rule("«\"r\"»", 100, groups("source", "web"), groups("destination", "app"))]),
      ])),
  ]
}
