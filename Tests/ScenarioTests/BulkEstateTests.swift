import Addressing
import ControlPlane
import DataPlane
import Emulator
import ResourceModel
import TestSupport
import Testing

@testable import NetworkWatcher

/// The bulk driver beside the emulation, packet by packet and hop by hop, on whole estates.
struct BulkEstateTests {
  static let estates = [
    "interop", "hub-two-spokes", "two-circuits", "vpn-chain", "active-active", "two-edges",
    "two-links", "s2s-over-expressroute",
  ]

  static func compiler(_ name: String) throws -> EstateCompiler {
    guard let bundled = BundledTopology(rawValue: name) else {
      return EstateCompiler(try EstateTests.load(name))
    }
    return EstateCompiler(
      try #require(TopologyLoader.load(bytes: bundled.bytes, file: name).topology))
  }

  @Test(
    "packets go the same ways as in the emulation, with the same bytes, verdicts and counters",
    arguments: estates, [1, 2] as [UInt64])
  func equal(name: String, seed: UInt64) throws {
    let compiler = try Self.compiler(name)
    try Self.expectEqual(compiler.compile(), seed: seed, count: 500)
  }

  @Test(
    "packets on links that are down, of which routing knows or not, end as in the emulation",
    arguments: estates)
  func linksDown(name: String) throws {
    let compiler = try Self.compiler(name)
    for (number, link) in compiler.linkNames.enumerated() {
      let failed = compiler.initiallyFailedLinks.union([link])
      let converged = compiler.compile(failedLinks: failed)
      var unnoticed = compiler.compile()
      unnoticed.links = converged.links
      try Self.expectEqual(converged, seed: UInt64(number), count: 100)
      try Self.expectEqual(unnoticed, seed: UInt64(number), count: 100)
    }
  }

  static func expectEqual(_ estate: CompiledEstate, seed: UInt64, count: Int) throws {
    let sendings = BulkComparison.sendings(
      estate, count: count, strangers: [IPv4Address(8, 8, 8, 8)], seed: seed)
    let emulated = BulkComparison.emulate(estate, sendings)
    let (driven, logs) = try BulkComparison.drive(
      estate, sendings, BulkSettings(answersEcho: true))
    let journeys = logs[0].journeys
    #expect(journeys.count == emulated.journeys.count)
    for (number, hops) in emulated.journeys.sorted(by: { $0.key < $1.key })
    where journeys[number] != hops {
      Issue.record("packet \(number): \(journeys[number] ?? []) instead of \(hops)")
      break
    }
    let totals = driven.result.totals
    #expect(totals.packets.packets == UInt64(count))
    #expect(totals.isBalanced)
    #expect(totals.delivered.packets > 0 && totals.dropped.packets > 0 && totals.made.packets > 0)
    for index in estate.tables.interfaces.indices {
      let interface = InterfaceID(rawValue: Int32(index))
      #expect(
        driven.result.counters.received(at: interface)
          == emulated.received[interface] ?? Tally())
    }
    for index in estate.tables.devices.indices {
      let device = DeviceID(rawValue: Int32(index))
      #expect(
        driven.result.counters.delivered(at: device) == emulated.delivered[device] ?? Tally())
      for reason in DropReason.allCases {
        #expect(
          driven.result.counters.dropped(at: device, reason)
            == emulated.dropped[device]?[reason] ?? Tally(), "\(device) \(reason)")
      }
    }
    for (table, rules) in estate.tables.securityRules.enumerated() {
      let table = SecurityRuleTableID(rawValue: Int32(table))
      for rule in rules.rules.indices {
        #expect(
          driven.result.counters.decided(by: table, rule: rule)
            == emulated.decided[table]?[rule] ?? Tally())
      }
    }
  }

  @Test(
    "any number of workers gives the same totals, counters and order in each conversation",
    arguments: ["interop", "active-active"])
  func workers(name: String) throws {
    let estate = try Self.compiler(name).compile()
    let sendings = BulkComparison.sendings(
      estate, count: 6000, interval: .microseconds(20), seed: 9)
    let (one, alone) = try BulkComparison.drive(estate, sendings, BulkSettings())
    for workers in [2, 3, 7] {
      let (many, logs) = try BulkComparison.drive(
        estate, sendings, BulkSettings(workers: workers))
      #expect(many.result.totals == one.result.totals)
      #expect(many.result.shares.filter { $0 > 0 }.count > 1)
      #expect(many.result.counters.received == one.result.counters.received)
      #expect(many.result.counters.delivered == one.result.counters.delivered)
      var together: BulkComparison.Journeys = [:]
      for log in logs { together.merge(log.journeys) { first, second in first + second } }
      #expect(together == alone[0].journeys)
      for log in logs {
        for (interface, numbers) in log.order {
          // Only this worker saw these conversations: their order is that of the lone worker.
          let own = Set(numbers)
          let inOrder = Self.byConversation(numbers, sendings)
          let expected = Self.byConversation(
            (alone[0].order[interface] ?? []).filter { own.contains($0) }, sendings)
          let differing = inOrder.keys.filter { inOrder[$0] != expected[$0] }
          #expect(differing.isEmpty, "at \(interface)")
        }
      }
    }
  }

  /// Numbers of packets, apart by the pair of addresses of the sending that began their journey.
  private static func byConversation(
    _ numbers: [UInt64], _ sendings: [BulkComparison.Sending]
  ) -> [[UInt8]: [UInt64]] {
    var result: [[UInt8]: [UInt64]] = [:]
    // What devices make is of no flow.
    for number in numbers where number < BulkHop.madeStep {
      let input = sendings[Int(number) - 1].bytes
      // A machine keeps what it sends to itself; only if it is broken does it get to the port.
      guard input.count >= 24, input[12..<16] != input[16..<20] else { continue }
      // Both ends with their ports, the lower one first, and what lies between in the header.
      let ends = [
        Array(input[12..<16]) + input[20..<22], Array(input[16..<20]) + input[22..<24],
      ].sorted { $0.lexicographicallyPrecedes($1) }
      result[[input[0], input[6], input[7], input[9]] + ends[0] + ends[1], default: []]
        .append(number)
    }
    return result
  }
}

/// What machines and hosts sent in a trace, replayed: the same journeys.
struct BulkTraceTests {
  @Test(
    "a replayed trace gives the same verdicts hop for hop", arguments: MeasuredTrace.all)
  func replayed(trace: MeasuredTrace) throws {
    let topology = try #require(
      TopologyLoader.load(bytes: BundledTopology.interop.bytes, file: "interop").topology)
    let failed = trace.name.hasSuffix(".expressroute-down") ? ["location1-primary"] : []
    let inquiry = try Inquiry(topology, failedLinks: failed)
    let estate = inquiry.estate
    let journeys = try Self.observations(inquiry, trace)

    // What endpoints sent of their own accord, in the order of time: what a capture at each of them holds.
    var sendings: [BulkComparison.Sending] = []
    var numbers: [PacketID: UInt64] = [:]
    for seen in journeys {
      if numbers[seen.packetID] != nil { continue }
      let sender = estate.endpoints.firstIndex {
        estate.tables.interfaces[$0.attachment.index].device == seen.device
      }
      if let sender {
        sendings.append(
          BulkComparison.Sending(bytes: seen.bytes, endpoint: sender, at: seen.at))
        numbers[seen.packetID] = UInt64(sendings.count)
      } else {
        let cause = try #require(seen.cause.flatMap { numbers[$0] })
        numbers[seen.packetID] = cause + BulkHop.madeStep
      }
    }
    var expected: [UInt64: [BulkComparison.Hop]] = [:]
    for seen in journeys {
      let number = try #require(numbers[seen.packetID])
      expected[number, default: []].append(BulkComparison.Hop(seen, number: number))
    }
    for workers in [1, 2] {
      let (driven, logs) = try BulkComparison.drive(
        estate, sendings, BulkSettings(workers: workers))
      var together: BulkComparison.Journeys = [:]
      for log in logs { together.merge(log.journeys) { first, second in first + second } }
      #expect(together == expected)
      #expect(driven.result.totals.isBalanced)
    }
  }

  static func observations(
    _ inquiry: Inquiry, _ trace: MeasuredTrace
  ) throws -> [PacketObservation] {
    let emulation = Emulation(
      inquiry.estate, resolve: { $0 }, recompile: { _ in inquiry.estate })
    var all: [PacketObservation] = []
    emulation.observer = { all.append($0) }
    let source = try inquiry.endpoint(trace.ends.source)
    let path = ProbePath(
      source: trace.ends.source, sourceAddress: inquiry.estate.endpoints[source].address,
      destination: trace.ends.destination,
      destinationAddress: try inquiry.destination(trace.ends.destination))
    var network = EmulatedNetwork(emulation: emulation)
    if trace.isPing {
      _ = Ping(
        from: source, path: path, style: .windows, size: 32, timeToLive: 128
      ).run(over: &network)
    } else {
      _ = Tracert(from: source, path: path, style: .windows, timeout: .seconds(4))
        .run(over: &network)
    }
    emulation.observer = nil
    #expect(all.count >= 4)
    return all
  }
}
