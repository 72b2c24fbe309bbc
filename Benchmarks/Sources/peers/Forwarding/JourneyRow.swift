import NetworkSimulator
import NetworkWatcher

/// Whole journeys: datagrams of 64 bytes from spoke to branch in `interop`, over both gateways, three links; beside
/// ns-3's chain of two hosts and two routers with the same load. Packet-hops are packets times links.
enum JourneyRow {
  private static let peerPackets = 10_000

  private struct Mark {
    var what: String
    var way: JourneyRound.Way
    /// A tenth of a second on a machine of 2025.
    var packets: Int
    var bar: Double
    var goal: Double
  }

  private static let marks = [
    Mark(what: "an event for every hop", way: .events, packets: 1_500_000, bar: 30, goal: 100),
    Mark(
      what: "uncontended hops collapsed", way: .collapsed, packets: 3_000_000, bar: 100, goal: 300),
    Mark(
      what: "an event for every hop, all stages asked", way: .staged, packets: 300_000, bar: 30,
      goal: 100),
  ]

  static func measure(_ options: ForwardingOptions, _ findings: inout ForwardingFindings) {
    let simulator: NetworkSimulator?
    do {
      simulator = try NetworkSimulator()
    } catch {
      findings.fail("journeys: ns-3", "\(error)")
      simulator = nil
    }
    defer { simulator?.remove() }
    for mark in marks { measure(mark, simulator, options, &findings) }
  }

  private static func measure(
    _ mark: Mark, _ simulator: NetworkSimulator?, _ options: ForwardingOptions,
    _ findings: inout ForwardingFindings
  ) {
    let name = "journeys/\(mark.way.rawValue)"
    guard let round = JourneyRound(mark.way, packets: mark.packets), round.hopsPerSecond() != nil
    else {
      findings.fail("\(name): vnetem", "not every packet arrived")
      return
    }
    var hasLost = false
    var hasFailed = false
    var contestants = [
      Contestant(engine: "vnetem") {
        let rate = round.hopsPerSecond()
        hasLost = hasLost || rate == nil
        return (rate ?? 0) / 1e6
      }
    ]
    if let simulator {
      contestants.append(
        Contestant(engine: "ns-3") {
          // The first round of a process warms it up.
          let rounds = try? simulator.run(
            links: JourneyRound.links, packets: peerPackets,
            interval: JourneyRound.interval(mark.way), rounds: 2)
          hasFailed = hasFailed || rounds?.last == nil
          return (rounds?.last?.hopsPerSecond ?? 0) / 1e6
        })
    }
    let contest = Contest(
      name, unit: "Mpacket-hops/s", wanted: options.rounds, seconds: options.secondsPerCase,
      contestants)
    if hasLost { findings.fail("\(name): vnetem", "not every packet arrived") }
    if hasFailed { findings.fail("\(name): ns-3", "not every packet arrived") }
    findings.add(contest)
    var bar = contest.ratio(
      "journeys, \(mark.what)", to: ["ns-3"], bar: mark.bar, goal: mark.goal)
    if let version = simulator?.version { bar?.remark += ", ns-3 \(version)" }
    if simulator?.hasLogging == true { bar?.remark += ", its logging is compiled in" }
    findings.add(bar)
  }
}
