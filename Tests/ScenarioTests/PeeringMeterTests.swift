import Addressing
import ControlPlane
import DataPlane
import Emulator
import ResourceModel
import TestSupport
import Testing

@testable import NetworkWatcher

/// What peerings carried, counted packet by packet and read from the counters of a bulk run.
struct PeeringMeterTests {
  static func topology(_ text: String) throws -> Topology {
    let result = TopologyLoader.load(bytes: Array(text.utf8), file: "meter.jsonc")
    let errors = result.diagnostics.filter { $0.severity == .error }.map(\.message)
    return try #require(result.topology, "\(errors)")
  }

  /// By the emulation's observer, and by the counters.
  static func rows(
    _ topology: Topology, _ sendings: (CompiledEstate) throws -> [BulkComparison.Sending],
    limitsRates: Bool = false
  ) throws -> (seen: [PeeringMeter.Row], counted: [PeeringMeter.Row]) {
    let estate = EstateCompiler(topology).compile()
    let sendings = try sendings(estate)
    var seen = PeeringMeter()
    let emulation = Emulation(
      estate, limitsRates: limitsRates, resolve: { $0 }, recompile: { _ in estate })
    emulation.observer = { seen.count($0, in: estate) }
    for sending in sendings {
      emulation.schedule(sending.bytes, from: sending.endpoint, at: sending.at)
    }
    emulation.run(until: (sendings.last?.at ?? .start) + .seconds(100))
    emulation.observer = nil
    var settings = BulkSettings(answersEcho: true, limitsRates: limitsRates)
    settings.countsLosses = true
    let result = try BulkDriver(estate, settings).run(BulkComparison.Source(sendings))
    var counted = PeeringMeter()
    counted.count(result)
    return (seen.rows(of: topology), counted.rows(of: topology))
  }

  @Test(
    "the meters of a replay are those of the emulation, packet by packet, in random estates",
    arguments: 0..<12 as Range<UInt64>)
  func random(seed: UInt64) throws {
    let plan = EstatePlan.random(seed: seed, limit: 12)
    let (seen, counted) = try Self.rows(
      try Self.topology(plan.text),
      { BulkComparison.sendings($0, count: 400, seed: seed) })
    #expect(seen == counted)
  }

  @Test("the random estates of the meters have traffic over peerings, both ways")
  func hasTraffic() throws {
    var rows = 0
    for seed in 0..<4 as Range<UInt64> {
      let plan = EstatePlan.random(seed: seed, limit: 12)
      rows += try Self.rows(
        try Self.topology(plan.text), { BulkComparison.sendings($0, count: 400, seed: seed) }
      ).counted.count
    }
    #expect(rows > 8)
  }

  @Test(
    "what leaves one network over a peering comes into the other, and each side is charged for both"
  )
  func charge() throws {
    var estate = EstateWriter()
    estate.network("a", 1)
    estate.network("b", 2)
    estate.network("far", 3, region: "westeurope")
    estate.peer("a", "b")
    estate.peer("a", "far")
    estate.add(section: "\"prices\": { \"peeringPerGB\": 0.01, \"globalPeeringPerGB\": 0.035 }")
    let loads = [
      RateTests.Load(source: "a", destination: "b", megabits: 80, size: 1000),
      RateTests.Load(source: "b", destination: "a", megabits: 40, size: 500),
      RateTests.Load(source: "far", destination: "a", megabits: 8, size: 1000),
    ]
    let (seen, counted) = try Self.rows(
      try Self.topology(estate.text), { try RateTests.sendings(loads, $0, milliseconds: 100) })
    #expect(seen == counted)
    let bytes = counted.map { [$0.egress.bytes, $0.ingress.bytes] }
    #expect(
      counted.map(\.virtualNetwork) == ["a", "a", "b", "far"]
        && bytes == [
          [1_000_000, 500_000], [0, 100_000], [500_000, 1_000_000], [100_000, 0],
        ])
    // 1.5 MB at 0.01 for 10^9 bytes, at either side.
    #expect(counted.map(\.charge) == [15_000, 3_500, 15_000, 3_500])
    #expect(PeeringMeter.text(counted).contains("Peerings cost 0.000037000\n"))
  }

  @Test("gateway transit is traffic over the peering, and so is the way to an appliance in a peer")
  func transit() throws {
    var estate = EstateWriter()
    estate.routeTable("by-appliance", [("10.4.0.0/16", "VirtualAppliance", "10.1.1.4")])
    estate.network("hub", 1)
    estate.network("spoke", 2, routeTable: "by-appliance")
    estate.network("other", 3)
    estate.network("leaf", 4)
    estate.machine("appliance", in: "hub", "10.1.1.4", subnet: "edge", forwards: true)
    estate.peer("hub", "leaf", back: "\"allowForwardedTraffic\": true")
    estate.gateway(in: "hub")
    estate.gateway(in: "other")
    estate.connect("hub", "other")
    estate.peer(
      "hub", "spoke", "\"allowGatewayTransit\": true", back: "\"useRemoteGateways\": true")
    let loads = [
      RateTests.Load(source: "spoke", destination: "other", megabits: 80, size: 1000),
      RateTests.Load(source: "hub", destination: "other", megabits: 80, size: 1000),
      RateTests.Load(source: "spoke", destination: "leaf", megabits: 40, size: 1000),
    ]
    let (seen, counted) = try Self.rows(
      try Self.topology(estate.text), { try RateTests.sendings(loads, $0, milliseconds: 10) })
    #expect(seen == counted)
    #expect(
      counted.map { "\($0.virtualNetwork) \($0.peering)" } == [
        "hub hub-to-leaf", "hub hub-to-spoke", "spoke spoke-to-hub", "leaf leaf-to-hub",
      ])
    #expect(counted.map(\.ingress.packets) == [0, 150, 0, 50])
    #expect(counted.map(\.egress.packets) == [50, 0, 150, 0])
  }

  @Test("what a gateway in a peer answers by itself crosses the peering, and is not counted")
  func errors() throws {
    var estate = EstateWriter()
    estate.network("hub", 1)
    estate.network("spoke", 2)
    estate.network("other", 3)
    estate.gateway(in: "hub")
    estate.gateway(in: "other")
    estate.connect("hub", "other")
    estate.peer(
      "hub", "spoke", "\"allowGatewayTransit\": true", back: "\"useRemoteGateways\": true")
    estate.add(
      section: #""gatewayProfiles": [{ "gateway": "hub-vpn", "timeToLive": "2018" }]"#)
    let topology = try Self.topology(estate.text)
    var errors = 0
    let (seen, counted) = try Self.rows(
      topology,
      { estate in
        let sender = try #require(estate.endpoints.firstIndex { $0.name == "spoke" })
        let sendings = (0..<24).map { number in
          BulkComparison.Sending(
            bytes: PacketBuilder.echoRequest(
              from: IPv4Address(10, 2, 0, 4), to: IPv4Address(10, 3, 0, 4),
              timeToLive: 1, identifier: UInt16(number)),
            endpoint: sender, at: .start + .seconds(Int64(number)))
        }
        for hops in BulkComparison.emulate(estate, sendings).journeys where hops.key >> 48 > 0 {
          if hops.value.contains(where: { $0.verdict == .deliver }) { errors += 1 }
        }
        return sendings
      })
    #expect(errors == 24)
    #expect(seen == counted)
    #expect(counted.map(\.virtualNetwork) == ["hub", "spoke"])
    #expect(counted.map(\.egress.packets) == [0, 24])
    #expect(counted.map(\.ingress.packets) == [24, 0])
  }

  @Test("what a machine's size holds up, and what is for nobody, crosses no peering")
  func lost() throws {
    var writer = RateTests.pair(size: "Standard_DS1_v2")
    writer.network("c", 7)
    let topology = try Self.topology(writer.text)
    let (seen, counted) = try Self.rows(
      topology,
      { estate in
        var sendings = try RateTests.sendings(
          [RateTests.Load(source: "a-nic", destination: "b", megabits: 1500)], estate,
          milliseconds: 40)
        let sender = try #require(estate.endpoints.firstIndex { $0.networkInterface == "a-nic" })
        for number in 0..<20 {
          sendings.append(
            .init(
              bytes: PacketBuilder.transport(
                .udp, from: estate.endpoints[sender].address, UInt16(2000 + number),
                to: IPv4Address(10, 2, 0, 99), 53),
              endpoint: sender, at: .start + .seconds(Int64(1 + number))))
        }
        return sendings
      }, limitsRates: true)
    #expect(seen == counted)
    let egress = try #require(counted.first).egress
    #expect(egress.packets > 1000 && egress.packets < 4500, "\(egress)")
  }
}
