import Addressing
import Foundation
import LongestPrefixMatch
import ResourceModel
import Testing

@testable import NetworkWatcher

struct LookupBenchmarkTests {
  static func settings(
    geometry: String? = nil, kernel: String? = nil, streams: [String] = []
  ) throws -> LookupBenchmark.Settings {
    try LookupBenchmark.Settings(
      geometry: geometry, kernel: kernel, streams: streams, runs: 2, keyCount: 2_000, seed: 5)
  }

  static func temporaryFile(_ text: String) throws -> String {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "vnetem-\(UUID().uuidString).txt").path
    try Data(text.utf8).write(to: URL(filePath: path))
    return path
  }

  @Test("a run measures every stream and names all that is needed to run it again")
  func measuresEveryStream() throws {
    let table = BenchmarkTable(generated: 300, nextHops: 7, seed: 5)
    let settings = try Self.settings(geometry: "compact", kernel: "portable")
    let result = try #require(try LookupBenchmark(table, settings).run())
    #expect(result.streams.map(\.stream) == KeyStream.allCases)
    for stream in result.streams {
      #expect(stream.millionLookupsPerSecond.values.count == 2)
      #expect(stream.millionLookupsPerSecond.minimum > 0)
      #expect(stream.chainNanoseconds.minimum > 0)
    }
    #expect(result.buildSeconds.minimum > 0)
    #expect(result.updates.millionPerSecond > 0)
    #expect(result.verifiedKeys == 4 * 1_024)
    for needed in [
      "generated (seed 5): 300 routes, 7 next hops by hash (seed 5)", "portable, 1024 keys a call",
      "compact trie, 300 routes", "keys      1024 a stream (seed 6)", "sequential",
    ] {
      #expect(result.text.contains(needed), "\(needed) in \(result.text)")
    }
    let text = try LookupBenchmarkDocument(result).text()
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(json["schema"] as? String == "vnetem.bench-lpm/1")
    #expect(json["kernel"] as? String == "portable")
    #expect(json["geometry"] as? String == "compact")
    #expect(json["seed"] as? Int == 5)
    #expect((json["streams"] as? [[String: Any]])?.count == 4)
    #expect((json["table"] as? [String: Any])?["routes"] as? Int == 300)
  }

  @Test("what is shown on the way follows the work, and an interruption ends it")
  func progressAndInterruption() throws {
    let table = BenchmarkTable(generated: 50, nextHops: nil, seed: 5)
    var benchmark = LookupBenchmark(table, try Self.settings(streams: ["uniform"]))
    var shown: [String] = []
    benchmark.progress = { shown.append($0) }
    #expect(try benchmark.run() != nil)
    #expect(
      shown == [
        "building 1 of 2", "building 2 of 2", "drawing keys: uniform", "verifying",
        "warm-up: uniform", "run 1 of 2: uniform", "run 2 of 2: uniform", "updates",
      ])
    benchmark.isInterrupted = { true }
    #expect(try benchmark.run() == nil)
  }

  @Test("a network interface's table has its active effective routes")
  func tableOfNetworkInterface() throws {
    let topology = try #require(TopologyLoader.load(.interop).topology)
    let inquiry = try Inquiry(topology)
    let table = try BenchmarkTable(inquiry, networkInterface: "hub")
    let active = try inquiry.effectiveRoutes("hub").rows.filter { $0.state == "Active" }
    #expect(Set(table.prefixes.map(\.description)) == Set(active.flatMap(\.addressPrefixes)))
    #expect(table.origin == "the network interface hub-nic of interop")
    #expect(!table.hasAssignedNextHops)
    #expect(throws: InquiryError.self) {
      try BenchmarkTable(inquiry, networkInterface: "nowhere")
    }
  }

  @Test("a file's own next hops are kept, unless others are asked for")
  func tableOfFile() throws {
    let path = try Self.temporaryFile("10.1.0.0/16 192.0.2.1\n10.0.0.0/8 192.0.2.2\n10.0.0.0/8\n")
    defer { try? FileManager.default.removeItem(atPath: path) }
    let own = try BenchmarkTable(path: path, nextHops: nil, seed: 1)
    #expect(own.prefixes.map(\.description) == ["10.0.0.0/8", "10.1.0.0/16"])
    #expect(own.routes.map(\.nextHop.rawValue) == [2, 0])
    #expect(!own.hasAssignedNextHops)
    let assigned = try BenchmarkTable(path: path, nextHops: 3, seed: 1)
    #expect(assigned.hasAssignedNextHops)
    #expect(assigned.nextHopCount == 3)
  }

  @Test("a damaged or empty file is named with its reason")
  func badFiles() throws {
    let damaged = try Self.temporaryFile("10.0.0.0/8\n10.0.0.0/99\n")
    let empty = try Self.temporaryFile("# nothing\n")
    defer {
      for path in [damaged, empty] { try? FileManager.default.removeItem(atPath: path) }
    }
    #expect(
      throws: BenchmarkError.tableUnreadable(
        path: damaged, reason: "line 2 (byte 11): '10.0.0.0/99' has a length beyond 32",
        routesRead: 1)
    ) { try BenchmarkTable(path: damaged, nextHops: nil, seed: 1) }
    #expect(throws: BenchmarkError.tableEmpty(path: empty)) {
      try BenchmarkTable(path: empty, nextHops: nil, seed: 1)
    }
    #expect(throws: BenchmarkError.self) {
      try BenchmarkTable(path: "/nonexistent", nextHops: nil, seed: 1)
    }
  }

  @Test("the median is the middle one, or between the two in the middle")
  func samples() {
    let odd = Samples([3, 1, 2])
    #expect((odd.minimum, odd.median, odd.maximum) == (1, 2, 3))
    #expect(odd.spread == 1)
    #expect(Samples([4, 1, 2, 3]).median == 2.5)
    let hundred = Samples((1...100).map(Double.init))
    #expect(hundred.percentile(0.99) == 99)
    #expect(hundred.percentile(1) == 100)
    #expect(hundred.percentile(0) == 1)
  }

  @Test("the processor's name is that of the first processor")
  func processorName() {
    let text = "processor\t: 0\nmodel name\t: Some  CPU @ 2 GHz\nmodel name\t: Other\n"
    #expect(Machine.name(inProcessorInformation: text) == "Some CPU @ 2 GHz")
    #expect(!Machine.name(inProcessorInformation: "nothing").isEmpty)
  }

  @Test(
    "numbers are rounded to their decimals",
    arguments: [(1.005, 1, "1.0"), (0.96, 1, "1.0"), (12.5, 0, "13"), (-0.25, 2, "-0.25")])
  func fixedDecimals(value: Double, decimals: Int, text: String) {
    #expect(LookupBenchmarkResult.fixed(value, decimals) == text)
  }
}
