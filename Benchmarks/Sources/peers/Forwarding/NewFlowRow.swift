import CProbes
import NetworkWatcher

/// First packets of flows while a million others live; no peer does the same.
enum NewFlowRow {
  static func measure(_ options: ForwardingOptions, _ findings: inout ForwardingFindings) {
    let workload = NewFlowWorkload(liveFlows: 1_000_000, seed: options.seed &+ 8)
    let contest = Contest(
      "new-flow/1000000-live", unit: "Mflows/s", wanted: options.rounds,
      seconds: options.secondsPerCase,
      [
        Contestant(engine: "vnetem") { workload.pass().millionPerSecond }
      ])
    // Timers and other guests of the machine interrupt a batch as they do a loop that does nothing.
    var duration = 0.0
    let batches = Contest(
      "new-flow/longest-batch", unit: "us", wanted: options.rounds,
      seconds: options.secondsPerCase,
      [
        Contestant(engine: "vnetem") {
          let pass = workload.pass()
          duration = pass.seconds
          return pass.longestBatchSeconds * 1e6
        },
        Contestant(engine: "idle-loop") { probes_longest_pause(duration) / 1e3 },
      ])
    if workload.dropped * 1_000 > workload.received {
      findings.fail("new-flow", "\(workload.dropped) of \(workload.received) packets were dropped")
    }
    findings.add(contest)
    findings.add(batches)
    findings.add(
      Bar(
        what: "new flows, 1,000,000 live", unit: "M/s", value: contest.samples[0].median, bar: 4,
        goal: 8, higherIsBetter: true,
        remark: "\(contest.remark); \(workload.recordCount) records"))
    findings.add(
      Bar(
        what: "the longest batch of 256 new flows", unit: "us",
        value: batches.samples[0].median, bar: 100, higherIsBetter: false,
        remark: "median of the longest of each pass, the longest of all "
          + "\(fixed(batches.samples[0].maximum, 1)); an idle loop as long stands still for "
          + "\(fixed(batches.samples[1].median, 1)), at most "
          + "\(fixed(batches.samples[1].maximum, 1)); \(batches.remark)"))
  }
}
