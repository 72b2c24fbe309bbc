import ResourceModel
import TestSupport

extension DiagnosticCases {
  /// A network `v` with the machine `m` at 10.0.0.4, and what is told about names.
  private static func names(
    network: String = "", interface: String = "", sections: String = ""
  ) -> String {
    Sample.document(
      [
        Sample.network("v", "\"10.0.0.0/16\"", subnets: [tenant]).replacing(
          "\"subnets\"", with: network + "\"subnets\""),
        Sample.nic("n", "v", "s", "\"10.0.0.4\"", interface),
        Sample.machine("m", #"{ "id": "n" }"#),
      ], sections)
  }

  private static func records(_ list: String) -> String {
    "\"guests\": [{ \"name\": \"m\", \"dnsRecords\": [\(list)] }]"
  }

  static let nameForms: [DiagnosticCase] =
    [String(repeating: "r", count: 81), "Allow web", "-web", "web.", "web-"].map { name in
      .init(
        .invalidName,
        rule("marked").replacing("\"marked\"", with: "«\"\(name)\"»"))
    }
    + [
      .init(
        .invalidName,
        Sample.document([
          Sample.network("marked", "\"10.0.0.0/16\"").replacing(
            "\"marked\"", with: "«\"\(String(repeating: "v", count: 65))\"»")
        ]))
    ]

  static let nameServers: [DiagnosticCase] =
    [
      .init(
        .nameServer, .warning, names(network: #""dhcpOptions": { "dnsServers": «["10.0.0.4"]» }, "#)
      ),
      .init(
        .nameServer, .warning,
        names(
          network: #""dhcpOptions": { "dnsServers": «["10.0.0.4", "10.0.0.5"]» }, "#,
          sections: records(#"{ "name": "x", "address": "10.0.0.9" }"#))),
      .init(
        .nameServer, .warning,
        names(interface: #""dnsSettings": { "dnsServers": «["8.8.8.8"]» }"#)),
      .init(
        .invalidAddress, names(network: #""dhcpOptions": { "dnsServers": [«"dns"»] }, "#)),
      .init(.ignoredProperty, .warning, names(network: #""dhcpOptions": { «"domain"»: "x" }, "#)),
    ]
    + ["", "a b", "a..b", String(repeating: "a", count: 64)].map { name in
      .init(
        .invalidName,
        names(sections: records("{ \"name\": «\"\(name)\"», \"address\": \"10.0.0.9\" }")))
    }
}
