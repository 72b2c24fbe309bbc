extension DiagnosticReference {
  static let scenarios: [DiagnosticReference] = [
    .init(
      .scenarioName,
      rule: "A scenario's name has letters, digits, -, _ and . only, for captures are called by it",
      source: "vnetem: topology documents",
      example: #""scenarios": [{ "name": "a b""#,
      mend: "rename the scenario"),
    .init(
      .scenarioEndpoint,
      rule: "A scenario asks a machine, a host or a network interface of the document",
      source: "vnetem: topology documents",
      example: #""destination": "hast""#,
      mend: "correct the spelling"),
    .init(
      .scenarioLink,
      rule: "A scenario fails and restores links and connections of the document",
      source: "vnetem: topology documents",
      example: #""failedLinks": ["wan"]"#,
      mend: "correct the spelling"),
    .init(
      .negativeTimelineTime,
      rule: "A scenario's timeline begins at its start",
      source: "vnetem: topology documents",
      example: #""at": "-1s""#,
      mend: "use a time from 0s on"),
    .init(
      .expectationMismatch,
      rule: "A scenario expects what its command can answer",
      source: "vnetem: topology documents",
      example: #""expect": { "hops": [] }"#,
      mend: "use received with ping, hops with tracert"),
  ]
}
