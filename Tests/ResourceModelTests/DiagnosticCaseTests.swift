import ResourceModel
import Testing

@Suite("Every diagnostic")
struct DiagnosticCaseTests {
  static let cases =
    DiagnosticCases.syntax + DiagnosticCases.shape + DiagnosticCases.references
    + DiagnosticCases.addressing + DiagnosticCases.gateways + DiagnosticCases.connections
    + DiagnosticCases.sites + DiagnosticCases.scenarios + DiagnosticCases.eras
    + DiagnosticCases.peeringModels + DiagnosticCases.access + DiagnosticCases.limits
    + DiagnosticCases.applicationGroups + DiagnosticCases.serviceTags
    + DiagnosticCases.loadBalancers + DiagnosticCases.microsoftPeering
    + DiagnosticCases.circuitKinds + DiagnosticCases.circuitAuthorizations
    + DiagnosticCases.timeline
    + DiagnosticCases.bgpAddresses
    + DiagnosticCases.nameForms
    + DiagnosticCases.nameServers
    + DiagnosticCases.vpnClients
    + DiagnosticCases.trafficSelectors

  @Test("A code is triggered by at least one document", arguments: DiagnosticCode.allCases)
  func isCovered(_ code: DiagnosticCode) {
    #expect(Self.cases.contains { $0.code == code })
  }

  @Test("A mistake is reported once, with its code and severity, at its place", arguments: cases)
  func isReported(_ sample: DiagnosticCase) throws {
    let result = sample.load()
    let all = result.diagnostics.map { "\($0.location) \($0.code) \($0.message)" }
    let found = try #require(result.diagnostics.first { $0.code == sample.code }, "\(all)")
    #expect(found.severity == sample.severity)
    if let expected = sample.expected {
      #expect(found.location.line == expected.line, "\(all)")
      #expect(found.location.column == expected.column, "\(all)")
      #expect(found.length == expected.length, "\(all)")
    }
    let codes = result.diagnostics.map(\.code)
    #expect(Set(codes) == Set([sample.code] + sample.also), "\(all)")
    #expect((result.topology == nil) == result.hasErrors)
  }

  @Test("Codes are unique, stable in form and grouped by their first two digits")
  func codesAreWellFormed() {
    let codes = DiagnosticCode.allCases.map(\.rawValue)
    #expect(Set(codes).count == codes.count)
    for code in codes {
      #expect(code.wholeMatch(of: /VN0[0-6][0-9]{2}/) != nil, "\(code)")
    }
    #expect(codes == codes.sorted())
  }

  @Test(
    "Every diagnostic renders with its code, its place and no control character", arguments: cases)
  func renders(_ sample: DiagnosticCase) {
    let result = sample.load()
    let text = DiagnosticRenderer.render(result.diagnostics, source: result.source)
    #expect(text.contains("[\(sample.code.rawValue)]: "))
    #expect(text.contains("--> sample.jsonc:"))
    #expect(text.contains("^"))
    let steers = text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" }
    #expect(!steers)
  }
}
