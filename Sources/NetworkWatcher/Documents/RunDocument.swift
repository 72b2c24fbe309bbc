import ResourceModel

/// `vnetem run -o json`.
package struct RunDocument: JSONDocument, Sendable {
  package struct Result: Encodable, Sendable {
    package var scenario: String
    /// `tracert`, `ping` or `connect`.
    package var command: String
    package var source: String
    package var destination: String
    /// Whether every expectation is met; true without expectations.
    package var asExpected: Bool
    /// What differs, as sentences.
    package var mismatches: [String]
    /// Whether the destination answered.
    package var reached: Bool
    /// The console's text, line by line.
    package var console: [String]
    /// What became of packets that the timeline injected, in the order of time; absent if it injects none.
    package var injected: [String]?
    /// What changed while it ran, in the order of time; absent if nothing did.
    package var timeline: [TimelineEntry]?
    /// The lines of `--why`; absent without that option.
    package var why: [String]?
    /// The capture's path; absent without `--captures`.
    package var capture: String?
  }

  package var schema = "vnetem.run/1"
  /// The topology's name.
  package var topology: String
  package var results: [Result]
  package var scenarioCount: Int
  package var asExpectedCount: Int
  /// What peerings carried in all scenarios together, those that carried something.
  package var peerings: [PeeringMeterDocument]

  /// - Parameter captures: paths by result, `nil` where nothing was captured.
  package init(_ results: [ScenarioResult], topology: Topology, captures: [String?]) {
    self.topology = topology.name
    peerings = results.peerings(of: topology).map(PeeringMeterDocument.init)
    self.results = zip(results, captures).map { result, capture in
      let command: String
      let reached: Bool
      switch result.answer {
      case .tracert(let answer):
        command = "tracert"
        reached = answer.reached
      case .ping(let answer):
        command = "ping"
        reached = !answer.replies.isEmpty
      case .connect(let answer):
        command = "connect"
        reached = !answer.times.isEmpty
      }
      return Result(
        scenario: result.scenario.name, command: command, source: result.scenario.command.source,
        destination: result.scenario.command.destination, asExpected: result.isAsExpected,
        mismatches: result.mismatches, reached: reached,
        console: result.consoleText.split(separator: "\n", omittingEmptySubsequences: false)
          .dropLast().map(String.init),
        injected: result.injections.isEmpty ? nil : result.injections.map(\.outcome),
        timeline: result.timeline.isEmpty ? nil : result.timeline,
        why: result.why.isEmpty ? nil : result.why, capture: capture)
    }
    scenarioCount = results.count
    asExpectedCount = results.count { $0.isAsExpected }
  }
}

extension [ScenarioResult] {
  /// What peerings carried in all scenarios together, those that carried something.
  package func peerings(of topology: Topology) -> [PeeringMeter.Row] {
    reduce(into: PeeringMeter()) { $0.add($1.meter) }
      .rows(of: [topology] + flatMap(\.scenario.timeline.topologies))
  }
}
