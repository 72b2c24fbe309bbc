import NetworkWatcher
import ResourceModel

extension CommandLineTool {
  /// A topology by its bundled name or its file's path, without errors.
  ///
  /// Errors are printed at once and end the command; warnings are left to `check`.
  ///
  /// - Parameter serviceTags: the file of service tags that the command line names.
  func loadTopology(
    _ argument: String, serviceTags: String? = nil
  ) throws(Failure) -> Topology {
    let result = try readTopology(argument, serviceTags: serviceTags)
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

  /// Reads and decodes, whatever comes of it. A path in the document is relative to the document's folder.
  func readTopology(
    _ argument: String, serviceTags: String? = nil
  ) throws(Failure) -> TopologyLoadResult {
    let table = try serviceTags.map { path throws(Failure) in try readServiceTags(path) }
    if let bundled = BundledTopology(rawValue: argument) {
      return TopologyLoader.load(bundled, serviceTags: table)
    }
    let folder = argument.lastIndex(of: "/").map { String(argument[...$0]) } ?? ""
    return TopologyLoader.load(
      bytes: try readFile(argument), file: argument, serviceTags: table
    ) { path throws(ServiceTagFileError) in
      do throws(FileFailure) {
        return try FileSystem.read(path.hasPrefix("/") ? path : folder + path)
      } catch {
        throw ServiceTagFileError(message: error.message)
      }
    }
  }

  private func readServiceTags(_ path: String) throws(Failure) -> ServiceTagTable {
    let bytes: [UInt8]
    do throws(FileFailure) {
      bytes = try FileSystem.read(path)
    } catch {
      throw Failure(status: .inputOutput, message: error.message)
    }
    do throws(ServiceTagFileError) {
      return try ServiceTagTable(bytes: bytes, file: path)
    } catch {
      throw Failure(status: .inputOutput, message: error.message)
    }
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
