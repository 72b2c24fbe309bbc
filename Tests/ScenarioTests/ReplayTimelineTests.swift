import Addressing
import ControlPlane
import DataPlane
import Emulator
import NetworkWatcher
import ResourceModel
import TestSupport
import Testing

/// Resources and links change while packets are driven in bulk.
struct ReplayTimelineTests {
  /// A timeline, and packets of all kinds among who is there at their time.
  struct Case {
    let topology: Topology
    let estate: CompiledEstate
    let compiler: EstateCompiler
    let moments: [EstateMoment]
    let sendings: [BulkComparison.Sending]

    init(_ topology: Topology, interval: Nanoseconds = .milliseconds(310), seed: UInt64) {
      self.topology = topology
      compiler = EstateCompiler(topology)
      estate = compiler.compile()
      let timeline = topology.scenarios[0].timeline
      moments = .moments(estate, of: compiler, timeline)
      var sendings: [BulkComparison.Sending] = []
      for (number, moment) in moments.enumerated() {
        let end =
          number + 1 < moments.count ? moments[number + 1].at : moment.at + .seconds(10)
        let count = Int((end - moment.at).count / interval.count)
        for var sending in BulkComparison.sendings(
          moment.estate, count: count, strangers: [IPv4Address(8, 8, 8, 8)], interval: interval,
          seed: seed ^ UInt64(number))
        {
          sending.at = moment.at + (sending.at - .start) + .milliseconds(100)
          sendings.append(sending)
        }
      }
      self.sendings = sendings
    }

    var emulation: Emulation {
      let emulation = Emulation(estate, of: compiler)
      emulation.schedule(topology.scenarios[0].timeline)
      return emulation
    }
  }

  static func random(_ bundled: BundledTopology, seed: UInt64) throws -> Case {
    let links =
      bundled == .hubSpokeAppliance ? ["branch-to-hub"] : []
    return Case(try TimelineTests.random(bundled, seed: seed, links: links), seed: seed)
  }

  @Test(
    "under a timeline packets go the same ways as in the emulation, with the same bytes and verdicts",
    arguments: [BundledTopology.peeringLifecycle, .hubSpokeAppliance], 0..<8 as Range<UInt64>)
  func equal(_ bundled: BundledTopology, seed: UInt64) throws {
    let planned = try Self.random(bundled, seed: seed)
    let emulation = planned.emulation
    var meter = PeeringMeter()
    let emulated = BulkComparison.emulate(emulation, planned.sendings) { [unowned emulation] in
      meter.count($0, in: emulation.estate)
    }
    var settings = BulkSettings(answersEcho: true)
    settings.countsLosses = true
    let (driven, logs) = try BulkComparison.drive(
      planned.estate, planned.sendings, settings, timeline: planned.moments)
    let journeys = logs[0].journeys
    #expect(journeys.count == emulated.journeys.count)
    for (number, hops) in emulated.journeys.sorted(by: { $0.key < $1.key })
    where journeys[number] != hops {
      Issue.record("packet \(number): \(journeys[number] ?? []) instead of \(hops)")
      break
    }
    var counted = PeeringMeter()
    counted.count(driven.result)
    let topologies = planned.moments.map(\.estate.topology)
    #expect(counted.rows(of: topologies) == meter.rows(of: topologies))
    #expect(driven.result.totals.isBalanced)
    #expect(driven.result.totalsByState.count == planned.moments.count)
    // The counters of all states together are those of the emulation, by device.
    for index in driven.result.tables.devices.indices {
      let device = DeviceID(rawValue: Int32(index))
      #expect(
        driven.result.counters.delivered(at: device) == emulated.delivered[device] ?? Tally())
      for reason in DropReason.allCases {
        #expect(
          driven.result.counters.dropped(at: device, reason)
            == emulated.dropped[device]?[reason] ?? Tally(), "\(device) \(reason)")
      }
    }
  }

  @Test(
    "under a timeline totals, meters, decisions and counters are the same with any number of workers",
    arguments: [BundledTopology.peeringLifecycle, .hubSpokeAppliance], 0..<4 as Range<UInt64>)
  func workers(_ bundled: BundledTopology, seed: UInt64) throws {
    let planned = try Self.random(bundled, seed: seed)
    func drive(_ workers: Int, knows: Bool = true) throws -> BulkComparison.Driven {
      var settings = BulkSettings(workers: workers)
      settings.countsLosses = true
      settings.knowsJourneys = knows
      let driver = BulkDriver(planned.estate, settings, timeline: planned.moments)
      return BulkComparison.Driven(
        try driver.run(BulkComparison.Source(planned.sendings, step: 7)))
    }
    let alone = try drive(1)
    let topologies = planned.moments.map(\.estate.topology)
    func rows(_ driven: BulkComparison.Driven) -> [PeeringMeter.Row] {
      var meter = PeeringMeter()
      meter.count(driven.result)
      return meter.rows(of: topologies)
    }
    #expect(!rows(alone).isEmpty)
    for other in [try drive(1, knows: false), try drive(2), try drive(5)] {
      #expect(other.result.totals == alone.result.totals)
      #expect(other.result.totalsByState == alone.result.totalsByState)
      #expect(other.result.counters.tallies == alone.result.counters.tallies)
      #expect(rows(other) == rows(alone))
      for table in planned.moments.flatMap(\.estate.tables.securityRules) {
        for rule in table.rules {
          #expect(
            other.result.decisions.decided(
              by: rule.name, of: table.group, allows: rule.allows)
              == alone.result.decisions.decided(
                by: rule.name, of: table.group, allows: rule.allows))
        }
      }
    }
  }

  @Test("the random timelines change what becomes of packets")
  func isNoisy() throws {
    var revisions = 0
    for seed in 0..<4 as Range<UInt64> {
      let planned = try Self.random(.peeringLifecycle, seed: seed)
      revisions += planned.moments.count
      let changed = try BulkDriver(planned.estate, timeline: planned.moments)
        .run(BulkComparison.Source(planned.sendings.filter { $0.endpoint < 4 })).totals
      let unchanged = try BulkDriver(planned.estate)
        .run(BulkComparison.Source(planned.sendings.filter { $0.endpoint < 4 })).totals
      #expect(changed != unchanged)
    }
    #expect(revisions > 20)
  }
}
