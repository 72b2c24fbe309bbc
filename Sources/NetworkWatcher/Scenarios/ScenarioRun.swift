import Addressing
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
  ///   - explains: whether the result says why.
  ///   - isInterrupted: asked before each probe; the answer ends there if it says so.
  package func perform(
    capture path: String? = nil, application: String = "", explains: Bool = false,
    isInterrupted: @escaping () -> Bool = { false }
  ) throws(InquiryError) -> ScenarioResult {
    var capture: PacketCapture?
    if let path {
      capture = try PacketCapture(
        path: path, filter: nil, of: inquiry, timeline: scenario.timeline, application: application,
        remarks: [
          "topology \(inquiry.topology.name)", "scenario \(scenario.name)", "seed \(inquiry.seed)",
        ])
    }
    let meter = SharedPeeringMeter()
    let watch = Watch(
      capture: capture, meter: meter, keepsJourneys: explains, timeline: scenario.timeline,
      isInterrupted: isInterrupted)
    var result: ScenarioResult
    switch scenario.command {
    case .tracert(let request):
      let answer = try inquiry.tracert(request, watch: watch)
      result = ScenarioResult(
        scenario: scenario, answer: .tracert(answer.result), injections: answer.injections,
        timeline: TimelineEntry.entries(answer.history))
      if explains {
        for (hop, lines) in zip(answer.result.hops, answer.why) {
          result.why.append("hop \(hop.number):")
          result.why += lines.map { "  \($0)" }
        }
      }
    case .ping(let request):
      let answer = try inquiry.ping(request, watch: watch)
      result = ScenarioResult(
        scenario: scenario, answer: .ping(answer.result), injections: answer.injections,
        timeline: TimelineEntry.entries(answer.history))
      for (probe, lines) in answer.turns {
        let time = probe.sentAt == .start ? "0s" : (probe.sentAt - .start).description
        result.why.append("request \(probe.sequence), sent at \(time):")
        result.why += lines.map { "  \($0)" }
      }
    case .connect(let request):
      let answer = try inquiry.connect(request, watch: watch)
      result = ScenarioResult(
        scenario: scenario, answer: .connect(answer.result), injections: answer.injections,
        timeline: TimelineEntry.entries(answer.history))
      for (index, lines) in answer.why.enumerated() {
        result.why.append("connection \(index + 1):")
        result.why += lines.map { "  \($0)" }
      }
    }
    result.meter = meter.meter
    try capture?.finish()
    return result
  }
}
