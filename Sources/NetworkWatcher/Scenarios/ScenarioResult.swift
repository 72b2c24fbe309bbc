import Addressing
import ResourceModel

/// What became of one scenario.
package struct ScenarioResult: Sendable {
  package enum Answer: Sendable {
    case tracert(TracertResult)
    case ping(PingResult)
    case connect(ConnectResult)
  }

  package var scenario: Scenario
  package var answer: Answer
  /// What crossed peerings.
  package var meter = PeeringMeter()
  /// What differs from the expectation, as sentences without a full stop.
  package var mismatches: [String]
  /// What became of packets that came in again.
  package var injections: [InjectionAnswer]
  /// What changed while it ran, in the order of time.
  package var timeline: [TimelineEntry]
  /// The lines of `--why`, each with its indentation; empty unless they were asked for.
  package var why: [String] = []

  package init(
    scenario: Scenario, answer: Answer, injections: [InjectionAnswer] = [],
    timeline: [TimelineEntry] = []
  ) {
    self.scenario = scenario
    self.answer = answer
    self.injections = injections
    self.timeline = timeline
    guard let expectation = scenario.expectation else {
      mismatches = []
      return
    }
    switch answer {
    case .tracert(let result):
      mismatches = ScenarioComparison.mismatches(of: result, with: expectation)
    case .ping(let result):
      mismatches = ScenarioComparison.mismatches(of: result, with: expectation)
    case .connect(let result):
      mismatches = ScenarioComparison.mismatches(of: result, with: expectation)
    }
    mismatches += ScenarioComparison.mismatches(of: injections, with: expectation)
  }

  package var isAsExpected: Bool { mismatches.isEmpty }

  /// What a Windows console would have shown.
  package var consoleText: String {
    let text =
      switch answer {
      case .tracert(let result): WindowsTracert.format(result)
      case .ping(let result): WindowsPing.format(result)
      case .connect(let result): ConnectText.format(result)
      }
    guard !injections.isEmpty else { return text }
    return text + "\nInjected:\n" + injections.map { "    \($0.text)\n" }.joined()
  }

  /// What changed when, and in between how many of a ping's requests were answered, or which backends answered a
  /// connect. Lines without their end.
  package var happenings: [String] {
    guard !timeline.isEmpty else { return [] }
    var lines: [String] = []
    var begin: Int64 = 0
    func count(until end: Int64) {
      if let line = period(begin..<end) { lines.append("    " + line) }
      begin = end
    }
    for entry in timeline {
      count(until: entry.atNanoseconds)
      lines.append(entry.text)
    }
    count(until: .max)
    return lines
  }

  /// What came of what was sent in a time; `nil` if nothing was.
  private func period(_ time: Range<Int64>) -> String? {
    switch answer {
    case .tracert: return nil
    case .ping(let result):
      let probes = result.probes.filter { time.contains($0.sentAt.nanoseconds) }
      let answered = probes.count { $0.outcome.answer?.kind == .echoReply }
      return probes.isEmpty ? nil : "\(answered) of \(probes.count) requests answered"
    case .connect(let result):
      var own = result
      own.attempts = result.attempts.filter { time.contains($0.sentAt.nanoseconds) }
      guard !own.attempts.isEmpty else { return nil }
      let machines = own.answeredBy.map { "\($0.name) \($0.count)" }.joined(separator: ", ")
      let text = "\(own.times.count) of \(own.attempts.count) connected"
      return machines.isEmpty ? text : text + ": " + machines
    }
  }
}
