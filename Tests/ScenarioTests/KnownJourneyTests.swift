import Addressing
import ControlPlane
import DataPlane
import Emulator
import TestSupport
import Testing

/// The bulk driver with journeys that are known, beside the same driver without: then every packet goes through all
/// stages of all devices, which ``BulkEstateTests`` compares with the emulation.
struct KnownJourneyTests {
  /// Hands in packets, and other states of the estate between them.
  private final class Source: BulkSource, @unchecked Sendable {
    private let packets: [ConversationTraffic.Packet]
    private let states: [CompiledEstate]
    private let step: Int
    private var next = 0
    private var steps = 0
    var driver: BulkDriver?

    init(_ packets: [ConversationTraffic.Packet], _ states: [CompiledEstate], step: Int) {
      self.packets = packets
      self.states = states
      self.step = step
    }

    func fill(_ inlet: BulkInlet) -> Bool {
      for packet in packets[next...].prefix(step) {
        packet.bytes.withUnsafeBytes { inlet.append($0, from: packet.entry, at: packet.at) }
      }
      next = min(next + step, packets.count)
      steps += 1
      if !states.isEmpty, steps % 7 == 0 { driver?.publish(states[steps / 7 % states.count]) }
      return next < packets.count
    }
  }

  /// What a run came to, as far as journeys that are known must not change it.
  private struct Outcome: Equatable {
    var totals: BulkTotals
    var tallies: [Tally]
    var flowCount: Int
    var generation: UInt64
  }

  private static func drive(
    _ estate: CompiledEstate, _ packets: [ConversationTraffic.Packet],
    states: [CompiledEstate] = [], _ settings: BulkSettings, known: Bool
  ) throws -> (outcome: Outcome, known: UInt64) {
    let source = Source(packets, states, step: 300)
    var settings = settings
    settings.knowsJourneys = known
    let driver = BulkDriver(estate, settings)
    source.driver = driver
    let result = try driver.run(source)
    source.driver = nil
    return (
      Outcome(
        totals: result.totals, tallies: result.counters.tallies, flowCount: result.flowCount,
        generation: result.tables.generation), result.knownPackets
    )
  }

  private static func expectEqual(
    _ estate: CompiledEstate, _ packets: [ConversationTraffic.Packet],
    states: [CompiledEstate] = [], _ settings: BulkSettings = BulkSettings()
  ) throws -> UInt64 {
    let (staged, none) = try drive(estate, packets, states: states, settings, known: false)
    let (outcome, known) = try drive(estate, packets, states: states, settings, known: true)
    #expect(none == 0)
    #expect(outcome.totals == staged.totals)
    // Without the many numbers in the message.
    let isEqual = outcome == staged
    #expect(isEqual, "other tallies, flows or tables")
    #expect(outcome.totals.isBalanced)
    #expect(outcome.totals.packets.packets == UInt64(packets.count))
    return known
  }

  @Test(
    "totals, counters and flows are those of packets that go through all stages",
    arguments: BulkEstateTests.estates, [1, 2] as [UInt64])
  func equal(name: String, seed: UInt64) throws {
    let estate = try BulkEstateTests.compiler(name).compile()
    var traffic = ConversationTraffic(estate, seed: seed)
    let packets = traffic.packets(12_000)
    let known = try Self.expectEqual(
      estate, packets, BulkSettings(answersEcho: seed == 2))
    #expect(known > 500, "\(known) packets of known journeys")
  }

  @Test("the same in documents that nobody drew", arguments: 0..<30 as Range<UInt64>)
  func random(seed: UInt64) throws {
    let compiler = try BulkRandomEstateTests.compiler(seed)
    let estate = compiler.compile(failedLinks: compiler.initiallyFailedLinks)
    var traffic = ConversationTraffic(estate, seed: seed)
    _ = try Self.expectEqual(estate, traffic.packets(3_000))
  }

  @Test(
    "the same while links fail and come back, noticed or not, and tables are published",
    arguments: ["interop", "active-active", "two-links"])
  func publication(name: String) throws {
    let compiler = try BulkEstateTests.compiler(name)
    var states = [compiler.compile()]
    for link in compiler.linkNames {
      let converged = compiler.compile(failedLinks: [link])
      var unnoticed = states[0]
      unnoticed.links = converged.links
      states += [unnoticed, converged, states[0]]
    }
    var traffic = ConversationTraffic(states[0], conversations: 12, seed: 5)
    let known = try Self.expectEqual(states[0], traffic.packets(40_000), states: states)
    #expect(known > 500, "\(known) packets of known journeys")
  }

  @Test("the same where ports have reached the limit of their flows")
  func limit() throws {
    let estate = try BulkEstateTests.compiler("interop").compile()
    var settings = BulkSettings()
    settings.flows.limitPerDirection = 2
    settings.flows.expectedFlows = 1
    var traffic = ConversationTraffic(estate, conversations: 80, seed: 3)
    let packets = traffic.packets(12_000)
    let known = try Self.expectEqual(estate, packets, settings)
    #expect(known > 500)
    let (outcome, _) = try Self.drive(estate, packets, settings, known: true)
    #expect(outcome.totals.dropped(.flowLimitReached).packets > 0)
  }

  @Test("more conversations than are kept change nothing but the rate")
  func many() throws {
    let estate = try BulkEstateTests.compiler("interop").compile()
    let ends = estate.endpoints
    // Each conversation comes three times: known by the third.
    let packets = (0..<3).flatMap { pass in
      (0..<40_000).map { number in
        let pair = number % (ends.count * (ends.count - 1))
        let source = pair % ends.count
        let destination = (source + 1 + pair / ends.count) % ends.count
        return ConversationTraffic.Packet(
          bytes: PacketBuilder.transport(
            .udp, from: ends[source].address, UInt16(1000 + number / 1000),
            to: ends[destination].address, UInt16(1000 + number % 1000)),
          entry: .endpoint(source),
          at: EmulatedInstant(nanoseconds: Int64(pass * 40_000 + number) * 1000))
      }
    }
    let known = try Self.expectEqual(estate, packets)
    #expect(known > 1000 && known < 40_000, "\(known) packets of known journeys")
  }

  @Test("nothing is known where somebody looks on")
  func watched() throws {
    let estate = try BulkEstateTests.compiler("interop").compile()
    var traffic = ConversationTraffic(estate, seed: 4)
    let packets = traffic.packets(3_000)
    let log = BulkComparison.Log()
    let driver = BulkDriver(estate, sink: { _ in log })
    let result = try driver.run(Source(packets, [], step: 300))
    #expect(result.knownPackets == 0)
    #expect(log.journeys.count > 500)
    let (outcome, known) = try Self.drive(estate, packets, BulkSettings(), known: true)
    #expect(result.totals == outcome.totals)
    #expect(known > 200)
  }

  @Test("any number of workers knows the same totals", arguments: [2, 5])
  func workers(count: Int) throws {
    let estate = try BulkEstateTests.compiler("interop").compile()
    var traffic = ConversationTraffic(estate, conversations: 60, seed: 8)
    let packets = traffic.packets(20_000)
    let known = try Self.expectEqual(estate, packets, BulkSettings(workers: count))
    #expect(known > 1000)
    // Dead records are taken back sooner or later: flows are not compared.
    let (one, _) = try Self.drive(estate, packets, BulkSettings(), known: false)
    let (many, _) = try Self.drive(
      estate, packets, BulkSettings(workers: count), known: true)
    #expect(many.totals == one.totals)
    let sameTallies = many.tallies == one.tallies
    #expect(sameTallies)
  }
}
