import Addressing
import CLookupKernels
import LongestPrefixMatch
import Wire

/// The first packets of flows at ports: rules for many at a time, then one record after the other.
extension Pipeline {
  /// Asks the security rules about all packets of a batch whose flows were not found: one search for those that
  /// came in at one interface after each other. Those that are looked at closer (``Carriage``) go the way of single
  /// packets.
  static func decideFirstPackets(
    _ batch: borrowing PacketBatch, _ tables: ForwardingTables
  ) {
    let found = batch.flows
    let view = tables.compiled.view
    var flow = 0
    while found.packets[flow] != .max {
      if found.slots[flow].isKnown {
        flow &+= 1
        continue
      }
      if !Carriage.isPlain(found.tuples[flow]) {
        found.slots[flow] = .nowhere
        flow &+= 1
        continue
      }
      let ingress = batch.ingress[found.packets[flow]]
      let first = flow
      flow &+= 1
      while found.packets[flow] != .max, !found.slots[flow].isKnown,
        batch.ingress[found.packets[flow]] == ingress, Carriage.isPlain(found.tuples[flow])
      {
        flow &+= 1
      }
      guard let security = security(at: ingress, view) else { continue }
      let flows = UnsafeBufferPointer(start: found.tuples + first, count: flow - first)
      let decisions = UnsafeMutableBufferPointer(
        start: found.decisions + first, count: flow - first)
      var results = decisions.mutableSpan
      tables.securityClassifiers[security.classifier.index].decide(flows.span, into: &results)
    }
  }

  /// A packet whose flow was not found when its batch was searched, and whose rules are decided: as
  /// ``fromGuest(_:_:_:flows:now:_:tracer:)`` and ``toGuest(_:_:_:flows:now:_:tracer:)`` do. `nil` is for all
  /// others.
  @inline(__always)
  static func first(
    _ batch: borrowing PacketBatch, _ index: Int, _ route: NextHopIndex, flow: Int,
    _ device: DeviceID, _ tables: ForwardingTables, _ flows: inout FlowTable,
    _ now: EmulatedInstant, _ counters: CounterView
  ) -> Verdict? {
    let found = batch.flows
    if found.slots[flow].isKnown { return nil }
    let ingress = batch.ingress[index]
    let view = tables.compiled.view
    let way = UnsafePointer(view.ways + ingress.index)
    let bytes = batch.packets[index]
    let packet = IPv4Packet(validated: bytes.baseAddress.unsafelyUnwrapped)
    let isInbound = way.pointee.lane == FORWARD_LANE_TO_GUEST
    let counting = PacketCounting(view: counters, bytes: bytes.count)
    // An earlier packet of the batch may have made the record.
    let key = found.keys[flow]
    let isKnown = flows.touch(key, found.events[flow], now)
    if !isKnown, let security = security(at: ingress, view),
      let reason = SecurityRules.denial(found.decisions[flow], security, tables, counting)
    {
      return .drop(reason)
    }
    var verdict = Delivery.toGuest()
    if !isInbound {
      var tracer = NoTracer()
      verdict = balanced(
        forward(packet, route, way, device, tables, counting, tracer: &tracer), packet, device,
        tables, flows: &flows, now: now, tracer: &tracer)
      guard case .forward = verdict else { return verdict }
    }
    if isKnown { return verdict }
    let candidate = FlowCandidate(
      key: key, event: found.events[flow],
      idleTimeout: flows.idleTimeout(of: view.devices[device.index].flowTimeout), isAllowed: true,
      decision: flows.decision(for: verdict, route, way, view))
    return flows.insert(candidate, now: now) == .limitReached ? .drop(.flowLimitReached) : verdict
  }

  @inline(__always)
  private static func security(at ingress: InterfaceID, _ view: ForwardingView) -> PortSecurity? {
    let facts = view.devices + view.interfaces[ingress.index].device.index
    return view.ways[ingress.index].lane == FORWARD_LANE_TO_GUEST
      ? facts.pointee.inboundSecurity : facts.pointee.outboundSecurity
  }
}
