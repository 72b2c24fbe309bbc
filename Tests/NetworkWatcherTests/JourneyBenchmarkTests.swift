import Addressing
import NetworkWatcher
import ResourceModel
import Testing

struct JourneyBenchmarkTests {
  static func run(_ change: (inout JourneyBenchmark.Settings) -> Void) throws -> JourneyBenchmark
    .Run?
  {
    let topology = try #require(
      TopologyLoader.load(bytes: BundledTopology.interop.bytes, file: "interop").topology)
    var settings = JourneyBenchmark.Settings()
    settings.packetCount = 1000
    change(&settings)
    return try JourneyBenchmark(topology, settings).run()
  }

  @Test(
    "every packet of every load crosses three links from spoke to branch",
    arguments: [true, false], [Nanoseconds.microseconds(1), .milliseconds(20)])
  func spokeToBranch(collapsesHops: Bool, interval: Nanoseconds) throws {
    for plansStreams in [true, false] {
      let run = try #require(
        try Self.run {
          $0.collapsesHops = collapsesHops
          $0.interval = interval
          $0.plansStreams = plansStreams
        })
      #expect(run.packets == 1000)
      #expect(run.hops == 3000)
      #expect(run.hopsPerSecond > 0)
    }
  }

  @Test("a way that is blocked has no rate, and a name that is not there no benchmark")
  func blocked() throws {
    // No route leads from the branch to the remote network.
    let run = try Self.run {
      $0.source = "branch"
      $0.destination = "remote"
    }
    #expect(run == nil)
    #expect(throws: InquiryError.self) {
      try Self.run { $0.destination = "nobody" }
    }
  }

  @Test("every way to emulate has a rate", arguments: JourneyRound.Way.allCases)
  func ways(way: JourneyRound.Way) throws {
    let round = try #require(JourneyRound(way, packets: 500))
    #expect(try #require(round.hopsPerSecond()) > 0)
  }
}
