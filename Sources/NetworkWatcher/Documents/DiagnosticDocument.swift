import ResourceModel

/// `vnetem diagnostic -o json`.
package struct DiagnosticDocument: JSONDocument, Sendable {
  package struct Entry: Encodable, Sendable {
    /// Such as `VN0303`.
    package var code: String
    /// The code in words.
    package var name: String
    /// `error` or `warning`.
    package var severity: String
    package var rule: String
    package var source: String
    /// Those in which the rule holds, in the order of years.
    package var profiles: [String]
    package var example: String
    package var mend: String
  }

  package var schema = "vnetem.diagnostic/1"
  package var diagnostics: [Entry]

  package init(_ entries: [DiagnosticReference]) {
    diagnostics = entries.map { entry in
      Entry(
        code: entry.code.rawValue, name: "\(entry.code)", severity: entry.severity.rawValue,
        rule: entry.rule, source: entry.source,
        profiles: EraProfile.allCases.filter { entry.profiles.contains($0) }.map(\.rawValue),
        example: entry.example, mend: entry.mend)
    }
  }
}
