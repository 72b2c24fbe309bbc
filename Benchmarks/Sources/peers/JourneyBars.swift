import NetworkSimulator
import NetworkWatcher

/// Whole journeys: datagrams of 64 bytes from spoke to branch in `interop`, over both gateways, three links; beside
/// ns-3's chain of two hosts and two routers with the same load. Packet-hops are packets times links.
enum JourneyBars {
  private static let rounds = 7
  private static let peerPackets = 10_000

  private struct Row {
    var name: String
    var way: JourneyRound.Way
    /// A tenth of a second on a machine of 2025.
    var packets: Int
    var bar: Double
    var goal: Double
  }

  private static let rows = [
    Row(name: "an event for every hop", way: .events, packets: 1_500_000, bar: 30, goal: 100),
    Row(
      name: "uncontended hops collapsed", way: .collapsed, packets: 3_000_000, bar: 100, goal: 300),
    Row(
      name: "an event for every hop, all stages asked", way: .staged, packets: 300_000, bar: 30,
      goal: 100),
  ]

  /// Every sample measures ns-3 and then the emulation.
  ///
  /// - Returns: the bars, and what could not be built or did not arrive.
  static func measure() -> (bars: [Bar], failures: [String]) {
    let simulator: NetworkSimulator
    do {
      simulator = try NetworkSimulator()
    } catch {
      return ([], ["\(error)"])
    }
    defer { simulator.remove() }
    var bars: [Bar] = []
    var failures: [String] = []
    for row in rows {
      if let bar = measure(row, simulator) {
        bars.append(bar)
      } else {
        failures.append("journeys, \(row.name): not every packet arrived")
      }
    }
    return (bars, failures)
  }

  private static func measure(_ row: Row, _ simulator: NetworkSimulator) -> Bar? {
    guard let round = JourneyRound(row.way, packets: row.packets), round.hopsPerSecond() != nil
    else { return nil }
    let gated = Gated(
      wanted: rounds, seconds: 30,
      sampling: {
        // The first round of a process warms it up.
        let theirs = try? simulator.run(
          links: JourneyRound.links, packets: peerPackets,
          interval: JourneyRound.interval(row.way), rounds: 2)
        guard let peer = theirs?.last?.hopsPerSecond, let ours = round.hopsPerSecond() else {
          return ([0, 0, 0], false)
        }
        return ([ours / peer, ours / 1e6, peer / 1e6], true)
      })
    guard gated.samples.minimum > 0 else { return nil }
    return Bar(
      what: "journeys, \(row.name): vnetem / ns-3 \(simulator.version ?? "")", unit: "x",
      value: gated.samples.median, bar: row.bar, goal: row.goal, higherIsBetter: true,
      remark: "\(fixed(gated.columns[1].median, 1)) / \(fixed(gated.columns[2].median, 3)) "
        + "M packet-hops/s; \(gated.remark)"
        + (simulator.hasLogging ? "; ns-3's logging is compiled in" : ""))
  }
}
