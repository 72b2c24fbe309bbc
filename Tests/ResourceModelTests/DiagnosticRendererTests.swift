import ResourceModel
import Testing

@Suite("Diagnostics on the terminal")
struct DiagnosticRendererTests {
  private func load(_ text: String) -> TopologyLoadResult {
    TopologyLoader.load(bytes: Array(text.utf8), file: "lab.jsonc")
  }

  private static let twoProblems = """
    {
      "name": "lab",
      "resources": [
        {
          "type": "Microsoft.Network/virtualNetworks", "name": "a", "location": "eastus",
          "properties": {
            "addressSpace": {
              "addressPrefixes": ["10.0.0.0/16", "10.0.8.0/24"]
            },
            "future": 1
          }
        }
      ]
    }
    """

  @Test("All problems come at once, each with line, mark, other place and count")
  func golden() {
    let result = load(Self.twoProblems)
    #expect(
      DiagnosticRenderer.render(result.diagnostics, source: result.source) == """
        error[VN0302]: 10.0.8.0/24 overlaps 10.0.0.0/16 in the address space of "a"
         --> lab.jsonc:8:46
          |
        8 |           "addressPrefixes": ["10.0.0.0/16", "10.0.8.0/24"]
          |                                              ^^^^^^^^^^^^^
          ::: lab.jsonc:8:31: 10.0.0.0/16 is here
          = help: remove the range that the other one contains

        warning[VN0103]: resources[0].properties.future is not modelled and has no effect
          --> lab.jsonc:10:9
           |
        10 |         "future": 1
           |         ^^^^^^^^

        1 error, 1 warning

        """)
  }

  @Test("One line each for editors and scripts")
  func oneLine() {
    #expect(
      DiagnosticRenderer.renderLines(load(Self.twoProblems).diagnostics) == """
        lab.jsonc:8:46: error: VN0302: 10.0.8.0/24 overlaps 10.0.0.0/16 in the address space of "a"
        lab.jsonc:10:9: warning: VN0103: resources[0].properties.future is not modelled and has no effect

        """)
  }

  @Test("A misspelled name brings a suggestion")
  func suggestion() {
    let result = load(#"{ "name": "x", "scenarois": [] }"#)
    #expect(result.diagnostics.map(\.help) == [#"did you mean "scenarios"?"#])
    let other = load(#"{ "name": "x", "scenarios": [{ "name": "s", "ping": {}, "zzz": [] }] }"#)
    let help = other.diagnostics.first { $0.code == .unknownProperty }?.help
    #expect(
      help
        == "known here: connect, description, expect, failedLinks, name, ping, timeline, tracert",
      "\(other.diagnostics)")
    let type = load(
      #"{ "name": "x", "resources": [{ "type": "Microsoft.Network/networkSecurityGroup", "name": "n" }] }"#
    )
    #expect(
      type.diagnostics.map(\.help) == [
        #"did you mean "Microsoft.Network/networkSecurityGroups"?"#
      ])
  }

  @Test("Colour is added on demand only, and changes nothing else")
  func color() {
    let result = load(Self.twoProblems)
    let plain = DiagnosticRenderer.render(result.diagnostics, source: result.source)
    let colored = DiagnosticRenderer.render(
      result.diagnostics, source: result.source, color: true)
    #expect(colored != plain)
    #expect(colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
  }

  @Test("No diagnostics, no text")
  func empty() {
    let source = SourceText(file: "f", bytes: [])
    #expect(DiagnosticRenderer.render([], source: source).isEmpty)
    #expect(DiagnosticRenderer.renderLines([]).isEmpty)
  }

  @Test("A document cannot steer the terminal through what is quoted from it")
  func steering() {
    let result = load("{ \"name\": \"\\u001b[31m\u{202E}\", \"\u{1B}[2J\u{202E}\": 1 }")
    let text = DiagnosticRenderer.render(result.diagnostics, source: result.source)
    #expect(!text.isEmpty)
    let steers = text.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" }
    #expect(!steers)
  }

  @Test("A very long line is cut around its mark")
  func longLine() throws {
    let padding = String(repeating: "x", count: 500)
    let result = load(#"{ "name": "\#(padding)", "what": 1, "description": "\#(padding)" }"#)
    let text = DiagnosticRenderer.render(result.diagnostics, source: result.source)
    let lines = text.split(separator: "\n").map(String.init)
    let line = try #require(lines.first { $0.contains("what") && $0.contains("...") })
    let marks = try #require(lines.first { $0.contains("^^^^^^") })
    #expect(line.count < 140)
    let start = try #require(line.firstRange(of: "\"what\"")?.lowerBound)
    let mark = try #require(marks.firstIndex(of: "^"))
    #expect(
      line.distance(from: line.startIndex, to: start)
        == marks.distance(from: marks.startIndex, to: mark))
  }

  @Test("Diagnostics are sorted by place")
  func sorted() {
    let result = load(Self.twoProblems)
    #expect(result.diagnostics.map(\.location) == result.diagnostics.map(\.location).sorted())
  }

  @Test(
    "Every complaint says what would help, but for properties that are not modelled",
    arguments: DiagnosticCaseTests.cases)
  func help(_ sample: DiagnosticCase) {
    for diagnostic in sample.load().diagnostics where diagnostic.code != .ignoredProperty {
      #expect(diagnostic.help?.isEmpty == false, "\(diagnostic.message)")
    }
  }
}
