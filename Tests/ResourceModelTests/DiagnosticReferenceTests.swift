import ResourceModel
import Testing

@Suite("The reference of diagnostics")
struct DiagnosticReferenceTests {
  @Test("Every code has an entry", arguments: DiagnosticCode.allCases)
  func everyCodeHasAnEntry(_ code: DiagnosticCode) throws {
    let entry = try #require(DiagnosticReference.entry(of: code))
    for text in [entry.rule, entry.source, entry.mend] {
      #expect(text.count > 5 && !text.hasSuffix("."), "\(text)")
    }
    #expect(DiagnosticReference.all.count == DiagnosticCode.allCases.count)
  }

  @Test("An entry's severity is the one that documents meet", arguments: DiagnosticCode.allCases)
  func severityIsTrue(_ code: DiagnosticCode) throws {
    let entry = try #require(DiagnosticReference.entry(of: code))
    let met = Set(DiagnosticCaseTests.cases.filter { $0.code == code }.map(\.severity))
    #expect(met == [entry.severity])
  }

  @Test(
    "An entry's example stands in a document that triggers the code",
    arguments: DiagnosticCode.allCases)
  func exampleIsTrue(_ code: DiagnosticCode) throws {
    let entry = try #require(DiagnosticReference.entry(of: code))
    // Bytes that are no UTF-8 cannot stand in a text: the example shows their replacement.
    if code == .invalidEncoding { return }
    func squeezed(_ text: String) -> String { text.filter { !$0.isWhitespace } }
    let documents = DiagnosticCaseTests.cases.filter { $0.code == code }
      .map { squeezed(String(decoding: $0.bytes, as: UTF8.self)) }
    #expect(documents.contains { $0.contains(squeezed(entry.example)) }, "\(entry.example)")
  }

  @Test("Codes are found as they are written, in any case")
  func codesAreFound() {
    #expect(DiagnosticCode(written: "vn0303") == .peeredAddressSpaceOverlap)
    #expect(DiagnosticCode(written: "VN9999") == nil)
  }
}
