import Addressing
import DataPlane
import LongestPrefixMatch
import Wire

/// First packets of flows, while as many flows are live throughout: each new flow lets one die of age.
///
/// Four virtual switch ports take turns, a batch each. Two groups of security rules are asked, the route is looked up,
/// the port's limit is held, the record for both directions is made.
package final class NewFlowWorkload: ForwardingWorkload {
  package static let portCount = 4
  package let liveFlows: Int
  package let tables: ForwardingTables
  private let estate: PortEstate
  private let frames = FrameArena(count: PacketBatch.capacity)
  private var batch = PacketBatch()
  private var flows: FlowTable
  private var counters: ForwardingCounters
  private var now = EmulatedInstant.start
  private var sent = 0
  private let step: Nanoseconds
  private let batches: Int
  /// One five-tuple after the other; the flow's number goes into ports and address.
  private let samples: [FiveTuple]

  /// - Parameter batches: of one pass.
  package init(
    liveFlows: Int = 1_000_000, rules: Int = 100, batches: Int = 2_048, seed: UInt64
  ) {
    estate = PortEstate(ports: Self.portCount, routes: 1_000, rules: rules, seed: seed)
    tables = estate.tables
    self.liveFlows = liveFlows
    self.batches = batches
    // The ports' idle timeout is 240 seconds.
    step = Nanoseconds(
      240_000_000_000 / Int64(max(liveFlows, 1)) * Int64(PacketBatch.capacity))
    flows = FlowTable(.init(expectedFlows: liveFlows))
    counters = ForwardingCounters(estate.tables)
    var workload = RuleWorkload(seed: seed &+ 1)
    let groups = estate.tables.securityRules
    samples = workload.tuples(groups, count: 1 << 14).filter { $0.protocolNumber == .udp }
    for index in 0..<PacketBatch.capacity { frames.write(samples[index], at: index) }
    // Until as many die as are born, and once more.
    for _ in 0..<2 * liveFlows / PacketBatch.capacity {
      prepare()
      send()
    }
  }

  package func pass() -> WorkloadPass {
    var nanoseconds: Int64 = 0
    var longest: Int64 = 0
    for _ in 0..<batches {
      prepare()
      let start = Stopwatch.now()
      send()
      let duration = Stopwatch.now() - start
      nanoseconds += duration
      longest = max(longest, duration)
    }
    return WorkloadPass(
      count: batches * PacketBatch.capacity, seconds: Double(nanoseconds) / 1e9,
      longestBatchSeconds: Double(longest) / 1e9)
  }

  /// Only the preparation of one pass, for what it costs.
  package func preparePass() {
    for _ in 0..<batches { prepare() }
  }

  /// Writes the next packets: the fields of a flow that was never seen, and the sum of the header.
  private func prepare() {
    let port = sent / PacketBatch.capacity % Self.portCount
    let own = estate.addresses[port].rawValue
    batch.removeAll()
    for index in 0..<PacketBatch.capacity {
      let number = sent &+ index
      let sample = samples[number % samples.count]
      let packet = frames.packet(index)
      let base = packet.baseAddress.unsafelyUnwrapped
      let high = UInt32(truncatingIfNeeded: number &>> 16)
      base.storeBytes(of: own.bigEndian, toByteOffset: 12, as: UInt32.self)
      base.storeBytes(
        of: (sample.destination.rawValue ^ high).bigEndian, toByteOffset: 16, as: UInt32.self)
      base.storeBytes(
        of: UInt16(truncatingIfNeeded: number).bigEndian, toByteOffset: 20, as: UInt16.self)
      base.storeBytes(
        of: sample.destinationPort.rawValue.bigEndian, toByteOffset: 22, as: UInt16.self)
      base.storeBytes(of: 0, toByteOffset: 10, as: UInt16.self)
      let sum = InternetChecksum.compute(
        UnsafeRawBufferPointer(start: base, count: IPv4Packet.minimumHeaderLength))
      base.storeBytes(of: sum.bigEndian, toByteOffset: 10, as: UInt16.self)
      batch.append(packet, at: PortEstate.guest(port))
    }
    sent += PacketBatch.capacity
    now = now + step
  }

  private func send() {
    Pipeline.process(&batch, tables, flows: &flows, now: now, counters: &counters)
  }

  /// Records that are there, those included that died but were not taken back.
  package var recordCount: Int { flows.count }
  /// Packets that the ports received, and those that a rule or the limit dropped.
  package var received: UInt64 { counters.received.packets }
  package var dropped: UInt64 { counters.dropped.packets }
  package var memoryBytes: Int { flows.memoryBytes }
}
