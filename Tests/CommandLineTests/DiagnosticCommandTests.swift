import Foundation
import TestSupport
import Testing

struct DiagnosticCommandTests {
  @Test("A code is told with its rule, source, profiles, example and mend")
  func oneCode() throws {
    let answer = try Program.run("diagnostic", "vn0434")
    #expect(answer.status == 0)
    #expect(answer.output.hasPrefix("VN0434 globalGatewayTransit (error)\n\nRule      "))
    for label in ["Source    ", "Profiles  azure-2017 to azure-2019\n", "Example   ", "Mend      "]
    {
      #expect(answer.output.contains("\n" + label), "\(answer.output)")
    }
  }

  @Test("Without a code all of them are listed, as text and as JSON")
  func allCodes() throws {
    let lines = try Program.run("diagnostic").output.split(separator: "\n")
    let json = try JSONSerialization.jsonObject(
      with: Data(Program.run("diagnostic", "-o", "json").output.utf8))
    let document = try #require(json as? [String: Any])
    #expect(document["schema"] as? String == "vnetem.diagnostic/1")
    let entries = try #require(document["diagnostics"] as? [[String: Any]])
    #expect(entries.count == lines.count)
    #expect(zip(entries, lines).allSatisfy { $1.hasPrefix($0["code"] as? String ?? "?") })
  }

  @Test("A code that does not exist is a mistake on the command line")
  func unknownCode() throws {
    let answer = try Program.run("diagnostic", "VN030")
    #expect(answer.status == 2)
    #expect(answer.errors.contains("there is no diagnostic 'VN030'; did you mean VN0301?"))
  }

  @Test("Peerings are shown with their states, as text and as JSON")
  func peerings() throws {
    let lines = try Program.run("peerings", "interop").output.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines[0].hasPrefix("VirtualNetwork    Name"))
    #expect(
      lines.dropFirst(2).allSatisfy { $0.contains(" Connected ") && $0.contains("FullyInSync") })
    let json = try JSONSerialization.jsonObject(
      with: Data(Program.run("peerings", "interop", "-o", "json").output.utf8))
    let document = try #require(json as? [String: Any])
    #expect(document["schema"] as? String == "vnetem.peerings/1")
    let value = try #require(document["value"] as? [[String: Any]])
    #expect(value.map { $0["useRemoteGateways"] as? Bool } == [false, true])
  }

  @Test("Connections are shown with their states and reasons, as text and as JSON")
  func connections() throws {
    let lines = try Program.run("connections", "multi-site-vpn", "--fail", "shop-vpn").output
      .split(separator: "\n")
    #expect(lines[0].hasPrefix("Name") && lines[0].hasSuffix("Reason"))
    let shop = try #require(lines.first { $0.hasPrefix("hub-to-shop ") })
    #expect(shop.contains(" Connecting ") && shop.hasSuffix("link shop-vpn has failed"))
    #expect(lines.count { $0.contains(" Connected") } == lines.count - 3)
    let json = try JSONSerialization.jsonObject(
      with: Data(
        Program.run("connections", "multi-site-vpn", "--fail", "hub-to-shop", "-o", "json").output
          .utf8))
    let document = try #require(json as? [String: Any])
    #expect(document["schema"] as? String == "vnetem.connections/1")
    #expect(document["failedLinks"] as? [String] == ["shop-vpn"])
    let value = try #require(document["value"] as? [[String: Any]])
    let row = try #require(value.first { $0["name"] as? String == "hub-to-shop" })
    #expect(row["connectionStatus"] as? String == "Connecting")
    #expect((row["tunnelConnectionStatus"] as? [[String: Any]])?.count == 2)
  }

  @Test("Effective rules are shown as Azure's command line has them, as text and as JSON")
  func rules() throws {
    let lines = try Program.run("rules", "interop", "branch").output.split(separator: "\n")
    #expect(lines[0].hasPrefix("NIC") && lines[0].hasSuffix("Access"))
    #expect(lines[2].split(separator: " ").last == "Allow")
    #expect(lines.dropFirst(3).allSatisfy { $0.hasPrefix(" ") })
    let json = try JSONSerialization.jsonObject(
      with: Data(Program.run("rules", "interop", "branch", "-o", "json").output.utf8))
    let document = try #require(json as? [String: Any])
    #expect(document["schema"] as? String == "vnetem.rules/1")
    let groups = try #require(document["value"] as? [[String: Any]])
    let rules = groups.flatMap { $0["effectiveSecurityRules"] as? [[String: Any]] ?? [] }
    #expect(rules.count == lines.count - 2)
    #expect(rules.allSatisfy { $0["expandedSourceAddressPrefix"] is [String] })
  }

  @Test("Where no group is attached, a remark says that all is allowed")
  func noRules() throws {
    let answer = try Program.run("rules", "multi-site-vpn", "hub-vm")
    #expect(answer.output.split(separator: "\n").count == 2)
    #expect(
      answer.errors.contains(
        "neither hub-vm-nic nor its subnet has a network security group: all is allowed"),
      "\(answer.errors)")
    #expect(try Program.run("rules", "interop", "hub").errors == "")
  }
}
