import NetworkWatcher
import ResourceModel

extension CommandLineTool {
  /// `vnetem completion SHELL`
  func printCompletion(_ arguments: ParsedArguments) throws -> ExitStatus {
    let name = arguments.positionals[0]
    guard let shell = CompletionScript.Shell(rawValue: name) else {
      let names = CompletionScript.Shell.allCases.map(\.rawValue)
      let meant = Suggestion.closest(to: name, among: names).map { "; did you mean \($0)?" } ?? ""
      throw UsageError(
        message: "SHELL must be \(names.joined(separator: ", ")), not '\(name)'\(meant)",
        command: .completion)
    }
    let topologies = BundledTopology.allCases.map(\.rawValue)
    try console.writeOutput(
      CompletionScript.script(for: shell, topologies: topologies))
    return .success
  }
}
