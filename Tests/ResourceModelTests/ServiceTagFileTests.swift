import Addressing
import Testing

@testable import ResourceModel

@Suite("Files of service tags")
struct ServiceTagFileTests {
  private func table(_ text: String) throws -> ServiceTagTable {
    try ServiceTagTable(bytes: Array(text.utf8), file: "tags.json")
  }

  @Test("The bundled excerpt has a source for every tag, and IPv4 prefixes that are canonical")
  func bundled() throws {
    let table = ServiceTagTable.bundled
    #expect(
      table.names == [
        "AzureKeyVault.EastUS", "Sql.EastUS", "Sql.WestUS2", "Storage.EastUS", "Storage.WestUS2",
      ])
    let storage = try #require(table.entry(ServiceTag(rawValue: "storage.eastus")))
    #expect(storage.region == "eastus" && storage.systemService == "AzureStorage")
    #expect(storage.changeNumber == "53")
    #expect(storage.prefixes.contains(try IPv4Prefix("20.38.98.0/24")))
    for name in table.names {
      #expect(table.entry(ServiceTag(rawValue: name))?.prefixes.isEmpty == false)
    }
  }

  @Test("IPv6 prefixes are passed over, and addresses are prefixes of one")
  func shapes() throws {
    let table = try table(
      """
      { "values": [ { "name": "A.B", "properties": { "region": "East US",
        "addressPrefixes": ["2603::/48", "20.0.0.4", "20.0.0.0/31", "20.0.0.4/32"] } } ] }
      """)
    let entry = try #require(table.entry(service: "a", region: "eastus"))
    #expect(entry.prefixes.map(\.description) == ["20.0.0.0/31", "20.0.0.4/32"])
    #expect(table.count == 1)
  }

  @Test(
    "What is no list of service tags is refused with the place",
    arguments: [
      ("{ \"values\": [", "tags.json:1:"), ("[]", "tags.json is no list"),
      (#"{ "values": [ {} ] }"#, "tags.json:1:15: a service tag has no \"name\""),
      (
        #"{ "values": [ { "name": "A" } ] }"#, "tags.json:1:15: A has no array \"addressPrefixes\""
      ),
      (
        "{ \"values\": [ { \"name\": \"A\", \"properties\": { \"addressPrefixes\": [\n\"20.0.0.1/8\"] } } ] }",
        "tags.json:2:1: \"20.0.0.1/8\" is no IPv4 prefix"
      ),
    ])
  func refused(_ text: String, _ message: String) {
    let error = #expect(throws: ServiceTagFileError.self) { try table(text) }
    #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
  }

  @Test("A document names its own file, and a given one takes its place")
  func document() throws {
    let text = """
      { "name": "x", "serviceTags": "own.json", "resources": [
        { "type": "Microsoft.Network/routeTables", "name": "t", "properties": { "routes": [
          { "name": "r", "properties": { "addressPrefix": "Own.EastUS", "nextHopType": "None" } } ] } } ] }
      """
    let own = #"{ "values": [{ "name": "Own.EastUS", "properties": { "addressPrefixes": [] } }] }"#
    let found = TopologyLoader.load(bytes: Array(text.utf8), file: "x.jsonc") { path in
      #expect(path == "own.json")
      return Array(own.utf8)
    }
    #expect(found.diagnostics.map(\.message) == [])
    let given = TopologyLoader.load(
      bytes: Array(text.utf8), file: "x.jsonc", serviceTags: .bundled)
    #expect(given.diagnostics.map(\.code) == [.unsupportedServiceTag])
  }
}
