import NetworkWatcher
import ResourceModel

extension CommandLineTool {
  /// `vnetem list`
  func listTopologies(_ arguments: ParsedArguments) throws -> ExitStatus {
    let bundled = BundledTopology.allCases
    if arguments.wantsJSON {
      let entries = bundled.map { bundled in
        ListDocument.Entry(
          name: bundled.rawValue, summary: bundled.summary,
          scenarios: TopologyLoader.load(bundled).topology?.scenarios.map(\.name) ?? [])
      }
      try console.writeOutput(ListDocument(entries).text())
    } else {
      let width = bundled.map(\.rawValue.count).max() ?? 0
      for bundled in bundled {
        let name = bundled.rawValue
        let padding = String(repeating: " ", count: width - name.count)
        try console.writeOutput("\(name)\(padding)  \(bundled.summary)\n")
      }
    }
    return .success
  }

  /// `vnetem check TOPOLOGY`
  func checkTopology(_ arguments: ParsedArguments) throws -> ExitStatus {
    let argument = arguments.positionals[0]
    let result = try readTopology(argument, serviceTags: arguments.text(.serviceTags))
    let document = CheckDocument(
      result.diagnostics, topology: argument, valid: !result.hasErrors)
    if arguments.wantsJSON {
      try console.writeOutput(document.text())
    } else {
      if !result.diagnostics.isEmpty { console.writeError(rendered(result)) }
      let verdict = document.valid ? "valid" : "not valid"
      try console.writeOutput(
        "\(argument): \(verdict), \(counted(document.errorCount, "error")), "
          + "\(counted(document.warningCount, "warning"))\n")
    }
    return document.valid ? .success : .invalidTopology
  }

  /// `vnetem schema`
  func printSchema() throws -> ExitStatus {
    try console.writeOutput(TopologySchema.text)
    return .success
  }

  func counted(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
  }
}
