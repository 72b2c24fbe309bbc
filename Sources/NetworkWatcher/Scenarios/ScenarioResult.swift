import ResourceModel

/// What became of one scenario.
package struct ScenarioResult: Sendable {
  package enum Answer: Sendable {
    case tracert(TracertResult)
    case ping(PingResult)
  }

  package var scenario: Scenario
  package var answer: Answer
  /// What differs from the expectation, as sentences without a full stop.
  package var mismatches: [String]

  package init(scenario: Scenario, answer: Answer) {
    self.scenario = scenario
    self.answer = answer
    guard let expectation = scenario.expectation else {
      mismatches = []
      return
    }
    switch answer {
    case .tracert(let result):
      mismatches = ScenarioComparison.mismatches(of: result, with: expectation)
    case .ping(let result):
      mismatches = ScenarioComparison.mismatches(of: result, with: expectation)
    }
  }

  package var isAsExpected: Bool { mismatches.isEmpty }

  /// What a Windows console would have shown.
  package var consoleText: String {
    switch answer {
    case .tracert(let result): WindowsTracert.format(result)
    case .ping(let result): WindowsPing.format(result)
    }
  }
}
