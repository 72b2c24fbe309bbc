import Addressing
import ControlPlane
import DataPlane
import ResourceModel
import TestSupport
import Testing

@testable import Emulator

/// Seeded traffic through the engine and through ``PlainEmulation``: every packet at every place, to the nanosecond.
struct PlainEmulationTests {
  /// An estate, what its failures make of it, and who sends to whom.
  struct Scene: Sendable, CustomTestStringConvertible {
    var name: String
    var estate: CompiledEstate
    var resolve: @Sendable (String) -> String?
    var recompile: @Sendable (Set<String>) -> CompiledEstate
    /// Names that the timeline fails and restores.
    var links: [String]
    /// Addresses of nobody.
    var strangers: [IPv4Address] = []
    /// Time from the first packet to the last.
    var duration = Nanoseconds.seconds(8)
    var testDescription: String { name }
  }

  static func site(_ name: String, jitter: Nanoseconds) -> Scene {
    let fixture = SiteFixture(jitter: jitter)
    return Scene(
      name: name, estate: fixture.estate(), resolve: SiteFixture.resolve,
      recompile: { fixture.estate(failed: $0) }, links: ["middle", "r1-r3", "nothing"],
      strangers: SiteFixture.hops + [IPv4Address(172, 16, 0, 1)])
  }

  static func interop() -> Scene? {
    guard
      let topology = TopologyLoader.load(bytes: BundledTopology.interop.bytes, file: "interop")
        .topology
    else { return nil }
    let compiler = EstateCompiler(topology)
    let estate = compiler.compile()
    return Scene(
      name: "interop", estate: estate, resolve: compiler.resolveLink,
      recompile: { compiler.compile(failedLinks: $0) }, links: compiler.linkNames,
      strangers: estate.tables.interfaces.map(\.address) + [IPv4Address(8, 8, 8, 8)],
      duration: .seconds(600))
  }

  static func random(_ seed: UInt64) -> Scene? {
    let text = RandomTopology(seed: seed).text
    guard
      let topology = TopologyLoader.load(bytes: Array(text.utf8), file: "random.jsonc").topology
    else { return nil }
    let compiler = EstateCompiler(topology)
    let estate = compiler.compile()
    return Scene(
      name: "random estate \(seed)", estate: estate, resolve: compiler.resolveLink,
      recompile: { compiler.compile(failedLinks: $0) }, links: compiler.linkNames,
      strangers: estate.tables.interfaces.map(\.address))
  }

  static let scenes = [
    site("site", jitter: .zero), site("site with jitter", jitter: .milliseconds(3)),
    Scene(
      name: "appliance", estate: ApplianceTests.emulation(guardClient: true).estate,
      resolve: { _ in nil }, recompile: { _ in ApplianceTests.emulation().estate }, links: []),
    interop(), random(1), random(2), random(3), random(4), random(5), random(6),
  ].compactMap(\.self)

  @Test("every scene is there")
  func completeness() { #expect(Self.scenes.count == 10) }

  struct Sending {
    var bytes: [UInt8]
    var endpoint: Int
    var at: EmulatedInstant
  }

  /// - Parameter step: times are multiples of it, so that many things happen at once.
  static func sendings(
    _ scene: Scene, count: Int, step: Int64, _ generator: inout SplitMix64
  ) -> [Sending] {
    let endpoints = scene.estate.endpoints
    func below(_ bound: Int) -> Int { Int(generator.next(upTo: Int64(bound - 1))) }
    let latest = scene.duration.count / step
    let times = (0..<count).map { _ in generator.next(upTo: latest) * step }.sorted()
    return times.map { time in
      let endpoint = below(endpoints.count)
      let source = endpoints[endpoint].address
      let isStranger = !scene.strangers.isEmpty && below(6) == 0
      let destination =
        isStranger
        ? scene.strangers[below(scene.strangers.count)] : endpoints[below(endpoints.count)].address
      let timeToLive = UInt8(below(3) == 0 ? 1 + below(8) : 64)
      var bytes: [UInt8]
      switch below(4) {
      case 0, 1:
        bytes = PacketBuilder.transport(
          below(2) == 0 ? .udp : .tcp, from: source, UInt16(1000 + below(4)), to: destination, 53,
          timeToLive: timeToLive)
      case 2:
        bytes = PacketBuilder.echoRequest(
          from: source, to: destination, timeToLive: timeToLive, sequence: UInt16(below(9)),
          data: [UInt8](repeating: 0x61, count: below(300)))
      case _:
        bytes = PacketBuilder.error(
          from: source, about: PacketBuilder.echoRequest(from: destination, to: source),
          timeToLive: timeToLive)
      }
      if below(40) == 0 { bytes[below(bytes.count)] ^= UInt8(1 << below(8)) }
      if below(60) == 0 { bytes.removeLast(below(bytes.count + 1)) }
      return Sending(
        bytes: bytes, endpoint: endpoint, at: EmulatedInstant(nanoseconds: time))
    }
  }

  static func timeline(_ scene: Scene, _ generator: inout SplitMix64) -> [TimelineEvent] {
    guard !scene.links.isEmpty else { return [] }
    return (0..<6).map { _ in
      let link = scene.links[Int(generator.next(upTo: Int64(scene.links.count - 1)))]
      return TimelineEvent(
        at: EmulatedInstant(nanoseconds: generator.next(upTo: scene.duration.count)),
        change: generator.next() % 2 == 0 ? .fail(link: link) : .restore(link: link))
    }
  }

  /// Packets far apart, packets that are under way together, and packets at equal times.
  static let loads: [(count: Int, step: Int64)] = [(20, 1), (400, 1), (400, 40_000_000)]

  @Test(
    "the engine does what the plain emulation does, collapsed or not, watched or not",
    arguments: scenes, [1, 2, 3] as [UInt64])
  func equal(scene: Scene, seed: UInt64) {
    var collapsed: UInt64 = 0
    for (number, load) in Self.loads.enumerated() {
      var generator = SplitMix64(seed: seed &* 31 &+ UInt64(number))
      let sendings = Self.sendings(scene, count: load.count, step: load.step, &generator)
      let timeline = Self.timeline(scene, &generator)
      let plain = PlainEmulation(
        scene.estate, seed: seed, resolve: scene.resolve, recompile: scene.recompile)
      plain.schedule(timeline)
      for sending in sendings {
        plain.schedule(sending.bytes, from: sending.endpoint, at: sending.at)
      }
      plain.run()
      #expect(plain.observations.count > load.count)

      for (collapses, isWatched) in [(true, true), (false, true), (true, false)] {
        let emulation = Emulation(
          scene.estate, seed: seed, resolve: scene.resolve, recompile: scene.recompile)
        emulation.collapsesHops = collapses
        let log = isWatched ? ObservationLog(emulation) : nil
        emulation.schedule(timeline)
        for sending in sendings {
          emulation.schedule(sending.bytes, from: sending.endpoint, at: sending.at)
        }
        emulation.run(until: .start + scene.duration + .seconds(600))
        if let log {
          #expect(log.all.count == plain.observations.count)
          let difference = zip(log.all, plain.observations).first { $0 != $1 }
          #expect(difference == nil)
        }
        #expect(Self.received(scene, by: emulation) == plain.deliveries)
        for (endpoint, expected) in plain.deliveries.enumerated() {
          let count = emulation.delivered(at: endpoint)
          #expect(count.packets == UInt64(expected.count))
          #expect(count.bytes == UInt64(expected.reduce(0) { $0 + $1.bytes.count }))
        }
        #expect(emulation.packetsUnderWay == 0)
        #expect(collapses || emulation.collapsedHopCount == 0)
        collapsed += emulation.collapsedHopCount
      }
    }
    // Where packets are far apart, nothing comes between their hops.
    #expect(collapsed > 100)
  }

  /// What reached each endpoint.
  static func received(_ scene: Scene, by emulation: Emulation) -> [[Delivery]] {
    scene.estate.endpoints.indices.map { endpoint in
      var received: [Delivery] = []
      _ = emulation.receive(at: endpoint, until: emulation.now) {
        received.append($0)
        return false
      }
      return received
    }
  }

  @Test(
    "what is planned for a stream is what all stages would have said of each of its packets",
    arguments: scenes, [1, 2, 3, 4] as [UInt64])
  func plans(scene: Scene, seed: UInt64) {
    var planned: UInt64 = 0
    for load in 0..<3 {
      var generator = SplitMix64(seed: seed &* 31 &+ UInt64(load))
      let timeline = Self.timeline(scene, &generator)
      let streams = (0..<12).map { number in
        let sendings = Self.sendings(scene, count: 1 + number % 3, step: 1, &generator)
        let count = generator.next(upTo: 60) + 1
        // Some are so slow that ports forget the flow between two packets.
        let span = number % 4 == 0 ? Nanoseconds.seconds(count * 500) : scene.duration
        return PacketStream(
          sendings.map(\.bytes), from: sendings[0].endpoint, start: sendings[0].at,
          interval: Nanoseconds(generator.next(upTo: span.count / count)), count: UInt64(count))
      }
      let runs = [true, false].map { isStaged in
        let emulation = Emulation(
          scene.estate, seed: seed, resolve: scene.resolve, recompile: scene.recompile)
        emulation.collapsesHops = load < 2
        emulation.plansStreams = !isStaged
        emulation.schedule(timeline)
        for stream in streams { emulation.schedule(stream) }
        emulation.run(until: .start + .seconds(50_000))
        return (emulation, Self.received(scene, by: emulation))
      }
      #expect(runs[0].1 == runs[1].1)
      #expect(runs[0].0.hopCount == runs[1].0.hopCount)
      #expect(runs[1].0.packetsUnderWay == 0)
      planned += runs[0].0.stagedCount - runs[1].0.stagedCount
    }
    #expect(planned > 100)
  }
}
