import NetworkWatcher
import ResourceModel

enum DiagnosticCommand {
  /// Every code, in order.
  static let codes = DiagnosticReference.all.map(\.code.rawValue)
}

extension CommandLineTool {
  /// `vnetem diagnostic [CODE]`
  func explainDiagnostic(_ arguments: ParsedArguments) throws -> ExitStatus {
    guard let written = arguments.positionals.first else {
      if arguments.wantsJSON {
        try console.writeOutput(DiagnosticDocument(DiagnosticReference.all).text())
      } else {
        for entry in DiagnosticReference.all {
          try console.writeOutput("\(entry.code.rawValue)  \(entry.rule)\n")
        }
      }
      return .success
    }
    guard let code = DiagnosticCode(written: written),
      let entry = DiagnosticReference.entry(of: code)
    else {
      let meant =
        Suggestion.closest(to: written.uppercased(), among: DiagnosticCommand.codes)
        .map { "; did you mean \($0)?" } ?? ""
      throw UsageError(
        message: "there is no diagnostic '\(written)'\(meant)", command: .diagnostic)
    }
    if arguments.wantsJSON {
      try console.writeOutput(DiagnosticDocument([entry]).text())
    } else {
      try console.writeOutput(
        """
        \(entry.code.rawValue) \(entry.code) (\(entry.severity.rawValue))

        Rule      \(entry.rule)
        Source    \(entry.source)
        Profiles  \(entry.profileText)
        Example   \(entry.example)
        Mend      \(entry.mend)

        """)
    }
    return .success
  }
}
