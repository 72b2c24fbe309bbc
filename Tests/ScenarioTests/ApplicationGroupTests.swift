import ResourceModel
import TestSupport
import Testing

@testable import NetworkWatcher

/// Rules that name application security groups instead of addresses.
struct ApplicationGroupTests {
  /// Three machines of one subnet whose group lets `web` ask `app`, and nobody of the network anything else.
  private static func inquiry(_ members: [String: String]) throws -> Inquiry {
    func rule(_ name: String, _ priority: Int, _ access: String, _ sides: String) -> String {
      """
      { "name": "\(name)", "properties": { "priority": \(priority), "direction": "Inbound",
        "access": "\(access)", "protocol": "Icmp", "sourcePortRange": "*",
        "destinationPortRange": "*", \(sides) } }
      """
    }
    func nic(_ name: String, _ last: Int) -> String {
      let groups = members[name].map { "{ \"id\": \"applicationSecurityGroups/\($0)\" }" } ?? ""
      // Addresses are dynamic: the groups must get what the plan gives.
      return """
        { "type": "Microsoft.Network/networkInterfaces", "name": "\(name)-nic",
          "location": "eastus", "properties": { "ipConfigurations": [ { "name": "ip", "properties": {
            "applicationSecurityGroups": [\(groups)],
            "subnet": \(EstateWriter.id("virtualNetworks/subnets", "v", "s")) } } ] } },
        { "type": "Microsoft.Compute/virtualMachines", "name": "\(name)", "location": "eastus",
          "properties": { "networkProfile": { "networkInterfaces": [
            \(EstateWriter.id("networkInterfaces", "\(name)-nic")) ] } } }
        """
    }
    let text = """
      { "name": "groups", "resources": [
        { "type": "Microsoft.Network/applicationSecurityGroups", "name": "web", "location": "eastus" },
        { "type": "Microsoft.Network/applicationSecurityGroups", "name": "app", "location": "eastus" },
        { "type": "Microsoft.Network/networkSecurityGroups", "name": "nsg", "location": "eastus",
          "properties": { "securityRules": [
            \(rule("ask", 100, "Allow", """
              "sourceApplicationSecurityGroups": [{ "id": "web" }],
              "destinationApplicationSecurityGroups": [{ "id": "app" }]
              """)),
            \(rule("rest", 200, "Deny", """
              "sourceAddressPrefix": "*", "destinationAddressPrefix": "*"
              """)) ] } },
        { "type": "Microsoft.Network/virtualNetworks", "name": "v", "location": "eastus",
          "properties": { "addressSpace": { "addressPrefixes": ["10.0.0.0/16"] }, "subnets": [
            { "name": "s", "properties": { "addressPrefix": "10.0.0.0/24",
              "networkSecurityGroup": \(EstateWriter.id("networkSecurityGroups", "nsg")) } } ] } },
        \(nic("one", 4)), \(nic("two", 5)), \(nic("three", 6))
      ] }
      """
    let result = TopologyLoader.load(bytes: Array(text.utf8), file: "groups.jsonc")
    return try Inquiry(try #require(result.topology, "\(result.diagnostics.map(\.message))"))
  }

  private static func reaches(_ inquiry: Inquiry, _ from: String, _ to: String) throws -> Bool {
    try inquiry.ping(PingRequest(source: from, destination: to)).result.replies.count == 4
  }

  @Test("a rule between application security groups is about their members alone, in its direction")
  func members() throws {
    let inquiry = try Self.inquiry(["one": "web", "two": "app"])
    #expect(try Self.reaches(inquiry, "one", "two"))
    #expect(try !Self.reaches(inquiry, "two", "one"))
    #expect(try !Self.reaches(inquiry, "three", "two"))
    #expect(try !Self.reaches(inquiry, "one", "three"))
  }

  @Test("an application security group without members matches nothing")
  func noMembers() throws {
    let inquiry = try Self.inquiry(["one": "web"])
    #expect(try !Self.reaches(inquiry, "one", "two"))
    #expect(try !Self.reaches(inquiry, "one", "three"))
  }

  @Test("security rules of a subnet judge what stays inside of it")
  func insideOfASubnet() throws {
    let inquiry = try Self.inquiry([:])
    #expect(try !Self.reaches(inquiry, "one", "two"))
  }
}
