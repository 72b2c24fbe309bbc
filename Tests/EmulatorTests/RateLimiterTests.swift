import Addressing
import ControlPlane
import DataPlane
import ResourceModel
import TestSupport
import Testing

@testable import Emulator

/// Token buckets beside the definition of what they do.
struct RateLimiterTests {
  /// Machines with sizes, and a gateway with all its limits, with little saved up.
  static func estate() throws -> CompiledEstate {
    var writer = EstateWriter()
    for (octet, name) in ["hub", "b", "c"].enumerated() {
      writer.network(name, octet + 1, hasMachine: false)
      writer.machine(
        name, in: name, "10.\(octet + 1).0.4", subnet: "work",
        size: name == "c" ? nil : "Standard_DS1_v2")
      writer.gateway(
        in: name, "\"sku\": { \"name\": \"\(name == "b" ? "Basic" : "VpnGw1")\" }")
    }
    writer.connect("hub", "b")
    writer.connect("hub", "c")
    writer.add(section: "\"rates\": { \"burst\": \"300us\" }")
    let result = TopologyLoader.load(bytes: Array(writer.text.utf8), file: "rates.jsonc")
    return EstateCompiler(try #require(result.topology)).compile()
  }

  @Test(
    "every packet at every place is as if each limit looked back over all that it let through",
    arguments: 0..<6 as Range<UInt64>)
  func plain(seed: UInt64) throws {
    let estate = try Self.estate()
    let engine = Emulation(
      estate, seed: seed, resolve: { $0 }, recompile: { _ in estate })
    let log = ObservationLog(engine)
    let plain = PlainEmulation(estate, seed: seed, resolve: { $0 }, recompile: { _ in estate })
    var generator = SplitMix64(seed: seed)
    var time = EmulatedInstant.start
    for _ in 0..<700 {
      let source = generator.below(3)
      let bytes = PacketBuilder.echoReply(
        from: estate.endpoints[source].address,
        to: estate.endpoints[generator.below(3)].address,
        data: [UInt8](
          repeating: 1, count: generator.below(3) == 0 ? 20 : generator.below(60_000)))
      engine.schedule(bytes, from: source, at: time)
      plain.schedule(bytes, from: source, at: time)
      time = time + Nanoseconds(Int64(generator.below([5, 2_000, 900_000][generator.below(3)])))
    }
    engine.run(until: .start + .seconds(10))
    plain.run()
    #expect(log.all == plain.observations)
    let reasons = Set(
      log.all.compactMap { observation -> DropReason? in
        guard case .drop(let reason) = observation.verdict else { return nil }
        return reason
      })
    #expect(
      reasons.isSuperset(of: [.machineRateExceeded, .gatewayRateExceeded]), "\(reasons)")
  }

  @Test(
    "a bucket counts to the bit: after a fraction of a token none is there, after the rest one is")
  func exact() {
    var bucket = TokenBucket(perSecond: 3, burst: .zero, least: 1)
    #expect(bucket.holds(1) && !bucket.holds(2))
    bucket.take(1)
    bucket.fill(until: EmulatedInstant(nanoseconds: 333_333_333))
    #expect(!bucket.holds(1))
    bucket.fill(until: EmulatedInstant(nanoseconds: 333_333_334))
    #expect(bucket.holds(1))
    bucket.fill(until: EmulatedInstant(nanoseconds: 10_000_000_000))
    #expect(!bucket.holds(2))
  }
}
