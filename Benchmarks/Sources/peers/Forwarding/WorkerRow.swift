import CProbes
import NetworkWatcher

/// Journeys from memory to verdict by one worker and by two, every flow of `interop` that is let through.
enum WorkerRow {
  static func measure(_ options: ForwardingOptions, _ findings: inout ForwardingFindings) {
    guard probes_processors() > 1 else {
      findings.fail("workers", "there is one processor")
      return
    }
    let one: BulkWorkload
    let two: BulkWorkload
    do throws(BenchmarkError) {
      one = try BulkWorkload(workers: 1, packetCount: 1 << 23)
      two = try BulkWorkload(workers: 2, packetCount: 1 << 23)
    } catch {
      findings.fail("workers", error.description)
      return
    }
    let contest = Contest(
      "workers/interop", unit: "Mpackets/s", wanted: options.rounds,
      seconds: options.secondsPerCase, processors: [0, 1],
      [one, two].map { workload in
        Contestant(engine: workload.workers == 1 ? "vnetem" : "vnetem-two-workers") {
          // Threads may run wherever the one that begins them may.
          _ = probes_unpin()
          defer { _ = probes_pin_to(0) }
          return workload.pass().millionPerSecond
        }
      })
    for workload in [one, two] where workload.lostCount > 0 {
      findings.fail(
        "workers", "\(workload.lostCount) packets did not arrive with \(workload.workers) workers")
    }
    findings.add(contest)
    findings.add(
      Bar(
        what: "two workers / one", unit: "x",
        value: contest.samples[1].median / contest.samples[0].median, bar: 1.7, goal: 1.9,
        higherIsBetter: true,
        remark: "\(fixed(contest.samples[1].median, 1)) / \(fixed(contest.samples[0].median, 1)) "
          + "Mpackets/s, \(contest.remark); both processors at once do "
          + "\(fixed(contest.pairs.median, 2)) x what one does (\(fixed(contest.pairs.minimum, 2)) to "
          + "\(fixed(contest.pairs.maximum, 2)))"))
  }
}
