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

  package init(scenario: Scenario, answer: Answer, injections: [InjectionAnswer] = []) {
    self.scenario = scenario
    self.answer = answer
    self.injections = injections
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
}
