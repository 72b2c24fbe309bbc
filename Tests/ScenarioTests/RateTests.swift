import Addressing
import ControlPlane
import DataPlane
import Emulator
import ResourceModel
import TestSupport
import Testing
import Wire

/// What sizes, SKUs and bandwidths let through, in packets that are offered evenly and in bursts.
struct RateTests {
  struct Load {
    var source: String
    var destination: String
    var megabits: Int
    /// Of a packet, in bytes of IPv4.
    var size = 1400
  }

  static func compile(_ estate: EstateWriter) throws -> CompiledEstate {
    let result = TopologyLoader.load(bytes: Array(estate.text.utf8), file: "rates.jsonc")
    let errors = result.diagnostics.filter { $0.severity == .error }.map(\.message)
    return EstateCompiler(try #require(result.topology, "\(errors)")).compile()
  }

  /// UDP of the loads, each evenly spaced, in the order of time.
  static func sendings(
    _ loads: [Load], _ estate: CompiledEstate, milliseconds: Int
  ) throws -> [BulkComparison.Sending] {
    var sendings: [BulkComparison.Sending] = []
    for (number, load) in loads.enumerated() {
      let source = try #require(
        estate.endpoints.firstIndex {
          $0.name == load.source || $0.networkInterface == load.source
        })
      let destination = try #require(estate.endpoints.first { $0.name == load.destination })
      let bytes = IPv4Header(
        source: estate.endpoints[source].address, destination: destination.address,
        protocolNumber: .udp, timeToLive: 64, identification: 1
      ).packet(
        carrying: [
          0, UInt8(number), 0, 53, UInt8((load.size - 20) >> 8), UInt8((load.size - 20) & 255), 0,
          0,
        ]
          + [UInt8](repeating: 0, count: load.size - 28))
      let interval = load.size * 8 * 1000 / load.megabits
      for packet in 0..<milliseconds * 1_000_000 / interval {
        sendings.append(
          .init(
            bytes: bytes, endpoint: source,
            at: EmulatedInstant(nanoseconds: Int64(packet * interval + number))))
      }
    }
    return sendings.sorted { $0.at < $1.at }
  }

  static func drive(
    _ estate: CompiledEstate, _ loads: [Load], milliseconds: Int = 100
  ) throws -> BulkTotals {
    try BulkDriver(estate, BulkSettings(limitsRates: true))
      .run(BulkComparison.Source(sendings(loads, estate, milliseconds: milliseconds))).totals
  }

  /// Whether so many bytes are what a rate lets through in 100 ms, its savings of 10 ms included.
  static func isRate(_ megabits: UInt64, _ bytes: UInt64) -> Bool {
    let least = megabits * 100_000 / 8
    let most = megabits * 110_000 / 8
    return (least - least / 100...most).contains(bytes)
  }

  static func pair(size: String?) -> EstateWriter {
    var estate = EstateWriter()
    estate.network("a", 1, hasMachine: false)
    estate.network("b", 2)
    estate.networkInterface("second-nic", in: "a", "10.1.0.5", subnet: "work")
    estate.machine(
      "a", in: "a", "10.1.0.4", subnet: "work", size: size,
      more: ", " + EstateWriter.id("networkInterfaces", "second-nic"))
    estate.peer("a", "b")
    return estate
  }

  @Test("over a peering a machine sends what its size allows, whatever is offered, and no more")
  func machine() throws {
    let estate = try Self.compile(Self.pair(size: "Standard_D2s_v3"))
    let load = Load(source: "a-nic", destination: "b", megabits: 1500)
    let totals = try Self.drive(estate, [load])
    #expect(Self.isRate(1000, totals.delivered.bytes), "\(totals.delivered)")
    #expect(totals.dropped(.machineRateExceeded) == totals.dropped)
    let below = try Self.drive(
      estate, [Load(source: "a-nic", destination: "b", megabits: 990)])
    #expect(below.dropped.packets == 0)
  }

  @Test("all interfaces of a machine share what its size allows")
  func interfaces() throws {
    let estate = try Self.compile(Self.pair(size: "Standard_DS1_v2"))
    let totals = try Self.drive(
      estate,
      [
        Load(source: "a-nic", destination: "b", megabits: 600),
        Load(source: "second-nic", destination: "b", megabits: 600),
      ])
    #expect(Self.isRate(750, totals.delivered.bytes), "\(totals.delivered)")
    #expect(totals.dropped(.machineRateExceeded) == totals.dropped)
  }

  @Test("what comes in at a machine is not limited, nor is a machine without a size")
  func unlimited() throws {
    let estate = try Self.compile(Self.pair(size: "Standard_DS1_v2"))
    let incoming = try Self.drive(
      estate, [Load(source: "b", destination: "a", megabits: 3000)])
    #expect(incoming.dropped.packets == 0 && incoming.delivered.packets > 20_000)
    let without = try Self.compile(Self.pair(size: nil))
    #expect(without.rates.isEmpty)
    let totals = try Self.drive(
      without, [Load(source: "a-nic", destination: "b", megabits: 3000)])
    #expect(totals.dropped.packets == 0)
  }

  /// A hub with tunnels to two networks.
  static func hub(sku: String, more: String = "") -> EstateWriter {
    var estate = EstateWriter()
    for (octet, name) in ["hub", "b", "c"].enumerated() {
      estate.network(name, octet + 1)
      estate.gateway(
        in: name, name == "hub" ? "\"sku\": { \"name\": \"\(sku)\" }\(more)" : "")
    }
    estate.connect("hub", "b")
    estate.connect("hub", "c")
    return estate
  }

  @Test("all tunnels of a gateway share what its SKU carries, both ways")
  func tunnels() throws {
    let estate = try Self.compile(Self.hub(sku: "Basic"))
    let totals = try Self.drive(
      estate,
      [
        Load(source: "hub", destination: "b", megabits: 80),
        Load(source: "hub", destination: "c", megabits: 80),
        Load(source: "c", destination: "hub", megabits: 80),
      ])
    #expect(Self.isRate(100, totals.delivered.bytes), "\(totals.delivered)")
    #expect(totals.dropped(.gatewayRateExceeded) == totals.dropped)
  }

  @Test("a generation of gateways counts where the SKU has two")
  func generation() throws {
    for (more, megabits) in [("", 1000), (", \"vpnGatewayGeneration\": \"Generation2\"", 1250)] {
      let estate = try Self.compile(Self.hub(sku: "VpnGw2", more: more))
      let limit = try #require(estate.rates.limits.first { $0.reason == .gatewayRateExceeded })
      #expect(limit.amount == .bits(.megabits(Int64(megabits))))
    }
  }

  @Test("one tunnel carries 1 Gbps, however much its gateway does")
  func tunnel() throws {
    let estate = try Self.compile(Self.hub(sku: "VpnGw5"))
    let totals = try Self.drive(
      estate, [Load(source: "hub", destination: "b", megabits: 1600)])
    #expect(Self.isRate(1000, totals.delivered.bytes), "\(totals.delivered)")
    #expect(totals.dropped(.tunnelRateExceeded) == totals.dropped)
    let both = try Self.drive(
      estate,
      [
        Load(source: "hub", destination: "b", megabits: 900),
        Load(source: "hub", destination: "c", megabits: 900),
      ])
    #expect(both.dropped.packets == 0)
  }

  @Test("small packets reach a gateway's packet rate first")
  func packets() throws {
    let estate = try Self.compile(Self.hub(sku: "VpnGw1"))
    let totals = try Self.drive(
      estate, [Load(source: "hub", destination: "b", megabits: 64, size: 100)])
    #expect((5_800...6_400).contains(totals.delivered.packets), "\(totals.delivered)")
    #expect(totals.dropped(.gatewayPacketRateExceeded) == totals.dropped)
  }

  /// An office behind a circuit.
  static func office(sku: String, circuit megabits: Int) -> EstateWriter {
    var plan = EstatePlan()
    plan.networks = [.init(octet: 1, region: "eastus")]
    plan.machines = [
      .init(name: "m", network: 1, address: IPv4Address(10, 1, 0, 4))
    ]
    plan.sites = [.init(number: 0, network: 1, hosts: 1)]
    plan.sites[0].gatewaySku = sku
    plan.sites[0].bandwidthInMbps = megabits
    var estate = EstateWriter()
    plan.write(&estate)
    return estate
  }

  @Test("each way a circuit's link carries the circuit's bandwidth")
  func circuit() throws {
    let estate = try Self.compile(Self.office(sku: "UltraPerformance", circuit: 100))
    let totals = try Self.drive(
      estate,
      [
        Load(source: "m", destination: "h0-0", megabits: 160),
        Load(source: "h0-0", destination: "m", megabits: 160),
      ])
    #expect(Self.isRate(200, totals.delivered.bytes), "\(totals.delivered)")
    #expect(totals.dropped(.circuitRateExceeded) == totals.dropped)
  }

  @Test(
    "an ExpressRoute gateway limits what comes from the edge; what leaves the network goes by it")
  func expressRouteGateway() throws {
    let estate = try Self.compile(Self.office(sku: "Standard", circuit: 10_000))
    let inbound = try Self.drive(
      estate, [Load(source: "h0-0", destination: "m", megabits: 1500)])
    #expect(Self.isRate(1000, inbound.delivered.bytes), "\(inbound.delivered)")
    #expect(inbound.dropped(.gatewayRateExceeded) == inbound.dropped)
    let outbound = try Self.drive(
      estate, [Load(source: "m", destination: "h0-0", megabits: 1500)])
    #expect(outbound.dropped.packets == 0)
  }

  @Test("a VPN gateway carries less than the ExpressRoute gateway beside it")
  func tandem() throws {
    let load = { (source: String, destination: String) in
      [Load(source: source, destination: destination, megabits: 1500, size: 1500)]
    }
    let tunnel = try Self.drive(Self.compile(Self.hub(sku: "VpnGw1")), load("hub", "b"))
    let circuit = try Self.drive(
      Self.compile(Self.office(sku: "Standard", circuit: 10_000)), load("h0-0", "m"))
    #expect(Self.isRate(650, tunnel.delivered.bytes), "\(tunnel.delivered)")
    #expect(tunnel.dropped(.gatewayRateExceeded) == tunnel.dropped)
    #expect(tunnel.delivered.bytes < circuit.delivered.bytes)
  }

  @Test("the emulation drops the same packets at a machine as a replay")
  func emulation() throws {
    let estate = try Self.compile(Self.pair(size: "Standard_DS1_v2"))
    let loads = [
      Load(source: "a-nic", destination: "b", megabits: 700, size: 700),
      Load(source: "second-nic", destination: "b", megabits: 500),
    ]
    let sendings = try Self.sendings(loads, estate, milliseconds: 60)
    let totals = try Self.drive(estate, loads, milliseconds: 60)
    let emulation = Emulation(estate, resolve: { $0 }, recompile: { _ in estate })
    for sending in sendings {
      emulation.schedule(sending.bytes, from: sending.endpoint, at: sending.at)
    }
    var dropped = Tally()
    emulation.observer = {
      guard $0.verdict == .drop(.machineRateExceeded) else { return }
      dropped += Tally(packets: 1, bytes: UInt64($0.bytes.count))
    }
    emulation.run(until: .start + .seconds(1))
    #expect(dropped.packets > 1000)
    #expect(totals.dropped(.machineRateExceeded) == dropped)
    let use = try #require(emulation.rateReport.uses.first)
    #expect(use.dropped == dropped)
    #expect(use.offered == use.passed + use.dropped)
    #expect(use.offered.packets == UInt64(sendings.count))
  }

  @Test("a longer burst lets more through at once, and as much in the long run")
  func burst() throws {
    var delivered: [UInt64] = []
    for burst in ["1ms", "10ms", "50ms"] {
      var writer = Self.pair(size: "Standard_D2s_v3")
      writer.add(section: "\"rates\": { \"burst\": \"\(burst)\" }")
      let totals = try Self.drive(
        try Self.compile(writer), [Load(source: "a-nic", destination: "b", megabits: 3000)],
        milliseconds: 20)
      delivered.append(totals.delivered.bytes)
    }
    let savings = [1, 10, 40].map { UInt64(20 + $0) * 125_000 }
    for (bytes, most) in zip(delivered, savings) {
      #expect(bytes <= most && bytes > most - 2 * 1400)
    }
  }
}
