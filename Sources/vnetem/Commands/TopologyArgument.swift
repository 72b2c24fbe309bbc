import NetworkWatcher
import ResourceModel

extension CommandLineTool {
  /// A topology by its bundled name or its file's path, without errors.
  ///
  /// Errors are printed at once and end the command; warnings are left to `check`.
  func loadTopology(_ argument: String) throws(Failure) -> Topology {
    let result = try readTopology(argument)
    let warnings = result.diagnostics.count { $0.severity == .warning }
    guard let topology = result.topology, !result.hasErrors else {
      console.writeError(rendered(result))
      throw Failure(status: .invalidTopology, message: "the topology \(argument) is not valid")
    }
    if warnings > 0 {
      console.writeError(
        "\(CommandTable.program): \(warnings) \(warnings == 1 ? "warning" : "warnings") about "
          + "\(argument); '\(CommandTable.program) check \(argument)' shows \(warnings == 1 ? "it" : "them")\n"
      )
    }
    return topology
  }

  /// Reads and decodes, whatever comes of it.
  func readTopology(_ argument: String) throws(Failure) -> TopologyLoadResult {
    if let bundled = BundledTopology(rawValue: argument) { return TopologyLoader.load(bundled) }
    return TopologyLoader.load(bytes: try readFile(argument), file: argument)
  }

  /// All diagnostics with their source lines.
  func rendered(_ result: TopologyLoadResult) -> String {
    DiagnosticRenderer.render(result.diagnostics, source: result.source, color: console.usesColour)
  }

  private func readFile(_ path: String) throws(Failure) -> [UInt8] {
    do throws(FileFailure) {
      return try FileSystem.read(path)
    } catch {
      let names = BundledTopology.allCases.map(\.rawValue)
      let meant = Suggestion.closest(to: path, among: names).map { "; did you mean \($0)?" }
      throw Failure(
        status: .inputOutput,
        message:
          "\(error.message)\(meant ?? "; bundled topologies: \(names.joined(separator: ", "))")")
    }
  }
}
