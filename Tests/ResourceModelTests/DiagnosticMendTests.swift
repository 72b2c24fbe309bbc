import ResourceModel
import Testing

/// What the reference's mend does to the first document of a code, as pieces of text to replace.
enum DiagnosticMends {
  struct Mend: Sendable {
    /// With single blanks for whatever space the document has.
    let old: String
    let new: String

    init(_ old: String, _ new: String) {
      self.old = old
      self.new = new
    }
  }

  /// Without codes whose mend is a file, or nothing, or one thing fewer than a limit.
  static let all = [syntax, addressing, connections, peerings, policies, sites]
    .reduce(into: [:]) { $0.merge($1) { first, _ in first } }
}

struct DiagnosticMendTests {
  @Test(
    "What the mend of a code says takes the complaint away and brings no error",
    arguments: DiagnosticMends.all.keys.sorted { $0.rawValue < $1.rawValue })
  func mends(_ code: DiagnosticCode) throws {
    let sample = try #require(DiagnosticCaseTests.cases.first { $0.code == code })
    var text = String(decoding: sample.bytes, as: UTF8.self).replacing(/\s+/, with: " ")
    for mend in DiagnosticMends.all[code] ?? [] {
      #expect(text.contains(mend.old), "\(mend.old)")
      text = text.replacing(mend.old, with: mend.new)
    }
    let result = TopologyLoader.load(bytes: Array(text.utf8), file: "mended.jsonc")
    let all = result.diagnostics.map { "\($0.location) \($0.code) \($0.message)" }
    #expect(!result.diagnostics.contains { $0.code == code || $0.severity == .error }, "\(all)")
    #expect(result.topology != nil)
  }
}
