import Addressing
import Wire

/// A packet's journey through one device: the table of contents.
///
/// Each method is the whole way, in straight-line code, one call a stage. The stages are functions in
/// `Stages/`; what differs between devices are fields of the tables.
package enum Pipeline {
  /// What becomes of `packet`, which came in at `ingress`. The TTL is taken from the packet's bytes.
  ///
  /// - Parameter now: the clock of the flow records, never before that of an earlier call.
  @specialized(where Observer == NoTracer)
  package static func process<Observer: Tracer>(
    _ bytes: UnsafeMutableRawBufferPointer, at ingress: InterfaceID, _ tables: ForwardingTables,
    flows: inout FlowTable, now: EmulatedInstant, tracer: inout Observer
  ) -> Verdict {
    process(
      bytes, at: ingress, tables, flows: &flows, now: now, counters: .none, tracer: &tracer)
  }

  /// The same, and counts the packet.
  ///
  /// - Parameter counters: made for these tables.
  @specialized(where Observer == NoTracer)
  package static func process<Observer: Tracer>(
    _ bytes: UnsafeMutableRawBufferPointer, at ingress: InterfaceID, _ tables: ForwardingTables,
    flows: inout FlowTable, now: EmulatedInstant, counters: inout ForwardingCounters,
    tracer: inout Observer
  ) -> Verdict {
    process(
      bytes, at: ingress, tables, flows: &flows, now: now, counters: counters.view,
      tracer: &tracer)
  }

  @inline(__always)
  static func process<Observer: Tracer>(
    _ bytes: UnsafeMutableRawBufferPointer, at ingress: InterfaceID, _ tables: ForwardingTables,
    flows: inout FlowTable, now: EmulatedInstant, counters: CounterView, tracer: inout Observer
  ) -> Verdict {
    let interface = tables.interfaces[ingress.index]
    let verdict = way(
      bytes, interface, tables, flows: &flows, now: now, counters: counters, tracer: &tracer)
    counters.count(verdict, of: bytes.count, at: ingress, interface.device, tables)
    return verdict
  }

  @inline(__always)
  private static func way<Observer: Tracer>(
    _ bytes: UnsafeMutableRawBufferPointer, _ interface: Interface, _ tables: ForwardingTables,
    flows: inout FlowTable, now: EmulatedInstant, counters: CounterView, tracer: inout Observer
  ) -> Verdict {
    let packet: IPv4Packet
    switch Validation.check(bytes) {
    case .success(let valid): packet = valid
    case .failure(let fault): return .drop(DropReason(fault))
    }
    let counting = PacketCounting(view: counters, bytes: bytes.count)
    switch interface.side {
    case .guest:
      return fromGuest(
        packet, interface, tables, flows: &flows, now: now, counting, tracer: &tracer)
    case .virtualNetwork where tables.devices[interface.device.index].port != nil:
      return toGuest(
        packet, interface, tables, flows: &flows, now: now, counting, tracer: &tracer)
    case .virtualNetwork, .tunnel, .circuit, .lan:
      return transit(packet, interface, tables, counting, tracer: &tracer)
    }
  }

  /// What becomes of a packet that `device` itself sends: an ICMP error, an echo reply, a host's own.
  ///
  /// No security rule and no TTL stands before it; a port's guest does not send this way.
  @specialized(where Observer == NoTracer)
  package static func originate<Observer: Tracer>(
    _ bytes: UnsafeMutableRawBufferPointer, device: DeviceID, _ tables: ForwardingTables,
    tracer: inout Observer
  ) -> Verdict {
    let packet: IPv4Packet
    switch Validation.check(bytes) {
    case .success(let valid): packet = valid
    case .failure(let fault): return .drop(DropReason(fault))
    }
    switch Routing.lookup(packet, device, tables, .none, tracer: &tracer) {
    case .failure(let reason): return .drop(reason)
    case .success(let hop): return Mapping.resolve(hop, packet, tables, tracer: &tracer)
    }
  }

  // MARK: The ways

  /// The virtual switch port, from the guest into the network.
  private static func fromGuest<Observer: Tracer>(
    _ packet: IPv4Packet, _ interface: Interface, _ tables: ForwardingTables,
    flows: inout FlowTable, now: EmulatedInstant, _ counting: PacketCounting,
    tracer: inout Observer
  ) -> Verdict {
    guard let port = tables.devices[interface.device.index].port else { return .drop(.noListener) }
    if let reason = DirectionLookup.fromGuest(packet, port, tracer: &tracer) {
      return .drop(reason)
    }
    let flow = FlowLookup.find(
      packet, .outbound, port: interface.device, flows: &flows, now: now, tracer: &tracer)
    if !flow.isKnown,
      let reason = SecurityRules.fromGuest(flow.tuple, port, tables, counting, tracer: &tracer)
    {
      return .drop(reason)
    }
    let verdict: Verdict
    switch Routing.lookup(packet, interface.device, tables, counting, tracer: &tracer) {
    case .failure(let reason): return .drop(reason)
    case .success(let hop): verdict = Mapping.resolve(hop, packet, tables, tracer: &tracer)
    }
    if case .forward = verdict,
      let reason = FlowLookup.remember(
        flow, port: interface.device, timeout: port.flowTimeout, flows: &flows, now: now)
    {
      return .drop(reason)
    }
    return verdict
  }

  /// The virtual switch port, from the network to the guest.
  private static func toGuest<Observer: Tracer>(
    _ packet: IPv4Packet, _ interface: Interface, _ tables: ForwardingTables,
    flows: inout FlowTable, now: EmulatedInstant, _ counting: PacketCounting,
    tracer: inout Observer
  ) -> Verdict {
    guard let port = tables.devices[interface.device.index].port else { return .drop(.noListener) }
    if let reason = DirectionLookup.toGuest(packet, port, tracer: &tracer) {
      return .drop(reason)
    }
    let flow = FlowLookup.find(
      packet, .inbound, port: interface.device, flows: &flows, now: now, tracer: &tracer)
    if !flow.isKnown,
      let reason = SecurityRules.toGuest(flow.tuple, port, tables, counting, tracer: &tracer)
    {
      return .drop(reason)
    }
    if let reason = FlowLookup.remember(
      flow, port: interface.device, timeout: port.flowTimeout, flows: &flows, now: now)
    {
      return .drop(reason)
    }
    return Delivery.toGuest()
  }

  /// Gateways, edges, routers and hosts.
  private static func transit<Observer: Tracer>(
    _ packet: IPv4Packet, _ interface: Interface, _ tables: ForwardingTables,
    _ counting: PacketCounting, tracer: inout Observer
  ) -> Verdict {
    let device = tables.devices[interface.device.index]
    let route = Routing.lookup(packet, interface.device, tables, counting, tracer: &tracer)
    if case .success(.local) = route { return Delivery.toDevice(packet, device) }
    if device.kind == .host { return Delivery.notHere() }
    if let reason = TimeToLive.take(packet, interface, tracer: &tracer) { return .drop(reason) }
    switch route {
    case .failure(let reason): return .drop(reason)
    case .success(let hop): return Mapping.resolve(hop, packet, tables, tracer: &tracer)
    }
  }
}
