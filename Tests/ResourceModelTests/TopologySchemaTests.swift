import Foundation
import ResourceModel
import Testing

@Suite("JSON Schema")
struct TopologySchemaTests {
  /// Where Debian installs the validator (python3-jsonschema).
  private static let python = "/usr/bin/python3"

  private static let script = """
    import json, sys, jsonschema
    schema = json.load(open(sys.argv[1]))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    errors = [e for e in validator.iter_errors(json.load(open(sys.argv[2])))]
    print("\\n".join(e.json_path + ": " + e.message[:200] for e in errors))
    sys.exit(1 if errors else 0)
    """

  /// The validator's exit status and output for a strict JSON document.
  private func validate(_ json: String) throws -> (status: Int32, output: String) {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("vnetem-schema-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let schema = folder.appendingPathComponent("schema.json")
    let document = folder.appendingPathComponent("document.json")
    try Data(TopologySchema.text.utf8).write(to: schema)
    try Data(json.utf8).write(to: document)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.python)
    process.arguments = ["-c", Self.script, schema.path, document.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  private func strict(_ bytes: [UInt8]) throws -> String {
    let document = JSONDocument(parsing: SourceText(file: "document", bytes: bytes))
    return try #require(document.value).strictJSON
  }

  @Test("A bundled document is valid", arguments: BundledTopology.allCases)
  func bundledIsValid(_ bundled: BundledTopology) throws {
    let result = try validate(strict(bundled.bytes))
    #expect(result.status == 0, "\(result.output)")
  }

  @Test(
    "A mistake in our own sections is invalid",
    arguments: [
      #"{ "name": "x", "nmae": "y" }"#,
      #"{ "resources": [] }"#,
      #"{ "name": "x", "sites": [{ "name": "s", "router": [] }] }"#,
      #"{ "name": "x", "links": [{ "name": "l", "between": ["a", "b/c"], "roundTripTime": "2" }] }"#,
      #"{ "name": "x", "links": [{ "name": "l" }] }"#,
      #"{ "name": "x", "scenarios": [{ "name": "a b", "ping": { "source": "a", "destination": "b" } }] }"#,
      #"{ "name": "x", "scenarios": [{ "name": "a", "ping": { "source": "a", "destination": "b", "cout": 1 } }] }"#,
      #"{ "name": "x", "scenarios": [{ "name": "a", "tracert": { "source": "a", "destination": "b" }, "expect": { "hops": ["10.0.0"] } }] }"#,
      #"{ "name": "x", "ecmpSeeds": [{ "device": "a", "seed": -1 }] }"#,
      #"{ "name": "x", "gatewayProfiles": [{ "gateway": "a", "timeToLive": "2019" }] }"#,
    ])
  func mistakeIsInvalid(_ json: String) throws {
    let result = try validate(json)
    #expect(result.status == 1, "\(result.output)")
  }

  @Test("What ARM has and we do not model is valid")
  func unknownARMIsValid() throws {
    let json = """
      { "name": "x", "resources": [
        { "type": "Microsoft.Network/virtualNetworks", "name": "v", "tags": { "a": "b" },
          "properties": { "addressSpace": { "addressPrefixes": ["10.0.0.0/16"] }, "future": 1,
            "subnets": [{ "name": "s", "properties": { "addressPrefix": "10.0.0.0/24", "new": [] } }] } },
        { "type": "Microsoft.Storage/storageAccounts", "name": "s", "sku": {} } ] }
      """
    let result = try validate(json)
    #expect(result.status == 0, "\(result.output)")
  }

  @Test("Every property of the schema has a description for the editor")
  func everyPropertyIsDescribed() throws {
    let document = JSONDocument(
      parsing: SourceText(file: "schema", bytes: Array(TopologySchema.text.utf8)))
    #expect(document.diagnostics.isEmpty)
    var missing: [String] = []
    func visit(_ value: JSONValue, _ path: String) {
      for member in value.members ?? [] {
        let path = "\(path)/\(member.key)"
        if member.key == "properties", !path.hasSuffix("/if/properties") {
          for property in member.value.members ?? [] {
            // Below `then` a level only leads to what is described further down.
            let isDescribed =
              property.value[caseInsensitive: "description"] != nil
              || (path.hasSuffix("/then/properties") && property.key == "properties")
            if !isDescribed { missing.append("\(path)/\(property.key)") }
            visit(property.value, "\(path)/\(property.key)")
          }
        } else {
          visit(member.value, path)
        }
      }
      for (position, element) in (value.elements ?? []).enumerated() {
        visit(element, "\(path)/\(position)")
      }
    }
    visit(try #require(document.value), "")
    #expect(missing == [])
  }
}
