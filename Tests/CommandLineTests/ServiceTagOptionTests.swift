import Foundation
import TestSupport
import Testing

@Suite("Files of service tags on the command line")
struct ServiceTagOptionTests {
  private static func tags(_ prefix: String) -> String {
    """
    { "values": [ { "name": "Mine.EastUS", "properties": { "region": "eastus",
      "addressPrefixes": ["\(prefix)"] } } ] }
    """
  }

  /// A document whose route is to a tag of `own.json` beside it, and `other.json` with another prefix.
  private static func withDocument(_ body: (_ folder: String) throws -> Void) throws {
    var estate = EstateWriter()
    estate.routeTable("rt", [("mine.eastus", "None", nil)])
    estate.network("a", 1, routeTable: "rt")
    estate.add(section: "\"serviceTags\": \"own.json\"")
    try Program.withFolder { folder in
      for (name, text) in [
        ("lab.jsonc", estate.text), ("own.json", tags("20.1.0.0/24")),
        ("other.json", tags("20.2.0.0/24")), ("broken.json", "{ \"values\": [ {} ] }"),
      ] {
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
      }
      try body(folder)
    }
  }

  @Test("A document's file is found beside it, and the option takes its place")
  func files() throws {
    try Self.withDocument { folder in
      let short = try Program.run("routes", "\(folder)/lab.jsonc", "a")
      #expect(short.output.contains("Mine.EastUS (1 prefix)") && !short.output.contains("20.1."))
      let own = try Program.run("routes", "\(folder)/lab.jsonc", "a", "--expand")
      #expect(own.status == 0 && own.errors == "")
      #expect(own.output.contains("20.1.0.0/24") && !own.output.contains("20.2.0.0/24"))
      let other = try Program.run(
        "routes", "\(folder)/lab.jsonc", "a", "--expand", "--service-tags",
        "\(folder)/other.json")
      #expect(other.status == 0 && other.errors == "")
      #expect(other.output.contains("20.2.0.0/24") && !other.output.contains("20.1.0.0/24"))
    }
  }

  @Test("A file that is missing, or none of service tags, is told with its place")
  func mistakes() throws {
    try Self.withDocument { folder in
      let missing = try Program.run(
        "check", "\(folder)/lab.jsonc", "--service-tags", "\(folder)/nothing.json")
      #expect(missing.status == 4)
      #expect(missing.errors.contains("nothing.json: No such file or directory"))
      let broken = try Program.run(
        "check", "\(folder)/lab.jsonc", "--service-tags", "\(folder)/broken.json")
      #expect(broken.status == 4)
      #expect(broken.errors.contains("broken.json:1:15: a service tag has no \"name\""))
      try FileManager.default.removeItem(atPath: "\(folder)/own.json")
      let unread = try Program.run("check", "\(folder)/lab.jsonc")
      #expect(unread.status == 3)
      #expect(unread.errors.contains("[VN0475]") && unread.errors.contains("own.json"))
    }
  }

  @Test("Effective rules are expanded below the table on demand")
  func expansion() throws {
    let plain = try Program.run("rules", "interop", "hub")
    let expanded = try Program.run("rules", "interop", "hub", "--expand")
    #expect(plain.status == 0 && expanded.status == 0)
    #expect(expanded.output.hasPrefix(plain.output))
    #expect(
      expanded.output.contains(
        """

        hub-nsg, defaultSecurityRules/AllowAzureLoadBalancerInBound, Inbound, source AzureLoadBalancer:
          168.63.129.16/32

        """))
  }
}
