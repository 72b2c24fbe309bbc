/// A stable code that scripts may compare and people may look up.
package struct DiagnosticCode: RawRepresentable, Hashable, Sendable {
  package var rawValue: String

  package init(rawValue: String) {
    self.rawValue = rawValue
  }
}
