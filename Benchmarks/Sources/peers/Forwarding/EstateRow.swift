import LongestPrefixMatch
import NetworkWatcher

/// The time a packet takes in small estates and in large ones.
enum EstateRow {
  private static let interfaces = [10, 100, 1_000, 10_000]
  private static let routes = [10, 1_000, 10_000, 100_000]

  static func measure(_ options: ForwardingOptions, _ findings: inout ForwardingFindings) {
    let ports = interfaces.map {
      PortWorkload(ports: $0, flows: 100_000, seed: options.seed &+ 10)
    }
    measure(
      "estate-ports", "known flows at 10 to 10,000 NICs", interfaces, ports, options, &findings)
    if ports.contains(where: { !$0.isSound }) {
      findings.fail("estate-ports", "a packet was dropped or a flow is new")
    }
    do throws(BenchmarkError) {
      let journeys = try interfaces.map { (count) throws(BenchmarkError) in
        try BulkWorkload(workers: 1, interfaces: count)
      }
      measure(
        "estate-journeys", "journeys among 10 to 10,000 NICs", interfaces, journeys, options,
        &findings)
      if journeys.contains(where: { $0.lostCount > 0 }) {
        findings.fail("estate-journeys", "not every packet arrived")
      }
    } catch {
      findings.fail("estate-journeys", error.description)
    }
    let routers = routes.map { count in
      RouterWorkload(
        RouteGenerator.assign(
          nextHops: min(count, 100), to: RouteGenerator.estate(count: count, seed: options.seed),
          seed: options.seed),
        way: .inPlace, repetitions: 64, seed: options.seed &+ 5)
    }
    measure(
      "estate-routes", "a router with 10 to 100,000 routes", routes, routers, options, &findings)
    if routers.contains(where: { $0.forwarded != $0.received }) {
      findings.fail("estate-routes", "not every packet was sent on")
    }
  }

  private static func measure(
    _ name: String, _ what: String, _ sizes: [Int], _ workloads: [any ForwardingWorkload],
    _ options: ForwardingOptions, _ findings: inout ForwardingFindings
  ) {
    let contest = Contest(
      name, unit: "Mpackets/s", wanted: options.rounds, seconds: options.secondsPerCase,
      zip(sizes, workloads).map { size, workload in
        Contestant(engine: "vnetem-\(size)") { workload.pass().millionPerSecond }
      })
    findings.add(contest)
    let times = contest.samples.map { 1_000 / $0.median }
    let longest = times.max() ?? 0
    findings.add(
      Bar(
        what: "\(what): the longest time a packet / that of the smallest", unit: "x",
        value: longest / times[0], bar: 2, goal: 1.5, higherIsBetter: false,
        remark: times.map { fixed($0, 2) }.joined(separator: ", ") + " ns, \(contest.remark)"))
  }
}
