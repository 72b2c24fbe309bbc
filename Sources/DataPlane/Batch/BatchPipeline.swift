import Addressing
import CLookupKernels
import LongestPrefixMatch
import Wire

extension Pipeline {
  /// One device's work for every packet of the batch: sets each one's verdict. The outcome is that of one packet after
  /// the other, in the batch's order.
  ///
  /// Kernels gather fields, check headers, look up routes and send on what a router just sends on. What is left
  /// goes the way of single packets, from where its fields, its route and its flow are known already. Allocates,
  /// retains and locks nothing unless a flow is new.
  ///
  /// - Parameters:
  ///   - now: the clock of the flow records, never before that of an earlier call.
  ///   - counters: made for these tables.
  ///   - kernel: the processor must run it. All give identical results.
  package static func process(
    _ batch: inout PacketBatch, _ tables: ForwardingTables, flows: inout FlowTable,
    now: EmulatedInstant, counters: inout ForwardingCounters,
    using kernel: LookupKernel = .fastest
  ) {
    let count = batch.count
    guard count > 0 else { return }
    let view = tables.compiled.view
    let counterView = counters.view
    let kernels = kernel.packets
    let columns = batch.columns
    let ingress = UnsafeRawPointer(batch.ingress).assumingMemoryBound(to: Int32.self)
    let packets = UnsafeRawPointer(batch.packets).assumingMemoryBound(to: packet_reference.self)

    // Direction: where packets came in says which way they go.
    var differences: Int32 = 0
    for index in 0..<count { differences |= ingress[index] ^ ingress[0] }
    let isUniform = differences == 0
    let lane = view.ways[Int(ingress[0])].lane
    var hasPorts = isUniform && view.ways[Int(ingress[0])].isPort

    guard let tallies = counterView.base else { return }
    var rest: BatchBits = [0, 0, 0, 0]
    for word in 0..<4 { rest[word] = bits(of: count, word: word) }
    // A verdict is shorter than the 16 bytes that kernels copy.
    var delivery: (UInt64, UInt64) = (0, 0)
    withUnsafeMutableBytes(of: &delivery) {
      $0.storeBytes(of: Delivery.toGuest(), as: Verdict.self)
    }
    withUnsafeMutablePointer(to: &delivery) { delivery in
      var forwarding = packet_forwarding(
        packets: packets, columns: columns, ways: view.ways, ingress: ingress,
        is_uniform: isUniform ? 1 : 0, has_framing: batch.hasFrames ? 1 : 0,
        verdicts: batch.verdicts,
        tallies: UnsafeMutableRawPointer(tallies).assumingMemoryBound(to: packet_tally.self),
        delivered: UInt32(CounterLayout.delivered(0, view)), delivery: delivery)
      var found = FoundFlows()
      if isUniform && lane == FORWARD_LANE_TRANSIT {
        // Validation, routing, and time to live, next hop and header rewrite of those that have but one way to go.
        var span = rest.mutableSpan
        let bytes = span.withUnsafeMutableBufferPointer {
          kernels.pointee.transit(&forwarding, count, $0.baseAddress)
        }
        counterView.add(Int(ingress[0]), packets: count, bytes: bytes)
      } else {
        // Validation, and the fields of sound packets.
        let bytes = kernels.pointee.gather(packets, count, columns)
        if isUniform {
          counterView.add(Int(ingress[0]), packets: count, bytes: bytes)
        } else {
          for index in 0..<count {
            counterView.count(Int(ingress[index]), batch.packets[index].count)
            hasPorts = hasPorts || view.ways[Int(ingress[index])].isPort
          }
        }
        if hasPorts {
          // Flow lookup, and what was composed for the flows that ports know.
          flows.adopt(tables)
          found = passKnown(batch, view, &forwarding, &rest, &flows, now, kernel)
          if isEmpty(rest) { return }
        }
        // Routing, time to live, next hop and header rewrite.
        if !isUniform {
          kernels.pointee.lookup_mixed(view.ways, ingress, count, columns)
          var others: BatchBits = [0, 0, 0, 0]
          var span = others.mutableSpan
          span.withUnsafeMutableBufferPointer {
            kernels.pointee.forward(&forwarding, count, $0.baseAddress)
          }
          for word in 0..<4 { rest[word] &= others[word] }
        } else if lane != FORWARD_LANE_TO_GUEST {
          let routing = view.ways[Int(ingress[0])].routing
          let trie = UnsafeRawPointer(routing.unsafelyUnwrapped).assumingMemoryBound(
            to: lookup_trie.self)
          kernels.pointee.lookup(trie, count, columns)
        }
      }
      if isEmpty(rest) { return }
      if hasPorts {
        listFlows(batch, found, view, &flows)
        decideFirstPackets(batch, tables)
      } else {
        batch.flows.packets[0] = .max
      }
      finish(batch, rest, found.used, tables, &flows, now, counterView)
    }
  }

  /// A bit for each packet of one word.
  @inline(__always)
  private static func bits(of count: Int, word: Int) -> UInt64 {
    let inWord = min(max(count &- word &* 64, 0), 64)
    return inWord == 64 ? .max : (1 &<< UInt64(inWord)) &- 1
  }

  // MARK: What the kernels leave

  /// Lists the packets whose flows the kernel found without a decision, or looked for in vain.
  private static func listFlows(
    _ batch: borrowing PacketBatch, _ kernel: FoundFlows, _ view: ForwardingView,
    _ flows: inout FlowTable
  ) {
    let found = batch.flows
    let columns = batch.columns
    var count = 0
    for word in 0..<4 {
      var left = kernel.used[word] | kernel.missing[word]
      while left != 0 {
        let index = word &* 64 &+ left.trailingZeroBitCount
        left &= left &- 1
        let key = FlowKey(
          first: found.kernelKeys[2 &* index], second: found.kernelKeys[2 &* index &+ 1])
        found.packets[count] = index
        found.keys[count] = key
        found.events[count] = FlowEvent(rawValue: found.kernelEvents[index])
        found.slots[count] = FlowSlot(rawValue: found.kernelSlots[index])
        found.tuples[count] = columns.tuple(index)
        count &+= 1
      }
    }
    found.packets[count] = .max
    if flows.outgrown == nil { return }
    // The kernel does not see what was not moved yet.
    for flow in 0..<count where !found.slots[flow].isKnown {
      found.slots[flow] = FlowSlot(
        rawValue: Int32(truncatingIfNeeded: flows.locate(found.keys[flow])))
    }
  }

  /// The packets of `rest`, one after the other.
  private static func finish(
    _ batch: borrowing PacketBatch, _ rest: BatchBits, _ used: BatchBits,
    _ tables: ForwardingTables, _ flows: inout FlowTable, _ now: EmulatedInstant,
    _ counters: CounterView
  ) {
    let view = tables.compiled.view
    var tracer = NoTracer()
    var flow = 0
    for word in 0..<(batch.count &+ 63) / 64 {
      var left = rest[word]
      while left != 0 {
        let index = word &* 64 &+ left.trailingZeroBitCount
        left &= left &- 1
        let ingress = batch.ingress[index]
        let device = view.interfaces[ingress.index].device
        let bytes = batch.packets[index]
        let verdict: Verdict
        if batch.flows.packets[flow] == index {
          verdict =
            known(
              batch, index, flow: flow, isUsed: used[word] &>> UInt64(index & 63) & 1 != 0, device,
              tables, &flows, now, counters)
            ?? first(
              batch, index, batch.route(index), flow: flow, device, tables, &flows, now, counters)
            ?? way(
              bytes, at: ingress, tables, flows: &flows, now: now, counters: counters,
              tracer: &tracer)
          flow &+= 1
        } else if batch.isPlain(index),
          view.ways[ingress.index].lane == FORWARD_LANE_TRANSIT
        {
          let packet = IPv4Packet(validated: bytes.baseAddress.unsafelyUnwrapped)
          verdict = balanced(
            transit(
              packet, batch.route(index), ingress, tables,
              PacketCounting(view: counters, bytes: bytes.count), tracer: &tracer),
            packet, device, tables, flows: &flows, now: now, tracer: &tracer)
        } else {
          verdict = way(
            bytes, at: ingress, tables, flows: &flows, now: now, counters: counters,
            tracer: &tracer)
        }
        batch.verdicts[index] = verdict
        counters.count(verdict, of: bytes.count, device, view)
        if batch.hasFrames, case .forward(let adjacency) = verdict {
          EthernetRewrite.write(
            adjacency, at: bytes.baseAddress.unsafelyUnwrapped - EthernetHeader.length, view)
        }
      }
    }
  }

  /// A packet of a flow that the port knows, with an address that nobody doubts; `nil` is for all others.
  ///
  /// - Parameter isUsed: the flow's record has taken note of the packet already.
  @inline(__always)
  private static func known(
    _ batch: borrowing PacketBatch, _ index: Int, flow: Int, isUsed: Bool, _ device: DeviceID,
    _ tables: ForwardingTables, _ flows: inout FlowTable, _ now: EmulatedInstant,
    _ counters: CounterView
  ) -> Verdict? {
    let found = batch.flows
    let view = tables.compiled.view
    let way = UnsafePointer(view.ways + batch.ingress[index].index)
    let bytes = batch.packets[index]
    let slot = found.slots[flow]
    let key = found.keys[flow]
    guard isUsed || flows.touch(located: slot, key, found.events[flow], now: now) else {
      return nil
    }
    if way.pointee.lane == FORWARD_LANE_TO_GUEST { return Delivery.toGuest() }
    let packet = IPv4Packet(validated: bytes.baseAddress.unsafelyUnwrapped)
    let route = batch.route(index)
    var tracer = NoTracer()
    let verdict = balanced(
      forward(
        packet, route, way, device, tables, PacketCounting(view: counters, bytes: bytes.count),
        tracer: &tracer), packet, device, tables, flows: &flows, now: now, tracer: &tracer)
    let decision = flows.decision(for: verdict, route, way, view)
    if decision != .unresolved { flows.resolve(decision, located: slot, key) }
    return verdict
  }
}

/// A bit for each packet of a batch.
typealias BatchBits = InlineArray<4, UInt64>

extension PacketBatch {
  /// Whether the header was found sound by the kernel, and without options.
  @inline(__always)
  fileprivate func isPlain(_ index: Int) -> Bool {
    let words = UnsafeRawPointer(columns).advanced(
      by: MemoryLayout<packet_columns>.offset(of: \.plain)!)
    let word = words.load(fromByteOffset: index / 64 &* 8, as: UInt64.self)
    return word &>> UInt64(index & 63) & 1 != 0
  }

  /// What the lookup answered.
  @inline(__always)
  fileprivate func route(_ index: Int) -> NextHopIndex {
    let routes = UnsafeRawPointer(columns).advanced(
      by: MemoryLayout<packet_columns>.offset(of: \.route)!)
    return routes.load(fromByteOffset: index &* 2, as: NextHopIndex.self)
  }
}

extension forward_way {
  @inline(__always)
  fileprivate var isPort: Bool {
    lane == FORWARD_LANE_FROM_GUEST || lane == FORWARD_LANE_TO_GUEST
  }
}
