import NetworkWatcher

/// First packets of flows while a million others live; no peer does the same.
enum NewFlowRow {
  static func measure(_ options: ForwardingOptions, _ findings: inout ForwardingFindings) {
    let workload = NewFlowWorkload(liveFlows: 1_000_000, seed: options.seed &+ 8)
    var longest: [Double] = []
    let contest = Contest(
      "new-flow/1000000-live", unit: "Mflows/s", wanted: options.rounds,
      seconds: options.secondsPerCase,
      [
        Contestant(engine: "vnetem") {
          let pass = workload.pass()
          longest.append(pass.longestBatchSeconds * 1e6)
          return pass.millionPerSecond
        }
      ])
    if workload.dropped * 1_000 > workload.received {
      findings.fail("new-flow", "\(workload.dropped) of \(workload.received) packets were dropped")
    }
    findings.add(contest)
    findings.add(
      Bar(
        what: "new flows, 1,000,000 live", unit: "M/s", value: contest.samples[0].median, bar: 4,
        goal: 8, higherIsBetter: true,
        remark: "\(contest.remark); \(workload.recordCount) records"))
    let ordered = longest.sorted()
    findings.add(
      Bar(
        what: "the longest batch of 256 new flows", unit: "us",
        value: ordered[ordered.count / 2], bar: 100, higherIsBetter: false,
        remark: "median of the longest of \(longest.count) samples, the longest of all "
          + fixed(ordered[ordered.count - 1], 1)))
  }
}
