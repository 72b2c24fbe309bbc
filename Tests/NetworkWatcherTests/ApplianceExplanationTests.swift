import Addressing
import ResourceModel
import Testing

@testable import NetworkWatcher

@Suite("Explaining a way through an appliance")
struct ApplianceExplanationTests {
  /// Two machines of one network, and a user-defined route from the first to the second by a third.
  private static let document = """
    {
      "name": "appliance",
      "resources": [
        { "type": "Microsoft.Network/routeTables", "name": "by-nva", "location": "eastus",
          "properties": { "routes": [ { "name": "inspect", "properties": {
            "addressPrefix": "10.0.2.0/24", "nextHopType": "VirtualAppliance",
            "nextHopIpAddress": "10.0.1.4" } } ] } },
        { "type": "Microsoft.Network/virtualNetworks", "name": "net", "location": "eastus",
          "properties": {
            "addressSpace": { "addressPrefixes": ["10.0.0.0/16"] },
            "subnets": [
              { "name": "a", "properties": { "addressPrefix": "10.0.0.0/24",
                "routeTable": { "id": "[resourceId('Microsoft.Network/routeTables', 'by-nva')]" } } },
              { "name": "nva", "properties": { "addressPrefix": "10.0.1.0/24" } },
              { "name": "b", "properties": { "addressPrefix": "10.0.2.0/24" } } ] } },
        NIC(a-nic, a, 10.0.0.4, false), NIC(nva-nic, nva, 10.0.1.4, true), NIC(b-nic, b, 10.0.2.4, false),
        VM(a), VM(nva), VM(b)
      ]
    }
    """

  private static func topology() throws -> Topology {
    var text = document
    for (name, subnet, address, forwarding) in [
      ("a-nic", "a", "10.0.0.4", "false"), ("nva-nic", "nva", "10.0.1.4", "true"),
      ("b-nic", "b", "10.0.2.4", "false"),
    ] {
      text.replace(
        "NIC(\(name), \(subnet), \(address), \(forwarding))",
        with: """
          { "type": "Microsoft.Network/networkInterfaces", "name": "\(name)", "location": "eastus",
            "properties": { "enableIPForwarding": \(forwarding), "ipConfigurations": [ {
              "name": "ip", "properties": { "primary": true, "privateIPAddress": "\(address)",
              "privateIPAllocationMethod": "Static", "subnet": { "id":
              "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', '\(subnet)')]" } } } ] } }
          """)
    }
    for name in ["a", "nva", "b"] {
      text.replace(
        "VM(\(name))",
        with: """
          { "type": "Microsoft.Compute/virtualMachines", "name": "\(name)", "location": "eastus",
            "properties": {
              "storageProfile": { "osDisk": { "osType": "Linux" } },
              "networkProfile": { "networkInterfaces": [ { "id":
              "[resourceId('Microsoft.Network/networkInterfaces', '\(name)-nic')]" } ] } } }
          """)
    }
    let result = TopologyLoader.load(bytes: Array(text.utf8), file: "appliance.jsonc")
    let complaints = result.diagnostics.map { "\($0.location) \($0.message)" }
    return try #require(result.topology, "\(complaints)")
  }

  @Test("The user's route wins over the network's own, and the appliance is a hop that answers")
  func appliance() throws {
    let inquiry = try Inquiry(try Self.topology())
    let answer = try inquiry.tracert(
      TracertRequest(source: "a", destination: "b"), watch: Watch(keepsJourneys: true))
    #expect(
      answer.result.hops.map(\.address)
        == [IPv4Address(10, 0, 1, 4), IPv4Address(10, 0, 2, 4)])
    let first = answer.why[0].joined(separator: "\n")
    #expect(first.contains("User route 10.0.2.0/24 (inspect) to VirtualAppliance 10.0.1.4"))
    #expect(first.contains("lost: "))
    #expect(first.contains("nva: the TTL ran out; answers from 10.0.1.4"))
    #expect(answer.why[1].contains("b-nic: delivered to b"))
  }
}
