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
    var rest: InlineArray<4, UInt64> = [0, 0, 0, 0]
    var delivery = Delivery.toGuest()
    var left: UInt64 = 0
    withUnsafeMutablePointer(to: &delivery) { delivery in
      var forwarding = packet_forwarding(
        packets: packets, columns: columns, ways: view.ways, ingress: ingress,
        is_uniform: isUniform ? 1 : 0, has_framing: batch.hasFrames ? 1 : 0,
        verdicts: batch.verdicts,
        tallies: UnsafeMutableRawPointer(tallies).assumingMemoryBound(to: packet_tally.self),
        delivered: UInt32(CounterLayout.delivered(0, view)), delivery: delivery)
      var span = rest.mutableSpan
      span.withUnsafeMutableBufferPointer { rest in
        if isUniform && lane == FORWARD_LANE_TRANSIT {
          // Validation, routing, and time to live, next hop and header rewrite of those that have but one way to go.
          let bytes = kernels.pointee.transit(&forwarding, count, rest.baseAddress)
          counterView.add(Int(ingress[0]), packets: count, bytes: bytes)
        } else {
          // Validation, and the fields of sound packets.
          let bytes = kernels.pointee.gather(packets, count, columns)
          if isUniform {
            counterView.add(Int(ingress[0]), packets: count, bytes: bytes)
            // Routing.
            if lane != FORWARD_LANE_TO_GUEST {
              withUnsafePointer(to: &view.ways[Int(ingress[0])].trie) {
                kernels.pointee.lookup($0, count, columns)
              }
            }
            for word in 0..<4 { rest[word] = bits(of: count, word: word) }
          } else {
            for index in 0..<count {
              counterView.count(Int(ingress[index]), batch.packets[index].count)
              hasPorts = hasPorts || view.ways[Int(ingress[index])].isPort
            }
            kernels.pointee.lookup_mixed(view.ways, ingress, count, columns)
            // Time to live, next hop and header rewrite.
            kernels.pointee.forward(&forwarding, count, rest.baseAddress)
          }
        }
        // Flow lookup, for the flows that ports know.
        if hasPorts {
          var table = flows.kernelView(now)
          kernels.pointee.known(&forwarding, &table, count, rest.baseAddress)
        }
        for word in 0..<(count &+ 63) / 64 { left |= rest[word] }
      }
    }
    if left == 0 { return }
    if hasPorts {
      locateFlows(batch, rest, view, &flows)
      decideFirstPackets(batch, tables)
    } else {
      batch.flows.packets[0] = .max
    }
    finish(batch, rest, tables, &flows, now, counterView)
  }

  /// A bit for each packet of one word.
  @inline(__always)
  private static func bits(of count: Int, word: Int) -> UInt64 {
    let inWord = min(max(count &- word &* 64, 0), 64)
    return inWord == 64 ? .max : (1 &<< UInt64(inWord)) &- 1
  }

  // MARK: What the kernels leave

  /// The packets of `rest` at ports whose flows one search finds: first fragments of TCP and UDP.
  private static func locateFlows(
    _ batch: borrowing PacketBatch, _ rest: InlineArray<4, UInt64>, _ view: ForwardingView,
    _ flows: inout FlowTable
  ) {
    let columns = batch.columns
    let found = batch.flows
    let transport = UnsafeRawPointer(columns).advanced(
      by: MemoryLayout<packet_columns>.offset(of: \.transport)!
    ).assumingMemoryBound(to: UInt64.self)
    var count = 0
    for word in 0..<(batch.count &+ 63) / 64 {
      var candidates = transport[word] & rest[word]
      while candidates != 0 {
        let index = word &* 64 &+ candidates.trailingZeroBitCount
        candidates &= candidates &- 1
        let ingress = batch.ingress[index]
        let way = view.ways + ingress.index
        guard way.pointee.isPort else { continue }
        let packet = IPv4Packet(validated: batch.packets[index].baseAddress.unsafelyUnwrapped)
        let direction: TraceStep.Direction =
          way.pointee.lane == FORWARD_LANE_TO_GUEST ? .inbound : .outbound
        let tuple = packet.fiveTuple
        found.tuples[count] = tuple
        found.keys[count] = FlowKey(
          tuple, direction, role: .either,
          port: view.interfaces[ingress.index].device)
        found.events[count] = FlowEvent(packet.tcpFlags, direction)
        found.packets[count] = index
        count &+= 1
      }
    }
    found.packets[count] = .max
    var start = 0
    while start < count {
      let step = min(FlowTable.batchSize, count &- start)
      flows.locate(found.keys + start, found.slots + start, step)
      start &+= step
    }
  }

  /// The packets of `rest`, one after the other.
  private static func finish(
    _ batch: borrowing PacketBatch, _ rest: InlineArray<4, UInt64>, _ tables: ForwardingTables,
    _ flows: inout FlowTable, _ now: EmulatedInstant, _ counters: CounterView
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
            known(batch, index, flow: flow, device, tables, &flows, now, counters)
            ?? first(
              batch, index, batch.route(index), flow: flow, device, tables, &flows, now, counters)
            ?? way(
              bytes, at: ingress, tables, flows: &flows, now: now, counters: counters,
              tracer: &tracer)
          flow &+= 1
        } else if batch.isPlain(index),
          view.ways[ingress.index].lane == FORWARD_LANE_TRANSIT
        {
          verdict = transit(
            IPv4Packet(validated: bytes.baseAddress.unsafelyUnwrapped), batch.route(index),
            ingress, tables, PacketCounting(view: counters, bytes: bytes.count), tracer: &tracer)
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
  @inline(__always)
  private static func known(
    _ batch: borrowing PacketBatch, _ index: Int, flow: Int, _ device: DeviceID,
    _ tables: ForwardingTables, _ flows: inout FlowTable, _ now: EmulatedInstant,
    _ counters: CounterView
  ) -> Verdict? {
    let way = UnsafePointer(tables.compiled.view.ways + batch.ingress[index].index)
    let bytes = batch.packets[index]
    let packet = IPv4Packet(validated: bytes.baseAddress.unsafelyUnwrapped)
    let isInbound = way.pointee.lane == FORWARD_LANE_TO_GUEST
    let own = isInbound ? packet.destination : packet.source
    guard way.pointee.forwards_all != 0 || own.rawValue == way.pointee.address,
      flows.touch(
        located: batch.flows.slots[flow], batch.flows.keys[flow], batch.flows.events[flow],
        now: now)
    else { return nil }
    if isInbound { return Delivery.toGuest() }
    var tracer = NoTracer()
    return forward(
      packet, batch.route(index), way, device, tables,
      PacketCounting(view: counters, bytes: bytes.count), tracer: &tracer)
  }
}

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
