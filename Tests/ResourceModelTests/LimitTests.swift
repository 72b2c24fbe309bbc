import ResourceModel
import TestSupport
import Testing

@Suite("Limits of gateways and circuits")
struct LimitTests {
  private static func codes(_ text: String) -> [DiagnosticCode] {
    TopologyLoader.load(bytes: Array(text.utf8), file: "limits.jsonc").diagnostics.map(\.code)
  }

  @Test(
    "As many tunnels as the SKU or the year allows are fine, and one more is not",
    arguments: [
      ("azure-2015", "VpnGw1", 10), ("current", "Basic", 10), ("azure-2018", "VpnGw1", 30),
      ("current", "VpnGw5AZ", 100),
    ])
  func tunnels(profile: String, sku: String, limit: Int) {
    for count in [limit, limit + 1] {
      var estate = EstateWriter(profile: profile)
      estate.network("hub", 250)
      estate.gateway(in: "hub", "\"sku\": { \"name\": \"\(sku)\" }")
      for octet in 1...count {
        estate.network("n\(octet)", octet)
        estate.gateway(in: "n\(octet)")
        estate.connect("hub", "n\(octet)")
      }
      #expect(Self.codes(estate.text) == (count > limit ? [.tunnelLimit] : []))
    }
  }

  @Test("A premium circuit takes networks by its bandwidth, a standard one ten")
  func circuitNetworks() {
    let here = SourceLocation(file: "test", line: 1, column: 1)
    func limit(_ tier: String?, _ bandwidth: Int?) -> Int? {
      ExpressRouteCircuit(name: "x", tier: tier, bandwidthInMbps: bandwidth, source: here)
        .networkLimit
    }
    #expect(limit(nil, 1_000) == nil && limit("Premium", nil) == nil)
    #expect(limit("Standard", 10_000) == 10 && limit("Local", nil) == 10)
    let premium = [50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000].map { limit("premium", $0) }
    #expect(premium == [20, 25, 25, 40, 50, 60, 75, 100])
  }

  @Test("Networks that VPN gateways connect may be of different subscriptions and tenants")
  func subscriptionsOfConnections() {
    for profile in EraProfile.allCases {
      var estate = EstateWriter(profile: profile.rawValue)
      estate.network("a", 1, envelope: "\"subscriptionId\": \"one\",")
      estate.network("b", 2, envelope: "\"subscriptionId\": \"two\",")
      estate.gateway(in: "a")
      estate.gateway(in: "b")
      estate.connect("a", "b")
      estate.add(
        section: """
          "subscriptions": [ { "id": "one", "tenant": "contoso" },
            { "id": "two", "tenant": "fabrikam" } ]
          """)
      #expect(Self.codes(estate.text).isEmpty)
    }
  }

  @Test("A machine has an interface in a subnet: there is none outside of a network")
  func machinesAreInNetworks() {
    let machine = """
      { "name": "x", "resources": [ { "type": "Microsoft.Compute/virtualMachines", "name": "m",
        "location": "eastus", "properties": { "networkProfile": { "networkInterfaces": [] } } } ] }
      """
    #expect(Self.codes(machine) == [.missingProperty])
    let nic = """
      { "name": "x", "resources": [ { "type": "Microsoft.Network/networkInterfaces", "name": "n",
        "location": "eastus", "properties": { "ipConfigurations": [ { "name": "c" } ] } } ] }
      """
    #expect(Self.codes(nic) == [.missingProperty])
  }
}
