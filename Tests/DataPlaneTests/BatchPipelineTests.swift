import Addressing
import LongestPrefixMatch
import TestSupport
import Testing
import Wire

@testable import DataPlane

/// Packets in a batch fare as they do one after the other.
struct BatchPipelineTests {
  private struct Comparison {
    let estate: RandomEstate
    /// Where packets come in.
    let ingresses: [InterfaceID]
    var generator: SeededGenerator
    var forwarded = 0
    var delivered = 0
    var reasons: Set<DropReason> = []

    init(estate: RandomEstate, ingresses: [InterfaceID]? = nil, seed: UInt64) {
      self.estate = estate
      self.ingresses = ingresses ?? estate.ingresses
      generator = SeededGenerator(seed: seed)
    }

    /// Runs batches of up to 256 packets, from one interface or from many, through both.
    ///
    /// - Parameter hasConversations: segments of few connections, instead of anything.
    mutating func run(
      batches: Int, settings: FlowTable.Settings, kernel: LookupKernel, hasFrames: Bool,
      hasConversations: Bool = false
    ) {
      let tables = estate.tables
      var batch = PacketBatch(hasFrames: hasFrames)
      var batchFlows = FlowTable(settings)
      var singleFlows = FlowTable(settings)
      var batchCounters = ForwardingCounters(tables)
      var singleCounters = ForwardingCounters(tables)
      var tracer = NoTracer()
      let framing = 14
      let slot = 256
      let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * slot, alignment: 64)
      defer { memory.deallocate() }
      var now = EmulatedInstant.start
      for number in 0..<batches {
        now = now + .seconds(Int64(generator.next() % (hasConversations ? 5 : 90)))
        let count = number % 3 == 0 ? 256 : 1 + Int(generator.next() % 256)
        let only = ingresses[Int(generator.next() % UInt64(ingresses.count))]
        let isUniform = number % 2 == 0
        var singles: [[UInt8]] = []
        var verdicts: [Verdict] = []
        batch.removeAll()
        memory.initializeMemory(as: UInt8.self, repeating: 0xEE)
        for index in 0..<count {
          var ingress =
            isUniform ? only : ingresses[Int(generator.next() % UInt64(ingresses.count))]
          var bytes: [UInt8]
          if hasConversations {
            (ingress, bytes) = estate.segment(&generator)
          } else {
            bytes = estate.packet(&generator)
          }
          let place = UnsafeMutableRawBufferPointer(
            rebasing: memory[index * slot + framing..<index * slot + framing + bytes.count])
          place.copyBytes(from: bytes)
          batch.append(place, at: ingress)
          verdicts.append(
            bytes.withUnsafeMutableBytes {
              Pipeline.process(
                $0, at: ingress, tables, flows: &singleFlows, now: now, counters: &singleCounters,
                tracer: &tracer)
            })
          singles.append(bytes)
        }
        Pipeline.process(
          &batch, tables, flows: &batchFlows, now: now, counters: &batchCounters, using: kernel)
        for index in 0..<count {
          guard batch.verdicts[index] == verdicts[index],
            batch.packets[index].elementsEqual(singles[index])
          else {
            Issue.record(
              """
              batch \(number), packet \(index): \(batch.verdicts[index]), alone \(verdicts[index]), \
              \(singles[index])
              """)
            return
          }
          compareFrame(
            UnsafeRawBufferPointer(rebasing: memory[index * slot..<index * slot + framing]),
            verdicts[index], hasFrames)
          switch verdicts[index] {
          case .forward: forwarded += 1
          case .deliver: delivered += 1
          case .drop(let reason): reasons.insert(reason)
          }
        }
        guard batchCounters.tallies == singleCounters.tallies else {
          Issue.record("batch \(number): other counts")
          return
        }
        guard batchFlows.sortedRecords == singleFlows.sortedRecords else {
          Issue.record("batch \(number): other records of flows")
          return
        }
      }
      #expect(batchFlows.count == singleFlows.count)
    }

    private func compareFrame(
      _ header: UnsafeRawBufferPointer, _ verdict: Verdict, _ hasFrames: Bool
    ) {
      guard hasFrames, case .forward(let adjacency) = verdict else {
        #expect(header.allSatisfy { $0 == 0xEE })
        return
      }
      let written = try? EthernetHeader(validating: header)
      let (source, destination) = EthernetRewrite.addresses(adjacency, estate.tables)
      #expect(written == EthernetHeader(destination: destination, source: source))
    }
  }

  @Test(
    "a batch has the verdicts, bytes, counts and flows of its packets one after the other",
    arguments: LookupKernel.available, [false, true])
  func equality(kernel: LookupKernel, hasFrames: Bool) {
    var reasons: Set<DropReason> = []
    var forwarded = 0
    var delivered = 0
    for seed in UInt64(1)...6 {
      var comparison = Comparison(
        estate: Self.estate(seed), seed: seed &+ 77)
      comparison.run(
        batches: 12,
        settings: FlowTable.Settings(limitPerDirection: seed % 2 == 0 ? 20 : 500_000),
        kernel: kernel, hasFrames: hasFrames)
      reasons.formUnion(comparison.reasons)
      forwarded += comparison.forwarded
      delivered += comparison.delivered
    }
    #expect(forwarded > 1000)
    #expect(delivered > 200)
    // All reasons that a pipeline gives by itself: links and rates are asked about where a packet goes on, tunnels where
    // they begin and end. These estates have no load balancer and no traffic selectors: their batches have tests of their own.
    let elsewhere = DropReasonTests.emulated.union(DropReasonTests.tunnels)
      .union(DropReasonTests.balancing).union(DropReasonTests.selecting)
    #expect(reasons == Set(DropReason.allCases).subtracting(elsewhere))
  }

  /// Small and large ones in turn: kernels treat them differently.
  private static func estate(_ seed: UInt64) -> RandomEstate {
    let estate = RandomEstate(seed: seed, ports: seed % 2 == 0 ? 60 : 12)
    #expect(
      (estate.tables.interfaces.count > Pipeline.interfacesOfSmallEstate) == (seed % 2 == 0))
    return estate
  }

  @Test(
    "no packet of a connection overtakes another to which that makes a difference",
    arguments: LookupKernel.available, [false, true])
  func order(kernel: LookupKernel, hasFrames: Bool) {
    var passed = 0
    for seed in UInt64(1)...12 {
      var comparison = Comparison(
        estate: Self.estate(seed), seed: seed &+ 177)
      comparison.run(
        batches: 20, settings: FlowTable.Settings(closedTimeout: .seconds(3)), kernel: kernel,
        hasFrames: hasFrames, hasConversations: true)
      passed += comparison.forwarded + comparison.delivered
    }
    #expect(passed > 10_000)
  }

  @Test(
    "a batch fares as its packets do whatever shape the compiled routes have",
    arguments: [480, 600, 5_000, 16_300, 20_000])
  func tableShapes(routes: Int) {
    let estate = RandomEstate(seed: UInt64(routes), ports: 2, devices: 3, routes: routes)
    for kernel in LookupKernel.available {
      // The device with the many routes, and one port.
      var comparison = Comparison(
        estate: estate, ingresses: Array(estate.ingresses[3..<7]), seed: 5)
      comparison.run(
        batches: 8, settings: FlowTable.Settings(), kernel: kernel, hasFrames: true)
      #expect(comparison.forwarded > 200)
    }
  }

  @Test("the Ethernet header of a frame to a port comes from the fabric, others from the interface")
  func frames() {
    let fixture = PortFixture()
    let adjacency = Adjacency(
      egress: fixture.portA.network, ingress: fixture.portB.network, link: LinkID(rawValue: 0))
    let (source, destination) = EthernetRewrite.addresses(adjacency, fixture.tables)
    #expect(source == .azureFabric)
    #expect(destination == fixture.tables.interfaces[fixture.portB.network.index].macAddress)
    let outward = Adjacency(
      egress: fixture.portA.network, ingress: fixture.edge, link: LinkID(rawValue: 0))
    #expect(
      EthernetRewrite.addresses(outward, fixture.tables).source
        == fixture.tables.interfaces[fixture.portA.network.index].macAddress)
  }
}

extension FlowTable {
  /// Key, state and deadline of every record, in the order of keys; not what was decided, and for which tables.
  fileprivate var sortedRecords: [[UInt64]] {
    let records =
      UnsafeBufferPointer(start: slots.base, count: slots.count)
      + (outgrown.map { Array(UnsafeBufferPointer(start: $0.slots.base, count: $0.slots.count)) }
        ?? [])
    return records.lazy.filter { !$0.isEmpty }.map {
      [
        $0.key.first, $0.key.second, UInt64(bitPattern: $0.deadline),
        UInt64($0.bits & (1 << FlowRecord.generationShift - 1)),
      ]
    }.sorted { $0.lexicographicallyPrecedes($1) }
  }
}
