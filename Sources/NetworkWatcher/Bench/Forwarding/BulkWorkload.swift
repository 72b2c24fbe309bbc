import Addressing
import ControlPlane
import DataPlane
import Emulator
import ResourceModel
import Wire

/// Datagrams between the machines and hosts of `interop`, every flow that is let through to its end, driven by some
/// workers from memory to verdict.
package final class BulkWorkload: ForwardingWorkload {
  package let workers: Int
  private let estate: CompiledEstate
  private let frames: BulkFrames
  private let packetCount: Int
  private let settings: BulkSettings
  /// Packets that did not reach their ends so far.
  package private(set) var lostCount: UInt64 = 0

  /// In `interop`.
  ///
  /// - Parameters:
  ///   - flows: conversations of one direction, spread over all pairs of ends.
  ///   - packetCount: of one pass.
  ///   - isStaged: every packet goes through all stages, known or not.
  /// - Throws: if nobody can send to anybody, or the system gives no thread.
  package init(
    workers: Int, flows: Int = 4_096, packetCount: Int = 1 << 20, isStaged: Bool = false
  ) throws(BenchmarkError) {
    guard
      let topology = TopologyLoader.load(bytes: BundledTopology.interop.bytes, file: "interop")
        .topology
    else { throw .notSound(row: "workers", what: "the bundled estate does not load") }
    self.workers = workers
    self.packetCount = packetCount
    var settings = BulkSettings(workers: workers)
    settings.knowsJourneys = !isStaged
    self.settings = settings
    estate = EstateCompiler(topology).compile()
    frames = BulkFrames(try Self.openPairs(estate), flows: flows, of: estate)
  }

  /// In `s2s-over-expressroute`, both ways through the tunnel whose packets are encrypted, with one worker.
  ///
  /// - Throws: if the bundled estate does not load.
  package init(tunnelledPackets packetCount: Int, flows: Int = 512) throws(BenchmarkError) {
    let document = BundledTopology.s2sOverExpressRoute
    guard
      let topology = TopologyLoader.load(bytes: document.bytes, file: document.rawValue).topology
    else { throw .notSound(row: "workers", what: "the bundled estate does not load") }
    workers = 1
    self.packetCount = packetCount
    settings = BulkSettings(workers: 1)
    estate = EstateCompiler(topology).compile()
    guard let site = estate.endpoints.firstIndex(where: { $0.name == "vault" }),
      let machine = estate.endpoints.firstIndex(where: { $0.name == "secure" })
    else { throw .notSound(row: "workers", what: "the tunnel has no ends") }
    frames = BulkFrames([(site, machine), (machine, site)], flows: flows, of: estate)
  }

  /// In an estate of as many network interfaces, of a machine each; conversations are between machines of one network
  /// and spread evenly over all.
  ///
  /// - Parameter interfaces: 2 or more: a multiple of a full network's if there is more than one network.
  package init(
    workers: Int, interfaces: Int, flows: Int = 1 << 14, packetCount: Int = 1 << 18
  ) throws(BenchmarkError) {
    guard let topology = BenchmarkEstate.topology(interfaces: interfaces) else {
      throw .notSound(row: "estates", what: "the estate's document does not load")
    }
    self.workers = workers
    self.packetCount = packetCount
    settings = BulkSettings(workers: workers)
    estate = EstateCompiler(topology).compile()
    let perNetwork = BenchmarkEstate.machinesPerNetwork
    let steps = min(min(perNetwork, interfaces) - 1, max(1, flows / interfaces))
    // Each pair once: more flows than pairs differ in their ports.
    let pairs = (0..<interfaces * steps).map { number in
      let source = number % interfaces
      let first = source / perNetwork * perNetwork
      let neighbours = min(perNetwork, interfaces - first)
      return (source, first + (source - first + 1 + number / interfaces) % neighbours)
    }
    frames = BulkFrames(pairs, flows: flows, of: estate)
  }

  /// All pairs of ends between which packets get through.
  static func openPairs(_ estate: CompiledEstate) throws(BenchmarkError) -> [(Int, Int)] {
    let all = estate.endpoints.indices.flatMap { source in
      estate.endpoints.indices.filter { $0 != source }.map { (source, $0) }
    }
    var open: [(Int, Int)] = []
    for pair in all {
      let trial = BulkFrames([pair], flows: 1, of: estate)
      let totals = try Self.drive(estate, BulkSettings(), trial, packets: 1).totals
      if totals.delivered.packets == 1 { open.append(pair) }
    }
    guard !open.isEmpty else { throw .notSound(row: "workers", what: "no way is open") }
    return open
  }

  package func pass() -> WorkloadPass {
    guard let run = try? Self.drive(estate, settings, frames, packets: packetCount) else {
      lostCount += UInt64(packetCount)
      return WorkloadPass(count: packetCount, seconds: .infinity)
    }
    lostCount += UInt64(packetCount) - run.totals.delivered.packets
    return WorkloadPass(count: packetCount, seconds: run.seconds)
  }

  private static func drive(
    _ estate: CompiledEstate, _ settings: BulkSettings, _ frames: BulkFrames, packets: Int
  ) throws(BenchmarkError) -> (totals: BulkTotals, seconds: Double) {
    let driver = BulkDriver(estate, settings)
    let source = BulkFrameSource(frames, packets: packets)
    do throws(BulkError) {
      let watch = Stopwatch()
      let result = try driver.run(source)
      return (result.totals, watch.seconds)
    } catch {
      throw .notSound(row: "workers", what: "the system gives no thread")
    }
  }
}

/// One IPv4 packet of 64 bytes for each flow.
private final class BulkFrames: @unchecked Sendable {
  static let length = 64
  let count: Int
  let entries: [BulkEntry]
  let base: UnsafeMutableRawPointer

  init(_ pairs: [(source: Int, destination: Int)], flows: Int, of estate: CompiledEstate) {
    count = flows
    base = .allocate(byteCount: flows * Self.length, alignment: 64)
    entries = (0..<flows).map { .endpoint(pairs[$0 % pairs.count].source) }
    let length = UInt16(Self.length - IPv4Packet.minimumHeaderLength)
    for flow in 0..<flows {
      let pair = pairs[flow % pairs.count]
      let words = [UInt16(truncatingIfNeeded: 1_024 + flow / pairs.count), 7, length, 0]
      let header = words.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
      let bytes = IPv4Header(
        source: estate.endpoints[pair.source].address,
        destination: estate.endpoints[pair.destination].address, protocolNumber: .udp,
        timeToLive: 64
      ).packet(carrying: header + [UInt8](repeating: 0, count: Int(length) - header.count))
      bytes.withUnsafeBytes {
        (base + flow * Self.length).copyMemory(from: $0.baseAddress!, byteCount: Self.length)
      }
    }
  }

  deinit { base.deallocate() }
}

/// The flows' packets in turn, a microsecond apart.
private final class BulkFrameSource: BulkSource, @unchecked Sendable {
  private static let step = 512
  private let frames: BulkFrames
  private let packets: UnsafeMutablePointer<BulkPacket>
  @exclusivity(unchecked) private var remaining: Int
  @exclusivity(unchecked) private var next = 0
  @exclusivity(unchecked) private var now = EmulatedInstant.start

  init(_ frames: BulkFrames, packets count: Int) {
    self.frames = frames
    remaining = count
    packets = .allocate(capacity: Self.step)
  }

  deinit { packets.deallocate() }

  func fill(_ inlet: BulkInlet) -> Bool {
    let count = min(Self.step, remaining)
    for index in 0..<count {
      (packets + index).initialize(
        to: BulkPacket(
          UnsafeRawBufferPointer(
            start: frames.base + next * BulkFrames.length, count: BulkFrames.length),
          from: frames.entries[next], at: now))
      next = next + 1 == frames.count ? 0 : next + 1
      now = now + .microseconds(1)
    }
    inlet.append(UnsafeBufferPointer(start: packets, count: count))
    remaining -= count
    return remaining > 0
  }
}
