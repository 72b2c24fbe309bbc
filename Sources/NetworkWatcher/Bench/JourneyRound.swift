import Addressing
import ResourceModel

/// Whole journeys in `interop`, from spoke to branch over both gateways, three links, as the nested package of
/// benchmarks measures them: UDP, 64 bytes a packet, 16 flows.
public struct JourneyRound {
  /// How the emulation runs.
  public enum Way: String, CaseIterable, Sendable {
    /// Every hop is an event; a packet is sent every microsecond, so that many are under way.
    case events
    /// Hops that nothing can come between need no event; a packet is sent when the one before has arrived.
    case collapsed
    /// As `events`, and every stage of every device is asked about every packet.
    case staged
  }

  /// Of every packet.
  public static let links = 3

  private let benchmark: JourneyBenchmark
  /// What each packet must have crossed.
  private let hops: Int?

  /// - Returns: `nil` if the bundled topology does not load.
  public init?(_ way: Way, packets: Int) {
    guard
      let topology = TopologyLoader.load(bytes: BundledTopology.interop.bytes, file: "interop")
        .topology
    else { return nil }
    var settings = JourneyBenchmark.Settings()
    settings.packetCount = UInt64(packets)
    settings.interval = Nanoseconds(Self.interval(way))
    settings.collapsesHops = way == .collapsed
    settings.plansStreams = way != .staged
    guard let benchmark = try? JourneyBenchmark(topology, settings) else { return nil }
    self.benchmark = benchmark
    hops = Self.links
  }

  /// Through a tunnel whose packets are encrypted, in `s2s-over-expressroute`, every hop an event.
  ///
  /// - Returns: `nil` if the bundled topology does not load.
  public init?(tunnelled packets: Int) {
    guard
      let topology = TopologyLoader.load(
        bytes: BundledTopology.s2sOverExpressRoute.bytes, file: "s2s-over-expressroute"
      ).topology
    else { return nil }
    var settings = JourneyBenchmark.Settings()
    settings.source = "vault"
    settings.destination = "secure"
    settings.packetCount = UInt64(packets)
    guard let benchmark = try? JourneyBenchmark(topology, settings) else { return nil }
    self.benchmark = benchmark
    hops = nil
  }

  /// Between two packets, in nanoseconds.
  public static func interval(_ way: Way) -> Int64 {
    switch way {
    case .events, .staged: 1_000
    case .collapsed: 20_000_000
    }
  }

  /// Packets times links that they crossed, a second of real time; `nil` if a packet did not arrive.
  public func hopsPerSecond() -> Double? {
    guard let run = benchmark.run() else { return nil }
    if let hops, run.hops != run.packets * UInt64(hops) { return nil }
    return run.hopsPerSecond
  }
}
