import Addressing
import DataPlane
import Wire

/// Searches in a table of flows: keys of both directions, in random order.
package final class FlowWorkload: ForwardingWorkload {
  package let flowCount: Int
  /// Every one is the key of a live flow.
  package let keys: [FlowKey]
  /// The flows' own keys, each once.
  package let flowKeys: [FlowKey]
  private var table: FlowTable
  private let slots: UnsafeMutableBufferPointer<FlowSlot>
  private let repetitions: Int

  package init(
    flows count: Int, keyCount: Int = 1 << 18, repetitions: Int = 1, seed: UInt64
  ) {
    precondition(keyCount % FlowTable.batchSize == 0, "whole batches")
    var generator = SplitMix64(seed: seed)
    let port = DeviceID(rawValue: 3)
    table = FlowTable(.init(limitPerDirection: .max, expectedFlows: count))
    let tuples = (0..<count).map { number in
      FiveTuple(
        source: IPv4Address(rawValue: 0x0A00_0000 | UInt32(generator.below(1 << 24))),
        destination: IPv4Address(rawValue: UInt32(truncatingIfNeeded: generator.next())),
        sourcePort: Port(rawValue: UInt16(generator.below(1 << 16))),
        destinationPort: Port(rawValue: UInt16(number & 0xFFFF)),
        protocolNumber: generator.below(2) == 0 ? .tcp : .udp)
    }
    flowKeys = tuples.map { FlowKey($0, .outbound, role: .either, port: port) }
    for tuple in tuples {
      table.insert(tuple, .outbound, role: .either, port: port, now: .start)
    }
    // The answer's direction has the same key, computed from the reversed tuple.
    keys = (0..<keyCount).map { _ in
      let tuple = tuples[generator.below(count)]
      return generator.below(2) == 0
        ? FlowKey(tuple, .outbound, role: .either, port: port)
        : FlowKey(tuple.reversed, .inbound, role: .either, port: port)
    }
    flowCount = count
    self.repetitions = repetitions
    slots = .allocate(capacity: FlowTable.batchSize)
    slots.initialize(repeating: .none)
  }

  deinit { slots.deallocate() }

  package func pass() -> WorkloadPass {
    let watch = Stopwatch()
    for _ in 0..<repetitions {
      let keys = keys
      let slots = slots
      let all = keys.span
      var answers = slots.mutableSpan
      var start = 0
      while start < keys.count {
        table.find(
          all.extracting(start..<start + FlowTable.batchSize), into: &answers, now: .start)
        start += FlowTable.batchSize
      }
    }
    return WorkloadPass(count: repetitions * keys.count, seconds: watch.seconds)
  }

  /// Whether every key is found.
  package func findsAll() -> Bool {
    let keys = keys
    var found = [FlowSlot](repeating: .none, count: keys.count)
    var answers = found.mutableSpan
    table.find(keys.span, into: &answers, now: .start)
    return found.allSatisfy(\.isKnown)
  }
}
