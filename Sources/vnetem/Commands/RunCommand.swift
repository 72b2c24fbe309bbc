import NetworkWatcher
import ResourceModel

extension CommandLineTool {
  /// `vnetem run TOPOLOGY [SCENARIO ...]`
  func runScenarios(_ arguments: ParsedArguments) throws -> ExitStatus {
    let topology = try loadTopology(
      arguments.positionals[0], serviceTags: arguments.text(.serviceTags))
    let scenarios = try select(Array(arguments.positionals.dropFirst()), of: topology)
    let folder = arguments.text(.captures)
    if let folder { try files { () throws(FileFailure) in try FileSystem.makeFolder(folder) } }
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
        explains: arguments.has(.why), isInterrupted: isInterrupted)
      if isInterrupted() { break }
      if let path {
        try files { () throws(FileFailure) in
          try FileSystem.write(result.consoleText, to: "\(path).txt")
        }
      }
      results.append(result)
      captures.append(path.map { "\($0).pcapng" })
      progress.clear()
      if !arguments.wantsJSON { try console.writeOutput(line(result)) }
    }
    progress.clear()
    if let folder, let keys = try Inquiry(topology, seed: seed).wiresharkAssociations {
      try files { () throws(FileFailure) in try FileSystem.write(keys, to: "\(folder)/esp_sa") }
    }
    let missed = results.count { !$0.isAsExpected }
    if arguments.wantsJSON {
      try console.writeOutput(
        RunDocument(results, topology: topology, captures: captures).text())
    } else {
      try console.writeOutput(
        "\(counted(results.count, "scenario")), \(results.count - missed) as expected, "
          + "\(missed) not\n")
      let peerings = PeeringMeter.text(results.peerings(of: topology))
      if !peerings.isEmpty { try console.writeOutput("\n" + peerings) }
    }
    if isInterrupted() { return .interrupted }
    return missed == 0 ? .success : .negative
  }

  /// `ok    NAME`, or `FAIL  NAME: what differs`.
  private func line(_ result: ScenarioResult) -> String {
    var line =
      result.isAsExpected
      ? "ok    \(result.scenario.name)\n"
      : "FAIL  \(result.scenario.name): \(result.mismatches.joined(separator: "; "))\n"
    for text in result.happenings + result.why { line += "      \(text)\n" }
    return line
  }

  private func select(
    _ names: [String], of topology: Topology
  ) throws(UsageError) -> [Scenario] {
    guard !names.isEmpty else { return topology.scenarios }
    return try names.map { (name) throws(UsageError) in try scenario(name, of: topology, .run) }
  }

  /// The scenario of that name.
  func scenario(
    _ name: String, of topology: Topology, _ command: Command
  ) throws(UsageError) -> Scenario {
    if let scenario = topology.scenarios.first(where: { $0.name == name }) { return scenario }
    let known = topology.scenarios.map(\.name)
    let meant = Suggestion.closest(to: name, among: known).map { "; did you mean \($0)?" }
    throw UsageError(
      message: "the topology has no scenario '\(name)'\(meant ?? "")", command: command)
  }

  private func files(_ body: () throws(FileFailure) -> Void) throws(Failure) {
    do throws(FileFailure) {
      try body()
    } catch {
      throw Failure(status: .inputOutput, message: error.message)
    }
  }
}
