import Addressing
import CLookupKernels
import LongestPrefixMatch
import Wire

/// What one device does with every packet of a flow, once its tables and flow records have settled it.
///
/// A device decides about a plain packet of TCP or UDP (sound header without options, first fragment, ports there) by
/// the interface at which it came in, its addresses, protocol and ports, its TTL, the tables, and at a port the flow's
/// record. All of that but TTL and record is the same for all packets of one direction of a flow until the tables
/// change; so who asked once may send the others the same way, as long as their TTL is greater than the cost and the
/// record is used for each (``FlowTable/use(_:_:flags:now:)``).
package struct SettledHop: Hashable, Sendable {
  /// Sent on, or delivered.
  package var verdict: Verdict
  /// Where packets are counted besides at their interface.
  package var route: CounterPlace?
  package var delivered: CounterPlace?
  /// What is taken from the TTL, which must be greater unless nothing is taken.
  package var cost: Int
  /// At a port: the flow's record.
  package var record: FlowSlot?
}

/// The records of one flow at the ports of both its ends, as packets of one direction use them. A slot that is ``FlowSlot/none``
/// stands for an end without a port.
package struct FlowPassage: Hashable, Sendable {
  /// At the port of the sender.
  package var outbound = FlowSlot.none
  package var outboundPort = DeviceID(rawValue: 0)
  /// At the port of the receiver.
  package var inbound = FlowSlot.none
  package var inboundPort = DeviceID(rawValue: 0)

  package init() {}
}

extension Pipeline {
  /// What the device does with packets like this one, if it is settled: the device sends them on or delivers them, and
  /// changes nothing but their TTL. Writes to nothing but the packet's TTL and checksum, and counts nothing.
  ///
  /// Asked once for many packets: what this does not know for certain is `nil`, and goes through the stages one packet
  /// after the other.
  ///
  /// - Parameters:
  ///   - bytes: of a plain packet of TCP or UDP; its checksum need not be right.
  ///   - flows: have adopted these tables.
  package static func settled(
    _ bytes: UnsafeMutableRawBufferPointer, at ingress: InterfaceID, _ tables: ForwardingTables,
    flows: borrowing FlowTable, now: EmulatedInstant
  ) -> SettledHop? {
    let view = tables.compiled.view
    let packet = IPv4Packet(validated: bytes)
    let device = view.interfaces[ingress.index].device
    let facts = view.devices[device.index]
    let way = UnsafePointer(view.ways + ingress.index)
    let delivered = CounterPlace(CounterLayout.delivered(device.index, view))
    var tracer = NoTracer()
    switch Int32(way.pointee.lane) {
    case FORWARD_LANE_FROM_GUEST:
      guard DirectionLookup.fromGuest(packet, facts, tracer: &tracer) == nil,
        let slot = flows.live(key(packet, .outbound, device), now),
        let action = flows.action(at: slot)
      else { return nil }
      return SettledHop(
        verdict: .forward(
          Adjacency(
            egress: InterfaceID(rawValue: action.adjacency.0),
            ingress: InterfaceID(rawValue: action.adjacency.1),
            link: LinkID(rawValue: action.adjacency.2))),
        route: CounterPlace(Int(action.tally)), cost: 0, record: slot)
    case FORWARD_LANE_TO_GUEST:
      guard DirectionLookup.toGuest(packet, facts, tracer: &tracer) == nil,
        let slot = flows.live(key(packet, .inbound, device), now)
      else { return nil }
      return SettledHop(verdict: Delivery.toGuest(), delivered: delivered, cost: 0, record: slot)
    case FORWARD_LANE_TRANSIT: break
    case _ where facts.kind == .host && view.interfaces[ingress.index].side != .guest: break
    case _: return nil
    }
    let route = Routing.lookup(packet, way)
    guard route != .noRoute else { return nil }
    let before = packet.timeToLive
    let verdict = transit(packet, route, ingress, tables, .none, tracer: &tracer)
    let counted = CounterPlace(Int(way.pointee.tallies) &+ Int(route.rawValue))
    let cost = Int(before) - Int(packet.timeToLive)
    return switch verdict {
    case .forward(let adjacency) where adjacency.link.isFrontEnd: nil
    case .forward: SettledHop(verdict: verdict, route: counted, cost: cost)
    case .deliver: SettledHop(verdict: verdict, route: counted, delivered: delivered, cost: cost)
    case .drop: nil
    }
  }

  private static func key(
    _ packet: IPv4Packet, _ direction: TraceStep.Direction, _ port: DeviceID
  ) -> FlowKey {
    FlowKey(packet.fiveTuple, direction, role: .either, port: port)
  }
}

extension FlowTable {
  /// The slot of the key's record, if it lives and does not stand in an outgrown table.
  fileprivate borrowing func live(_ key: FlowKey, _ now: EmulatedInstant) -> FlowSlot? {
    let slot = slots.find(key)
    guard slot >= 0, slots.base[slot].deadline >= now.nanoseconds else { return nil }
    return FlowSlot(rawValue: Int32(truncatingIfNeeded: slot))
  }

  /// Where the flow's packets that leave the guest go under the adopted tables.
  fileprivate borrowing func action(at slot: FlowSlot) -> flow_action? {
    let number = decision(at: slot)
    guard number != .unresolved, Int(number.rawValue) < actions.count else { return nil }
    return actions.base?[Int(number.rawValue)]
  }

  /// Fetches records that will be used.
  package borrowing func fetch(_ records: UnsafeBufferPointer<FlowSlot>) {
    for record in records { lookup_prefetch(slots.base + Int(record.rawValue)) }
  }

  /// Uses both records for one packet, if they are there, live and stay of the same connection; else none of them, and
  /// the packet must go through the stages.
  ///
  /// - Parameters:
  ///   - passage: is told where the records stand now.
  ///   - flags: of a TCP segment; empty for UDP.
  package mutating func use(
    _ passage: inout FlowPassage, _ tuple: FiveTuple, flags: TCPFlags, now: EmulatedInstant
  ) -> Bool {
    let sent = FlowEvent(flags, .outbound)
    let received = FlowEvent(flags, .inbound)
    if passage.outbound.isKnown {
      let key = FlowKey(tuple, .outbound, role: .either, port: passage.outboundPort)
      guard let slot = usable(passage.outbound, key, sent, now) else { return false }
      passage.outbound = slot
    }
    if passage.inbound.isKnown {
      let key = FlowKey(tuple, .inbound, role: .either, port: passage.inboundPort)
      guard let slot = usable(passage.inbound, key, received, now) else { return false }
      passage.inbound = slot
    }
    if passage.outbound.isKnown { _ = use(Int(passage.outbound.rawValue), sent, now) }
    if passage.inbound.isKnown { _ = use(Int(passage.inbound.rawValue), received, now) }
    return true
  }

  /// Where the key's record stands, at first looked for at `slot`; `nil` if it cannot be used for this packet.
  @inline(__always)
  private borrowing func usable(
    _ slot: FlowSlot, _ key: FlowKey, _ event: FlowEvent, _ now: EmulatedInstant
  ) -> FlowSlot? {
    var index = Int(slot.rawValue)
    if index >= slots.count || slots.base[index].key != key { index = slots.find(key) }
    guard index >= 0, slots.base[index].deadline >= now.nanoseconds,
      transitions.next(slots.base[index].bits, event) & TCPTransitions.reopens == 0
    else { return nil }
    return FlowSlot(rawValue: Int32(truncatingIfNeeded: index))
  }
}
