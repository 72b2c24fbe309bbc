import NetworkWatcher

/// A virtual switch port that knows all flows: no peer does the same.
enum PortRow {
  static func measure(_ options: ForwardingOptions, _ findings: inout ForwardingFindings) {
    let workload = PortWorkload(flows: 100_000, seed: options.seed &+ 7)
    let contest = Contest(
      "port-flow-hit/100000", unit: "Mpackets/s", wanted: options.rounds,
      seconds: options.secondsPerCase,
      [Contestant(engine: "vnetem") { workload.pass().millionPerSecond }])
    if !workload.isSound { findings.fail("port-flow-hit", "a packet was dropped or a flow is new") }
    findings.add(contest)
    findings.add(
      Bar(
        what: "virtual switch port, flow hit among 100,000", unit: "Mpps",
        value: contest.samples[0].median, bar: 60, goal: 100, higherIsBetter: true,
        remark: contest.remark))
  }
}
