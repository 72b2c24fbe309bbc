import Addressing
import ControlPlane
import DataPlane
import Emulator
import ResourceModel
import TestSupport
import Testing

/// The bulk driver beside the emulation on documents that nobody drew.
struct BulkRandomEstateTests {
  static func compiler(_ seed: UInt64) throws -> EstateCompiler {
    let text = RandomTopology(seed: seed).text
    let result = TopologyLoader.load(bytes: Array(text.utf8), file: "random-\(seed).jsonc")
    return EstateCompiler(try #require(result.topology, "seed \(seed): \(result.diagnostics)"))
  }

  @Test(
    "packets go the same ways as in the emulation, with the same bytes, verdicts and counters",
    arguments: 0..<40 as Range<UInt64>)
  func equal(seed: UInt64) throws {
    let compiler = try Self.compiler(seed)
    let failed = compiler.initiallyFailedLinks
    try BulkEstateTests.expectEqual(
      compiler.compile(failedLinks: failed), seed: seed, count: 300)
    for link in compiler.linkNames.prefix(2) {
      try BulkEstateTests.expectEqual(
        compiler.compile(failedLinks: failed.union([link])), seed: seed ^ 0xFF, count: 100)
    }
  }

  @Test(
    "of packets on their way while states are published, none is lost or counted twice",
    arguments: [1, 2, 4])
  func publication(workers: Int) throws {
    let compiler = try BulkEstateTests.compiler("interop")
    let states =
      [compiler.compile()] + compiler.linkNames.map { compiler.compile(failedLinks: [$0]) }
    let sendings = BulkComparison.sendings(
      states[0], count: 40_000, interval: .microseconds(200), seed: 5)
    let source = BulkComparison.Source(sendings)
    let driver = BulkDriver(states[0], BulkSettings(workers: workers, answersEcho: true))
    var published = 0
    let result = try driver.run(source) { driver in
      while driver.isRunning {
        published += 1
        driver.publish(states[published % states.count])
      }
    }
    #expect(published > 1)
    #expect(result.totals.packets.packets == UInt64(sendings.count))
    #expect(result.totals.isBalanced)
    #expect(result.totals.delivered.packets > 0)
    #expect(result.totals.dropped(.linkDown).packets > 0)
  }

  @Test("the last state published before the packets decides about all of them")
  func lastState() throws {
    let compiler = try BulkEstateTests.compiler("interop")
    let first = compiler.compile()
    let sendings = BulkComparison.sendings(first, count: 3000, interval: .milliseconds(1), seed: 6)
    for link in compiler.linkNames {
      let last = compiler.compile(failedLinks: [link])
      let changed = BulkDriver(first, BulkSettings(workers: 2))
      changed.publish(last)
      let result = try changed.run(BulkComparison.Source(sendings))
      let expected = try BulkDriver(last, BulkSettings(workers: 2))
        .run(BulkComparison.Source(sendings))
      #expect(result.totals == expected.totals, "\(link)")
    }
  }
}
