/// Gathers the complaints about one document while it is parsed, decoded and validated.
final class DiagnosticCollector {
  let source: SourceText
  private(set) var diagnostics: [Diagnostic] = []

  init(source: SourceText) {
    self.source = source
  }

  var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// The complaints in the order of their places; at one place in the order of their making.
  var sorted: [Diagnostic] {
    diagnostics.enumerated()
      .sorted { ($0.element.location, $0.offset) < ($1.element.location, $1.offset) }
      .map(\.element)
  }

  func error(
    _ code: DiagnosticCode, _ message: String, at span: Range<Int>, notes: [Diagnostic.Note] = [],
    help: String? = nil
  ) {
    add(.error, code, message, at: span, notes: notes, help: help)
  }

  func warning(
    _ code: DiagnosticCode, _ message: String, at span: Range<Int>, notes: [Diagnostic.Note] = [],
    help: String? = nil
  ) {
    add(.warning, code, message, at: span, notes: notes, help: help)
  }

  /// What the reference says of the mend, where a place says nothing better. Exported documents have hundreds of
  /// properties that are not modelled: those stay short.
  private static func help(_ code: DiagnosticCode) -> String? {
    code == .ignoredProperty ? nil : DiagnosticReference.entry(of: code)?.mend
  }

  /// Takes over a complaint that was made elsewhere.
  func add(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

  private func add(
    _ severity: Diagnostic.Severity, _ code: DiagnosticCode, _ message: String,
    at span: Range<Int>, notes: [Diagnostic.Note], help: String?
  ) {
    diagnostics.append(
      Diagnostic(
        severity, code, message, at: source.location(at: span.lowerBound),
        length: source.length(of: span), notes: notes, help: help ?? Self.help(code)))
  }
}
