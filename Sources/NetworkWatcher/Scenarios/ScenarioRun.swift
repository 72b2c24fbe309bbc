import ResourceModel

/// Replays one scenario and compares the answer with what it expects.
package struct ScenarioRun: Sendable {
  private let inquiry: Inquiry
  private let scenario: Scenario

  /// The estate starts with the scenario's failed links down and routing converged.
  ///
  /// - Parameter seed: of the links' jitter.
  package init(
    _ topology: Topology, _ scenario: Scenario, seed: UInt64 = 0
  ) throws(InquiryError) {
    inquiry = try Inquiry(topology, failedLinks: scenario.failedLinks, seed: seed)
    self.scenario = scenario
  }

  /// - Parameters:
  ///   - path: where the capture goes; `nil` for none.
  ///   - application: program and version, for the capture.
  ///   - isInterrupted: asked before each probe; the answer ends there if it says so.
  package func perform(
    capture path: String? = nil, application: String = "",
    isInterrupted: @escaping () -> Bool = { false }
  ) throws(InquiryError) -> ScenarioResult {
    var capture: PacketCapture?
    if let path {
      capture = try PacketCapture(
        path: path, filter: nil, of: inquiry, application: application,
        remarks: [
          "topology \(inquiry.topology.name)", "scenario \(scenario.name)", "seed \(inquiry.seed)",
        ])
    }
    let meter = SharedPeeringMeter()
    let watch = Watch(
      capture: capture, meter: meter, timeline: scenario.timeline, isInterrupted: isInterrupted)
    let answer: ScenarioResult.Answer
    let injections: [InjectionAnswer]
    switch scenario.command {
    case .tracert(let request):
      let found = try inquiry.tracert(request, watch: watch)
      (answer, injections) = (.tracert(found.result), found.injections)
    case .ping(let request):
      let found = try inquiry.ping(request, watch: watch)
      (answer, injections) = (.ping(found.result), found.injections)
    case .connect(let request):
      (answer, injections) = (.connect(try inquiry.connect(request, watch: watch).result), [])
    }
    try capture?.finish()
    var result = ScenarioResult(scenario: scenario, answer: answer, injections: injections)
    result.meter = meter.meter
    return result
  }
}
