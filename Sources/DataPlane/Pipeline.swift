import Addressing
import CLookupKernels
import LongestPrefixMatch
import Wire

/// A packet's journey through one device: the table of contents.
///
/// Each method is the whole way, in straight-line code, one call a stage. The stages are functions in
/// `Stages/`; what differs between devices are fields of the tables. ``process(_:_:flows:now:counters:using:)`` takes
/// many packets the same ways.
package enum Pipeline {
  /// What becomes of `packet`, which came in at `ingress`. The TTL is taken from the packet's bytes.
  ///
  /// - Parameter now: the clock of the flow records, never before that of an earlier call.
  @specialized(where Observer == NoTracer)
  package static func process<Observer: Tracer>(
    _ bytes: UnsafeMutableRawBufferPointer, at ingress: InterfaceID, _ tables: ForwardingTables,
    flows: inout FlowTable, now: EmulatedInstant, tracer: inout Observer
  ) -> Verdict {
    way(bytes, at: ingress, tables, flows: &flows, now: now, counters: .none, tracer: &tracer)
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
    let verdict = way(
      bytes, at: ingress, tables, flows: &flows, now: now, counters: counters.view,
      tracer: &tracer)
    let view = tables.compiled.view
    counters.view.count(ingress.index, bytes.count)
    counters.view.count(
      verdict, of: bytes.count, view.interfaces[ingress.index].device, view)
    return verdict
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
    let way = tables.compiled.view.ownWay(device)
    let verdict = forward(
      packet, Routing.lookup(packet, way), way, device, tables, .none, tracer: &tracer)
    if case .forward(let adjacency) = verdict, adjacency.link.isFrontEnd {
      return TrafficSelection.own(adjacency, packet, tables.compiled.selectors)
    }
    return verdict
  }

  // MARK: The ways

  @inline(__always)
  static func way<Observer: Tracer>(
    _ bytes: UnsafeMutableRawBufferPointer, at ingress: InterfaceID, _ tables: ForwardingTables,
    flows: inout FlowTable, now: EmulatedInstant, counters: CounterView, tracer: inout Observer
  ) -> Verdict {
    let packet: IPv4Packet
    switch Validation.check(bytes) {
    case .success(let valid): packet = valid
    case .failure(let fault): return .drop(DropReason(fault))
    }
    let view = tables.compiled.view
    let interface = view.interfaces + ingress.index
    let counting = PacketCounting(view: counters, bytes: bytes.count)
    let isPort = view.devices[interface.pointee.device.index].isPort
    switch interface.pointee.side {
    case .guest:
      return fromGuest(
        packet, ingress, tables, flows: &flows, now: now, counting, tracer: &tracer)
    case .virtualNetwork where isPort:
      return toGuest(
        packet, ingress, tables, flows: &flows, now: now, counting, tracer: &tracer)
    case .virtualNetwork, .tunnel, .circuit, .lan, .microsoftNetwork:
      let way = UnsafePointer(view.ways + ingress.index)
      let verdict = transit(
        packet, Routing.lookup(packet, way), ingress, tables, counting, tracer: &tracer)
      return balanced(
        verdict, packet, interface.pointee.device, tables, flows: &flows, now: now, tracer: &tracer)
    }
  }

  /// The verdict, with a front end's backend in its place, and without what a tunnel's selectors keep out.
  @inline(__always)
  static func balanced<Observer: Tracer>(
    _ verdict: Verdict, _ packet: IPv4Packet, _ device: DeviceID, _ tables: ForwardingTables,
    flows: inout FlowTable, now: EmulatedInstant, tracer: inout Observer
  ) -> Verdict {
    guard case .forward(let adjacency) = verdict, adjacency.link.isFrontEnd else { return verdict }
    return LoadBalancing.choose(
      adjacency, packet, device, tables, flows: &flows, now: now, tracer: &tracer)
  }

  /// The virtual switch port, from the guest into the network.
  private static func fromGuest<Observer: Tracer>(
    _ packet: IPv4Packet, _ ingress: InterfaceID, _ tables: ForwardingTables,
    flows: inout FlowTable, now: EmulatedInstant, _ counting: PacketCounting,
    tracer: inout Observer
  ) -> Verdict {
    let view = tables.compiled.view
    let device = view.interfaces[ingress.index].device
    let port = view.devices + device.index
    guard port.pointee.isPort else { return .drop(.noListener) }
    let translates = view.balancing.translates(device)
    if let reason = DirectionLookup.fromGuest(packet, port.pointee, tracer: &tracer),
      !translates || !LoadBalancing.floats(packet.source, device, tables)
    {
      return .drop(reason)
    }
    let flow = FlowLookup.find(
      packet, .outbound, port: device, flows: &flows, now: now, tracer: &tracer)
    if !flow.isKnown,
      let reason = Carriage.refusal(flow.tuple)
        ?? SecurityRules.fromGuest(
          flow.tuple, port.pointee, tables, counting, tracer: &tracer)
    {
      return .drop(reason)
    }
    let translation =
      translates && flow.isKnown
      ? LoadBalancing.leaving(
        flow.tuple, device, tables, flows: &flows, flow.flags, now: now) : nil
    if let translation {
      LoadBalancing.translateBack(packet, flow.tuple, translation, tables)
      tracer.record(
        .translation(
          .outbound, from: flow.tuple.source, flow.tuple.sourcePort, to: packet.source,
          packet.fiveTuple.sourcePort))
    }
    let way = UnsafePointer(view.ways + ingress.index)
    let verdict = balanced(
      forward(
        packet, Routing.lookup(packet, way), way, device, tables, counting, tracer: &tracer),
      packet, device, tables, flows: &flows, now: now, tracer: &tracer)
    if case .forward = verdict {
      guard
        let reason = FlowLookup.remember(
          flow, port: device, timeout: port.pointee.flowTimeout, flows: &flows, now: now)
      else { return verdict }
      return .drop(reason)
    }
    if translation != nil {
      // Who is dropped is as it came in.
      packet.rewriteSource(to: flow.tuple.source, port: flow.tuple.sourcePort)
    }
    return verdict
  }

  /// The virtual switch port, from the network to the guest.
  private static func toGuest<Observer: Tracer>(
    _ packet: IPv4Packet, _ ingress: InterfaceID, _ tables: ForwardingTables,
    flows: inout FlowTable, now: EmulatedInstant, _ counting: PacketCounting,
    tracer: inout Observer
  ) -> Verdict {
    let view = tables.compiled.view
    let device = view.interfaces[ingress.index].device
    let port = view.devices + device.index
    guard port.pointee.isPort else { return .drop(.noListener) }
    if view.balancing.translates(device) {
      return toBackend(
        packet, device, tables, flows: &flows, now: now, counting, tracer: &tracer)
    }
    if let reason = DirectionLookup.toGuest(packet, port.pointee, tracer: &tracer) {
      return .drop(reason)
    }
    let flow = FlowLookup.find(
      packet, .inbound, port: device, flows: &flows, now: now, tracer: &tracer)
    if !flow.isKnown,
      let reason = Carriage.refusal(flow.tuple)
        ?? SecurityRules.toGuest(
          flow.tuple, port.pointee, tables, counting, tracer: &tracer)
    {
      return .drop(reason)
    }
    if let reason = FlowLookup.remember(
      flow, port: device, timeout: port.pointee.flowTimeout, flows: &flows, now: now)
    {
      return .drop(reason)
    }
    return Delivery.toGuest()
  }

  /// The port of a load balancer's backend: what comes for a front end becomes the backend's before anybody asks.
  @inline(never)
  private static func toBackend<Observer: Tracer>(
    _ packet: IPv4Packet, _ device: DeviceID, _ tables: ForwardingTables,
    flows: inout FlowTable, now: EmulatedInstant, _ counting: PacketCounting,
    tracer: inout Observer
  ) -> Verdict {
    let view = tables.compiled.view
    let original = packet.fiveTuple
    let translation = LoadBalancing.arriving(original, device, tables)
    let isFloating = translation.map { view.balancing.rules[$0.rule].isFloating } ?? false
    if let translation, !isFloating {
      LoadBalancing.translate(packet, original, translation, tables)
      let now = packet.fiveTuple
      tracer.record(
        .translation(
          .inbound, from: original.destination, original.destinationPort, to: now.destination,
          now.destinationPort))
    }
    let verdict = admit(
      packet, device, translation, isFloating, tables, flows: &flows, now: now, counting,
      tracer: &tracer)
    if case .drop = verdict, translation != nil, !isFloating {
      packet.rewriteDestination(to: original.destination, port: original.destinationPort)
    }
    return verdict
  }

  private static func admit<Observer: Tracer>(
    _ packet: IPv4Packet, _ device: DeviceID, _ translation: BalancingView.Translation?,
    _ isFloating: Bool, _ tables: ForwardingTables, flows: inout FlowTable, now: EmulatedInstant,
    _ counting: PacketCounting, tracer: inout Observer
  ) -> Verdict {
    let view = tables.compiled.view
    let port = view.devices + device.index
    if let reason = DirectionLookup.toGuest(packet, port.pointee, tracer: &tracer), !isFloating {
      return .drop(reason)
    }
    let flow = FlowLookup.find(
      packet, .inbound, port: device, flows: &flows, now: now, tracer: &tracer)
    if !flow.isKnown {
      if let reason = Carriage.refusal(flow.tuple)
        ?? SecurityRules.toGuest(
          flow.tuple, port.pointee, tables, counting, tracer: &tracer)
      {
        return .drop(reason)
      }
      if translation?.isStandard == true, let implicit = port.pointee.implicitRules {
        let table = tables.securityRules[implicit.index]
        let rule = table.decide(flow.tuple)
        if !table.rules[rule].allows { return .drop(.closedByStandardLoadBalancer) }
      }
    }
    if let reason = FlowLookup.remember(
      flow, port: device, timeout: port.pointee.flowTimeout, flows: &flows, now: now)
    {
      return .drop(reason)
    }
    LoadBalancing.remember(
      flow.tuple, translation, device, flow.flags, tables, flows: &flows, now: now)
    return Delivery.toGuest()
  }

  /// Gateways, edges, routers and hosts, once the packet's route is known.
  @inline(__always)
  static func transit<Observer: Tracer>(
    _ packet: IPv4Packet, _ route: NextHopIndex, _ ingress: InterfaceID,
    _ tables: ForwardingTables, _ counting: PacketCounting, tracer: inout Observer
  ) -> Verdict {
    let view = tables.compiled.view
    let interface = view.interfaces + ingress.index
    let device = interface.pointee.device
    let way = UnsafePointer(view.ways + ingress.index)
    let hop = Routing.choose(route, packet, way, device, tables, counting, tracer: &tracer)
    if case .success(.local) = hop { return Delivery.toDevice(packet, view.devices[device.index]) }
    if view.devices[device.index].kind == .host { return Delivery.notHere() }
    if let reason = TimeToLive.take(packet, interface.pointee, tracer: &tracer) {
      return .drop(reason)
    }
    switch hop {
    case .failure(let reason): return .drop(reason)
    case .success(let hop): return Mapping.resolve(hop, packet, view, tracer: &tracer)
    }
  }

  /// Routing and mapping, for a packet from which no TTL is taken.
  @inline(__always)
  static func forward<Observer: Tracer>(
    _ packet: IPv4Packet, _ route: NextHopIndex, _ way: UnsafePointer<forward_way>,
    _ device: DeviceID, _ tables: ForwardingTables, _ counting: PacketCounting,
    tracer: inout Observer
  ) -> Verdict {
    switch Routing.choose(route, packet, way, device, tables, counting, tracer: &tracer) {
    case .failure(let reason): return .drop(reason)
    case .success(let hop):
      return Mapping.resolve(hop, packet, tables.compiled.view, tracer: &tracer)
    }
  }
}
