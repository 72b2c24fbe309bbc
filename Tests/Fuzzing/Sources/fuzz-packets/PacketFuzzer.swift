import Addressing
import DataPlane
import FuzzerLoop
import LongestPrefixMatch
import TestSupport
import Wire

/// What one input is tried on.
struct PacketFuzzer {
  /// One with ports for the most part, one with routers, and two whose tables have the larger shapes.
  static let estates = [
    RandomEstate(seed: 1), RandomEstate(seed: 2, ports: 3, devices: 14),
    RandomEstate(seed: 3, routes: 6000), RandomEstate(seed: 4, routes: 17_000),
  ]

  private let memory = GuardedMemory(places: PacketBatch.capacity)

  /// What became of one packet.
  private struct Outcome {
    var verdict: Verdict
    var bytes: [UInt8]
  }

  /// What is left when all packets are through.
  private struct Totals: Equatable {
    var tallies: [Tally]
    var flows: Int
  }

  func run(_ input: UnsafeBufferPointer<UInt8>) {
    guard let script = PacketScript(input, estates: Self.estates) else { return }
    for batch in script.batches {
      for packet in batch.packets { parse(packet.bytes) }
    }
    let tables = Self.estates[script.estateNumber].tables
    let settings = FlowTable.Settings(limitPerDirection: script.hasFewFlows ? 2 : 500_000)
    let (outcomes, totals) = runSingles(script, tables, settings)
    for kernel in LookupKernel.available {
      check(
        runBatches(script, tables, settings, kernel, outcomes) == totals,
        "counts and flows by \(kernel)")
    }
  }

  /// Header and transport, against the oracle; nothing reads behind the packet.
  private func parse(_ bytes: [UInt8]) {
    let place = memory.put(bytes, at: 0, framing: 0).packet
    let packet = try? IPv4Packet(validating: place)
    let isSound = HeaderOracle.isSound(bytes)
    check((packet != nil) == isSound, "the header is sound")
    check(
      (IPv4Packet.fault(in: UnsafeRawBufferPointer(place)) == nil) == isSound, "the header's fault")
    _ = try? EthernetHeader(validating: UnsafeRawBufferPointer(place))
    guard let packet else { return }
    check(packet.fiveTuple == HeaderOracle.fiveTuple(bytes), "the flow")
    check(packet.headerLength + packet.payload.count == packet.totalLength, "the data's length")
    _ = packet.flowRole
    _ = packet.tcpFlags
    if let message = ICMPv4Message(packet) {
      check(message.body.count + ICMPv4Message.headerLength == packet.payload.count, "the message")
      _ = message.isIntact
    }
    _ = ICMPv4.reply(to: packet)
    _ = ICMPv4.error(.timeExceeded, code: 0, about: packet)
  }

  // MARK: One after the other

  private func runSingles(
    _ script: PacketScript, _ tables: ForwardingTables, _ settings: FlowTable.Settings
  ) -> ([[Outcome]], Totals) {
    var flows = FlowTable(settings)
    var counters = ForwardingCounters(tables)
    var tracer = NoTracer()
    let outcomes = script.batches.map { batch in
      batch.packets.map { ingress, bytes in
        let packet = memory.put(bytes, at: 0, framing: 0).packet
        let verdict = Pipeline.process(
          packet, at: ingress, tables, flows: &flows, now: batch.now, counters: &counters,
          tracer: &tracer)
        let after = Array(packet)
        examine(bytes, after, verdict, ingress, tables)
        return Outcome(verdict: verdict, bytes: after)
      }
    }
    return (outcomes, Totals(tallies: counters.tallies, flows: flows.count))
  }

  /// What goes on is a packet of the same flow; the devices' own answers are packets too.
  private func examine(
    _ before: [UInt8], _ after: [UInt8], _ verdict: Verdict, _ ingress: InterfaceID,
    _ tables: ForwardingTables
  ) {
    switch verdict {
    case .deliver:
      check(HeaderOracle.isSound(before), "a sound packet is delivered")
      check(after == before, "a delivered packet is what came")
      let packet = memory.put(before, at: 1, framing: 0).packet
      if let reply = EchoResponder.reply(to: packet, timeToLive: 64, identification: 1) {
        check(HeaderOracle.isSound(reply), "the reply is sound")
      }
    case .forward:
      check(HeaderOracle.isSound(before), "a sound packet is forwarded")
      check(HeaderOracle.isSound(after), "a forwarded packet is sound")
      check(
        HeaderOracle.fiveTuple(before) == HeaderOracle.fiveTuple(after), "the flow is the same")
      let cost = Int(tables.interfaces[ingress.index].timeToLiveCost)
      check(Int(before[8]) - Int(after[8]) == cost, "the device's cost is taken from the TTL")
      var others = after
      others.replaceSubrange(8..<12, with: before[8..<12])
      check(before[9] == after[9] && others == before, "nothing else is changed")
    case .drop(let reason):
      let packet = memory.put(before, at: 1, framing: 0).packet
      if case .send(let error) = ICMPErrors.answer(
        about: packet, reason: reason, at: ingress, tables, identification: 1)
      {
        check(HeaderOracle.isSound(error), "the error is sound")
      }
    }
  }

  // MARK: In batches

  private func runBatches(
    _ script: PacketScript, _ tables: ForwardingTables, _ settings: FlowTable.Settings,
    _ kernel: LookupKernel, _ outcomes: [[Outcome]]
  ) -> Totals {
    var flows = FlowTable(settings)
    var counters = ForwardingCounters(tables)
    var batch = PacketBatch(hasFrames: script.hasFrames)
    for (number, packets) in script.batches.enumerated() {
      batch.removeAll()
      var framings: [UnsafeRawBufferPointer] = []
      for (place, packet) in packets.packets.enumerated() {
        let there = memory.put(packet.bytes, at: place, framing: EthernetHeader.length)
        framings.append(there.framing)
        batch.append(there.packet, at: packet.ingress)
      }
      Pipeline.process(
        &batch, tables, flows: &flows, now: packets.now, counters: &counters, using: kernel)
      for (place, expected) in outcomes[number].enumerated() {
        check(batch.verdicts[place] == expected.verdict, "the verdict by \(kernel)")
        check(batch.packets[place].elementsEqual(expected.bytes), "the bytes by \(kernel)")
        var framing = [UInt8](repeating: 0xEE, count: EthernetHeader.length)
        if script.hasFrames, case .forward(let adjacency) = expected.verdict {
          let (source, destination) = EthernetRewrite.addresses(adjacency, tables)
          framing = EthernetHeader(destination: destination, source: source).frame(carrying: [])
          framing.removeLast(framing.count - EthernetHeader.length)
        }
        check(framings[place].elementsEqual(framing), "the Ethernet header by \(kernel)")
      }
    }
    return Totals(tallies: counters.tallies, flows: flows.count)
  }
}
