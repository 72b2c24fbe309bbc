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
          // The first one before the next tenth of a second, by which the flows' clock goes on its own.
          sending.at = moment.at + (sending.at - .start) + .milliseconds(10)
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

  @Test(
    "what a port said is forgotten when it is deleted: the answer finds no flow at one of its name",
    arguments: [1, 2])
  func madeAnew(workers: Int) throws {
    let group =
      #""create": { "type": "Microsoft.Network/networkSecurityGroups", "name": "g", "location": "northeurope", "properties": { "securityRules": [{ "name": "no", "properties": { "priority": 200, "direction": "Inbound", "access": "Deny", "protocol": "Udp", "sourceAddressPrefix": "*", "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "*" } }] } }"#
    let interface =
      #""create": { "type": "Microsoft.Network/networkInterfaces", "name": "new-nic", "location": "northeurope", "properties": { "networkSecurityGroup": { "id": "networkSecurityGroups/g" }, "ipConfigurations": [{ "name": "ip", "properties": { "privateIPAddress": "10.10.0.9", "privateIPAllocationMethod": "Static", "subnet": { "id": "virtualNetworks/north/subnets/work" } } }] } }"#
    let loaded = TimelineTests.load(
      .peeringLifecycle,
      [
        "{ \"at\": \"1s\", \(group) }", "{ \"at\": \"2s\", \(interface) }",
        #"{ "at": "4s", "delete": "networkInterfaces/new-nic" }"#,
        "{ \"at\": \"5037ms\", \(interface) }",
      ], from: "vm-north", to: "vm-south")
    let topology = try #require(loaded.topology, "\(loaded.diagnostics.map(\.message))")
    let compiler = EstateCompiler(topology)
    let estate = compiler.compile()
    let moments = [EstateMoment].moments(estate, of: compiler, topology.scenarios[0].timeline)
    let endpoints = try #require(moments.last).estate.endpoints
    let new = try #require(endpoints.firstIndex { $0.address == IPv4Address(10, 10, 0, 9) })
    let old = try #require(endpoints.firstIndex { $0.name == "vm-north" })
    func sending(_ endpoint: Int, to other: Int, at time: Int64) -> BulkComparison.Sending {
      .init(
        bytes: PacketBuilder.transport(
          .udp, from: endpoints[endpoint].address, endpoint == new ? 2000 : 53,
          to: endpoints[other].address, endpoint == new ? 53 : 2000),
        endpoint: endpoint, at: .start + .milliseconds(time))
    }
    let sendings = [
      sending(old, to: new, at: 2200), sending(new, to: old, at: 2500),
      sending(old, to: new, at: 3000), sending(old, to: new, at: 5050),
      sending(new, to: old, at: 5500), sending(old, to: new, at: 6000),
    ]
    let emulation = Emulation(estate, of: compiler)
    emulation.schedule(topology.scenarios[0].timeline)
    let emulated = BulkComparison.emulate(emulation, sendings).journeys
    let (driven, logs) = try BulkComparison.drive(
      estate, sendings, BulkSettings(workers: workers), timeline: moments)
    let ways = logs.reduce(into: BulkComparison.Journeys()) { ways, log in
      ways.merge(log.journeys) { first, _ in first }
    }
    #expect(ways == emulated)
    #expect(driven.result.totals.isBalanced)
    let isDenied = (1...6 as ClosedRange<UInt64>).map { number in
      ways[number]?.last?.verdict == .drop(.deniedByNetworkInterfaceRule)
    }
    #expect(isDenied == [true, false, false, true, false, false])
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
