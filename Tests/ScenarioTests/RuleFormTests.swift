import Addressing
import ResourceModel
import TestSupport
import Testing

@testable import NetworkWatcher

/// Every protocol, port form and address form of a security rule, from the document to the rule that decides.
struct RuleFormTests {
  /// Outbound rules by priority; what matches none of them is denied by `rest`.
  private static func inquiry() throws -> Inquiry {
    func rule(_ name: String, _ priority: Int, _ fields: String) -> String {
      """
      { "name": "\(name)", "properties": { "priority": \(priority), "direction": "Outbound",
        "access": "Allow", \(fields) } }
      """
    }
    func fields(_ protocolName: String, _ ports: String, _ addresses: String) -> String {
      """
      "protocol": "\(protocolName)", "sourcePortRange": "*", "sourceAddressPrefix": "Any",
      \(ports), \(addresses)
      """
    }
    let anyPort = #""destinationPortRange": "*""#
    let list = #""destinationAddressPrefixes": ["20.9.0.0/24", "20.9.1.7", "20.9.2.0/31"]"#
    return try ServiceTagTests.inquiry(
      rules: [
        rule(
          "lists", 100,
          fields("Tcp", #""destinationPortRanges": ["80", "8000-8080", 443]"#, list)),
        rule("icmp", 110, fields("icmp", anyPort, #""destinationAddressPrefix": "20.8.0.0/16""#)),
        rule("udp", 120, fields("Udp", #""destinationPortRange": "53""#, list)),
        rule("esp", 130, fields("Esp", anyPort, #""destinationAddressPrefix": "20.8.0.4""#)),
        rule("ah", 140, fields("Ah", anyPort, #""destinationAddressPrefix": "20.8.0.4/32""#)),
        rule(
          "any", 150,
          fields(
            "*", #""destinationPortRange": "0-1023""#, #""destinationAddressPrefix": "20.7.0.0/16""#
          )
        ),
        rule(
          "from", 160,
          """
          "protocol": "*", "sourcePortRange": "49152-65535", "sourceAddressPrefix": "10.1.0.4",
          "destinationPortRange": "*", "destinationAddressPrefix": "20.6.0.0/16"
          """),
        rule("rest", 4096, fields("*", anyPort, #""destinationAddressPrefix": "*""#))
          .replacing("Allow", with: "Deny"),
      ].joined(separator: ","))
  }

  /// Packets are from 10.1.0.4, port 50000.
  @Test(
    "each protocol, port and address of a rule decides about what it names and nothing else",
    arguments: [
      (IPProtocol.tcp, "20.9.0.255", 80, "lists"), (.tcp, "20.9.1.7", 8_080, "lists"),
      (.tcp, "20.9.2.1", 443, "lists"), (.tcp, "20.9.2.2", 443, "rest"),
      (.tcp, "20.9.1.8", 80, "rest"), (.tcp, "20.9.0.1", 8_081, "rest"),
      (.udp, "20.9.0.1", 53, "udp"), (.udp, "20.9.0.1", 80, "rest"),
      (.tcp, "20.9.0.1", 53, "rest"),
      (.icmp, "20.8.0.4", 0, "icmp"), (.esp, "20.8.0.4", 0, "esp"), (.ah, "20.8.0.4", 0, "ah"),
      (.esp, "20.8.0.5", 0, "rest"), (.tcp, "20.8.0.4", 80, "rest"),
      (.tcp, "20.7.0.1", 0, "any"), (.udp, "20.7.0.1", 1_023, "any"),
      (.tcp, "20.7.0.1", 1_024, "rest"),
      // A rule for any protocol that names ports leaves protocols without ports alone.
      (.icmp, "20.7.0.1", 0, "rest"),
      (.tcp, "20.6.0.1", 9, "from"),
    ] as [(IPProtocol, String, UInt16, String)])
  func decides(
    _ protocolNumber: IPProtocol, _ destination: String, _ port: UInt16, _ expected: String
  ) throws {
    let found = try ServiceTagTests.ending(try Self.inquiry(), destination, protocolNumber, port)
    #expect(found.rule == "securityRules/\(expected)")
  }

  @Test("effective rules print protocols and ports as Azure does")
  func printed() throws {
    let group = try #require(try Self.inquiry().effectiveSecurityGroups("web").groups.first)
    let rows = group.rules.filter { $0.direction == "Outbound" }.prefix(8).map {
      "\($0.name.dropFirst(14)) \($0.priority) \($0.protocolName) "
        + $0.destinationPortRanges.joined(separator: ",")
    }
    #expect(
      rows == [
        "lists 100 Tcp 80-80,8000-8080,443-443", "icmp 110 Icmp 0-65535", "udp 120 Udp 53-53",
        "esp 130 Esp 0-65535", "ah 140 Ah 0-65535", "any 150 All 0-1023", "from 160 All 0-65535",
        "rest 4096 All 0-65535",
      ])
  }
}
