import ResourceModel

/// `vnetem check -o json`.
package struct CheckDocument: JSONDocument, Sendable {
  package struct Place: Encodable, Sendable {
    package var file: String
    /// From 1 on.
    package var line: Int
    /// In characters, from 1 on.
    package var column: Int

    init(_ location: SourceLocation) {
      file = location.file
      line = location.line
      column = location.column
    }
  }

  package struct Note: Encodable, Sendable {
    package var place: Place
    package var message: String
  }

  package struct Problem: Encodable, Sendable {
    /// `error` or `warning`.
    package var severity: String
    /// Stable, for scripts.
    package var code: String
    package var message: String
    package var place: Place
    /// How many characters the problem is about.
    package var length: Int
    /// Other places that the problem is about.
    package var notes: [Note]
    /// What would help; absent if nothing can be said.
    package var help: String?
  }

  package var schema = "vnetem.check/1"
  /// As the user gave it.
  package var topology: String
  /// Whether there is no error; the exit status says the same.
  package var valid: Bool
  package var errorCount: Int
  package var warningCount: Int
  package var problems: [Problem]

  package init(_ diagnostics: [Diagnostic], topology: String, valid: Bool) {
    self.topology = topology
    self.valid = valid
    errorCount = diagnostics.count { $0.severity == .error }
    warningCount = diagnostics.count { $0.severity == .warning }
    problems = diagnostics.map { diagnostic in
      Problem(
        severity: diagnostic.severity.rawValue, code: diagnostic.code.rawValue,
        message: diagnostic.message, place: Place(diagnostic.location), length: diagnostic.length,
        notes: diagnostic.notes.map { Note(place: Place($0.location), message: $0.message) },
        help: diagnostic.help)
    }
  }
}
