import Glibc
import NetworkWatcher
import ResourceModel

extension CommandLineTool {
  /// `vnetem run TOPOLOGY [SCENARIO ...]`
  func runScenarios(_ arguments: ParsedArguments) throws -> ExitStatus {
    let topology = try loadTopology(arguments.positionals[0])
    let scenarios = try select(Array(arguments.positionals.dropFirst()), of: topology)
    let folder = arguments.text(.captures)
    if let folder { try makeFolder(folder) }
    let seed = UInt64(arguments.integer(.seed) ?? 0)
    var progress = Progress(console)
    var results: [ScenarioResult] = []
    var captures: [String?] = []
    for (index, scenario) in scenarios.enumerated() {
      if isInterrupted() { break }
      progress.show("\(index + 1) of \(scenarios.count): \(scenario.name)")
      let path = folder.map { "\($0)/\(scenario.name)" }
      let result = try ScenarioRun(topology, scenario, seed: seed).perform(
        capture: path.map { "\($0).pcapng" }, application: Version.application,
        isInterrupted: isInterrupted)
      if isInterrupted() { break }
      if let path { try writeFile(result.consoleText, to: "\(path).txt") }
      results.append(result)
      captures.append(path.map { "\($0).pcapng" })
      progress.clear()
      if !arguments.wantsJSON { try console.writeOutput(line(result)) }
    }
    progress.clear()
    let missed = results.count { !$0.isAsExpected }
    if arguments.wantsJSON {
      try console.writeOutput(
        RunDocument(results, topology: topology.name, captures: captures).text())
    } else {
      try console.writeOutput(
        "\(counted(results.count, "scenario")), \(results.count - missed) as expected, "
          + "\(missed) not\n")
    }
    if isInterrupted() { return .interrupted }
    return missed == 0 ? .success : .negative
  }

  /// `ok    NAME`, or `FAIL  NAME: what differs`.
  private func line(_ result: ScenarioResult) -> String {
    guard !result.isAsExpected else { return "ok    \(result.scenario.name)\n" }
    return "FAIL  \(result.scenario.name): \(result.mismatches.joined(separator: "; "))\n"
  }

  private func select(
    _ names: [String], of topology: Topology
  ) throws(UsageError) -> [Scenario] {
    guard !names.isEmpty else { return topology.scenarios }
    var scenarios: [Scenario] = []
    for name in names {
      guard let scenario = topology.scenarios.first(where: { $0.name == name }) else {
        let known = topology.scenarios.map(\.name)
        let meant = Suggestion.closest(to: name, among: known).map { "; did you mean \($0)?" }
        throw UsageError(
          message: "the topology has no scenario '\(name)'\(meant ?? "")", command: .run)
      }
      scenarios.append(scenario)
    }
    return scenarios
  }

  private func makeFolder(_ path: String) throws(Failure) {
    var parent = ""
    for part in path.split(separator: "/", omittingEmptySubsequences: false) {
      parent +=
        parent.isEmpty && part.isEmpty ? "/" : (parent.isEmpty || parent == "/" ? part : "/" + part)
      if part.isEmpty { continue }
      if mkdir(parent, 0o755) != 0, errno != EEXIST {
        throw Failure(
          status: .inputOutput,
          message: "cannot make the folder \(path): \(String(cString: strerror(errno)))")
      }
    }
  }

  private func writeFile(_ text: String, to path: String) throws(Failure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    var error = errno
    if descriptor >= 0 {
      defer { close(descriptor) }
      let bytes = Array(text.utf8)
      if write(descriptor, bytes, bytes.count) == bytes.count { return }
      error = errno
    }
    throw Failure(
      status: .inputOutput,
      message: "cannot write \(path): \(String(cString: strerror(error)))")
  }
}
