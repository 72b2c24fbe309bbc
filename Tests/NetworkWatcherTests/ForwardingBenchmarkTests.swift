import Foundation
import LongestPrefixMatch
import Testing

@testable import NetworkWatcher

struct ForwardingBenchmarkTests {
  static func settings(_ rows: [String], runs: Int = 2) -> ForwardingBenchmark.Settings {
    var settings = ForwardingBenchmark.Settings(rows: rows, runs: runs, seed: 5)
    settings.runSeconds = 0
    settings.sizes.flows = [10, 300]
    settings.sizes.portFlows = 200
    settings.sizes.liveFlows = 600
    settings.sizes.newFlowBatches = 2
    settings.sizes.rules = [5, 20]
    settings.sizes.ports = [2, 30]
    settings.sizes.routes = [10, 50]
    settings.sizes.bulkPackets = 2_000
    settings.sizes.journeyPackets = 100
    return settings
  }

  static let table = BenchmarkTable(generated: 40, nextHops: 7, seed: 5)

  @Test(
    "every row is measured as often as asked, and named with all that is needed to run it again")
  func allRows() throws {
    let result = try #require(try ForwardingBenchmark(Self.table, Self.settings([])).run())
    var names = [
      "router-hop/copied", "router-hop/in-place", "flow-lookup/10", "flow-lookup/300",
      "port-flow-hit/200", "new-flow/600-live", "rules/5", "rules/20", "estates/2-nics",
      "estates/30-nics", "estates/10-routes", "estates/50-routes", "workers/1",
    ]
    let processors = result.machine.processorCount
    names += Set([2, processors]).subtracting([1]).sorted().filter { $0 <= processors }
      .map { "workers/\($0)" }
    names += ["journeys/events", "journeys/collapsed", "journeys/staged"]
    #expect(result.lines.map(\.name) == names)
    for line in result.lines {
      #expect(line.millionPerSecond.values.count == 2)
      #expect(line.millionPerSecond.minimum > 0)
      #expect(line.millionPerSecond.maximum.isFinite)
      #expect(result.text.contains(line.name))
    }
    #expect(
      result.lines.filter { $0.longestBatchSeconds != nil }.map(\.name) == ["new-flow/600-live"])
    #expect(
      result.lines.filter { $0.compileSeconds != nil }.map(\.name) == ["rules/5", "rules/20"])
    for needed in [
      "generated (seed 5): 40 routes, 7 next hops", "seed      5", LookupKernel.fastest.rawValue,
      "x the time a packet of estates/2-nics", "Spread",
    ] {
      #expect(result.text.contains(needed), "\(needed) in \(result.text)")
    }
    let text = try ForwardingBenchmarkDocument(result).text()
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(json["schema"] as? String == "vnetem.bench-forward/1")
    #expect(json["kernel"] as? String == LookupKernel.fastest.rawValue)
    #expect(json["processor"] as? String == result.machine.processor)
    #expect(json["seed"] as? Int == 5)
    let rows = try #require(json["rows"] as? [[String: Any]])
    #expect(rows.compactMap { $0["row"] as? String } == names)
    let rate = try #require(rows[0]["millionPerSecond"] as? [String: Double])
    #expect(Set(rate.keys) == ["median", "min", "max"])
  }

  @Test("rows that are asked for are measured in their usual order, and no others")
  func choice() throws {
    let settings = Self.settings(["rules", "flow-lookup"], runs: 1)
    let result = try #require(try ForwardingBenchmark(Self.table, settings).run())
    #expect(
      result.lines.map(\.name) == ["flow-lookup/10", "flow-lookup/300", "rules/5", "rules/20"])
    #expect(!result.text.contains("\ntable "))
    #expect(try !ForwardingBenchmarkDocument(result).text().contains("\"table\""))
  }

  @Test("what is shown on the way follows the work, and an interruption ends it")
  func progressAndInterruption() throws {
    var benchmark = ForwardingBenchmark(Self.table, Self.settings(["rules"], runs: 1))
    var shown: [String] = []
    benchmark.progress = { shown.append($0) }
    #expect(try benchmark.run() != nil)
    #expect(
      shown == [
        "preparing rules", "verifying rules/5", "verifying rules/20", "warm-up: rules/5",
        "warm-up: rules/20", "run 1 of 1: rules/5", "run 1 of 1: rules/20",
      ])
    benchmark.isInterrupted = { shown.count > 9 }
    #expect(try benchmark.run() == nil)
    #expect(shown.count == 10)
  }

  @Test("a router's frames are compared with what the plain search says of them")
  func comparison() throws {
    let workload = RouterWorkload(Self.table.routes, way: .copied, repetitions: 1, seed: 5)
    let oracle = FlattenedRoutes(Self.table.routes)
    _ = workload.pass()
    for index in 0..<workload.incoming.count {
      let hop = try #require(oracle.lookup(workload.destination(index)))
      #expect(workload.isSentOn(index, to: hop))
      let other = NextHopIndex(rawValue: (hop.rawValue + 1) % 7)
      #expect(!workload.isSentOn(index, to: other))
      #expect(!workload.isSentOn(index, to: nil))
    }
    workload.outgoing[3].storeBytes(of: 0, toByteOffset: 60, as: UInt8.self)
    workload.outgoing[3].storeBytes(of: 1, toByteOffset: 61, as: UInt8.self)
    #expect(!workload.isSentOn(3, to: oracle.lookup(workload.destination(3))))
  }
}
