import Addressing
import ControlPlane
import Emulator
import ResourceModel
import Wire

/// Measures whole journeys through the emulation: datagrams from one endpoint of an estate to another.
package struct JourneyBenchmark {
  package struct Settings: Hashable, Sendable {
    /// Machines or hosts, as the topology names them.
    package var source = "spoke"
    package var destination = "branch"
    /// Flows that take turns: UDP, source ports from 49152 on.
    package var flowCount = 16
    /// Of each IPv4 packet, in bytes, at least 28.
    package var packetLength = 64
    package var packetCount: UInt64 = 1_000_000
    /// From one packet to the next. Shorter than the way takes, and packets are under way together.
    package var interval = Nanoseconds.microseconds(1)
    /// Without it every hop is an event.
    package var collapsesHops = true
    /// Without plans all stages of all devices are asked about every packet.
    package var plansStreams = true

    package init() {}
  }

  /// What one run did.
  package struct Run: Hashable, Sendable {
    package var packets: UInt64
    /// Packets that arrived at the other end of a link.
    package var hops: UInt64
    package var seconds: Double

    package var hopsPerSecond: Double { Double(hops) / seconds }
  }

  private let settings: Settings
  private let compiler: EstateCompiler
  private let estate: CompiledEstate
  private let source: Int
  private let destination: Int

  package init(_ topology: Topology, _ settings: Settings) throws(InquiryError) {
    let inquiry = try Inquiry(topology)
    self.settings = settings
    compiler = EstateCompiler(topology)
    estate = inquiry.estate
    source = try inquiry.endpoint(settings.source)
    destination = try inquiry.endpoint(settings.destination)
  }

  /// Sends all packets through a fresh emulation.
  ///
  /// - Returns: `nil` if not every packet arrived: the way is blocked.
  package func run() -> Run? {
    let compiler = compiler
    let emulation = Emulation(
      estate, limitsRates: false, resolve: compiler.resolveLink,
      recompile: { compiler.compile(failedLinks: $0) })
    emulation.collapsesHops = settings.collapsesHops
    emulation.plansStreams = settings.plansStreams
    emulation.keepDeliveries(false, at: destination)
    // The first packet of each flow is the new flow's; what is measured is what follows.
    send(UInt64(settings.flowCount), through: emulation)
    let before = (emulation.hopCount, emulation.delivered(at: destination).packets)
    let watch = Stopwatch()
    send(settings.packetCount, through: emulation)
    let seconds = watch.seconds
    let arrived = emulation.delivered(at: destination).packets - before.1
    guard arrived == settings.packetCount else { return nil }
    return Run(packets: arrived, hops: emulation.hopCount - before.0, seconds: seconds)
  }

  private func send(_ count: UInt64, through emulation: Emulation) {
    emulation.schedule(
      PacketStream(
        packets, from: source, start: emulation.now, interval: settings.interval, count: count))
    let end = emulation.now + Nanoseconds(settings.interval.count * Int64(count))
    emulation.run(until: end + .seconds(1))
  }

  /// One datagram of each flow (RFC 768), without a checksum.
  private var packets: [[UInt8]] {
    let length = UInt16(settings.packetLength - IPv4Packet.minimumHeaderLength)
    return (0..<settings.flowCount).map { flow in
      let port = UInt16(truncatingIfNeeded: 49152 + flow)
      let words = [port, 7, length, 0]
      let header = words.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
      return IPv4Header(
        source: estate.endpoints[source].address,
        destination: estate.endpoints[destination].address, protocolNumber: .udp,
        timeToLive: 64
      ).packet(
        carrying: header + [UInt8](repeating: 0, count: Int(length) - header.count))
    }
  }
}
