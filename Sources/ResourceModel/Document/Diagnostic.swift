/// A complaint about a document, for the person who wrote it.
///
/// Diagnostics are collected, never thrown one at a time.
package struct Diagnostic: Sendable {
  package enum Severity: String, Comparable, Sendable {
    case warning
    case error

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs == .warning && rhs == .error }
  }

  /// Another place that the complaint is about.
  package struct Note: Sendable {
    package var location: SourceLocation
    package var message: String

    package init(location: SourceLocation, message: String) {
      self.location = location
      self.message = message
    }
  }

  package var severity: Severity
  package var code: DiagnosticCode
  /// What is wrong, with the values: one sentence without a full stop.
  package var message: String
  package var location: SourceLocation
  /// How many characters the complaint is about, at least 1.
  package var length: Int
  package var notes: [Note]
  /// What would help, if something can be said.
  package var help: String?

  package init(
    _ severity: Severity, _ code: DiagnosticCode, _ message: String, at location: SourceLocation,
    length: Int = 1, notes: [Note] = [], help: String? = nil
  ) {
    self.severity = severity
    self.code = code
    self.message = message
    self.location = location
    self.length = length
    self.notes = notes
    self.help = help
  }
}
