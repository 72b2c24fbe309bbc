import ResourceModel

/// Replays scenarios of a topology and compares the answers with what they expect.
package struct ScenarioRun: Sendable {
  private let topology: Topology
  private let seed: UInt64

  /// - Parameter seed: of the links' jitter.
  package init(_ topology: Topology, seed: UInt64 = 0) {
    self.topology = topology
    self.seed = seed
  }

  /// Replays one scenario: its failed links are down and routing has converged when it starts.
  ///
  /// - Parameters:
  ///   - capture: where the capture goes; `nil` for none.
  ///   - application: program and version, for the capture.
  ///   - isInterrupted: asked before each probe; the answer ends there if it says so.
  package func run(
    _ scenario: Scenario, capture path: String? = nil, application: String = "",
    isInterrupted: @escaping () -> Bool = { false }
  ) throws(InquiryError) -> ScenarioResult {
    let inquiry = try Inquiry(topology, failedLinks: scenario.failedLinks, seed: seed)
    var capture: PacketCapture?
    if let path {
      capture = try PacketCapture(
        path: path, filter: nil, of: inquiry, application: application,
        remarks: ["topology \(topology.name)", "scenario \(scenario.name)", "seed \(seed)"])
    }
    let watch = Watch(
      capture: capture, timeline: scenario.timeline, isInterrupted: isInterrupted)
    let answer: ScenarioResult.Answer
    switch scenario.command {
    case .tracert(let request):
      answer = .tracert(try inquiry.tracert(request, style: .windows, watch: watch).result)
    case .ping(let request):
      answer = .ping(try inquiry.ping(request, style: .windows, watch: watch).result)
    }
    try capture?.finish()
    return ScenarioResult(scenario: scenario, answer: answer)
  }
}
