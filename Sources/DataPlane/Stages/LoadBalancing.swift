import Addressing
import Wire

/// Load balancing.
///
/// - Summary: at the sender chooses a backend for what goes to a front end; at the backend's port makes the front
///   end's address the backend's, and in answers the other way round.
/// - Reads: the five-tuple, TCP's control bits, rules, backends and their health, records of earlier choices.
/// - Writes: at the backend's port addresses, ports and checksums (RFC 1624); records of choices and translations.
/// - Drops: `noLoadBalancingRule`, `noHealthyBackend`, `balancedToItself`, `basicFrontEndAcrossRegions`,
///   `frontEndAcrossRegions`; at the backend's port `closedByStandardLoadBalancer`.
/// - Next: the link; at the backend's port flow lookup, in answers routing.
/// - Source: Azure, "Azure Load Balancer distribution modes", "Floating IP", "health probes"; "Ananta" (SIGCOMM 2013):
///   the host of the backend translates, and answers go straight to the client.
/// - Example: a SYN from 10.1.0.4 to 192.168.1.36:80 goes to the port of 192.168.1.6, whose guest gets it at
///   192.168.1.6:80; its answer comes from 192.168.1.36:80.
enum LoadBalancing {
  // MARK: At the sender

  /// The way to the backend of a packet for which mapping found a front end.
  ///
  /// The first packet of a flow chooses among the backends that are up. Later ones of TCP stay with it, also when it
  /// is down; once all are down a Standard load balancer's connections go on and a Basic one's end. UDP moves.
  @inline(never)
  static func choose<Observer: Tracer>(
    _ adjacency: Adjacency, _ packet: IPv4Packet, _ device: DeviceID, _ tables: ForwardingTables,
    flows: inout FlowTable, now: EmulatedInstant, tracer: inout Observer
  ) -> Verdict {
    // Selectors stand in the place of a link as front ends do.
    if adjacency.link.isSelectors {
      return TrafficSelection.choose(adjacency, packet, tables.compiled.selectors)
    }
    let view = tables.compiled.view
    let number = adjacency.link.frontEndNumber
    let frontEnd = view.balancing.frontEnds[number]
    let flow = packet.fiveTuple
    if let refusal = frontEnd.refusal {
      tracer.record(
        .balancing(frontEnd: number, rule: nil, backend: nil, healthy: 0, isKept: false))
      return .drop(refusal)
    }
    guard let rule = rule(frontEnd, flow, view) else {
      tracer.record(
        .balancing(frontEnd: number, rule: nil, backend: nil, healthy: 0, isKept: false))
      return .drop(.noLoadBalancingRule)
    }
    let facts = view.balancing.rules[rule]
    let key = FlowKey(flow, .outbound, role: .either, port: device).marked
    let flags = packet.tcpFlags
    let event = FlowEvent(flags, .outbound)
    let opens = flags.contains(.syn) && !flags.contains(.ack)
    var chosen: Int?
    var isKept = false
    if !opens, let address = flows.marked(key, event, now),
      let earlier = facts.backends.firstIndex(where: { $0.address.rawValue == address })
    {
      let isTCP = flow.protocolNumber == .tcp
      let goesOn = facts.healthy > 0 || frontEnd.isStandard
      if facts.backends[earlier].isUp || (isTCP && goesOn) {
        chosen = earlier
        isKept = true
      }
    }
    let backend = chosen ?? hashed(flow, facts)
    tracer.record(
      .balancing(
        frontEnd: number, rule: rule - frontEnd.rules.lowerBound, backend: backend,
        healthy: facts.healthy, isKept: isKept))
    guard let backend else { return .drop(.noHealthyBackend) }
    let target = facts.backends[backend]
    guard view.interfaces[target.interface.index].device != device else {
      return .drop(.balancedToItself)
    }
    guard let link = view.fabricLink(from: adjacency.egress, to: target.interface) else {
      return .drop(.noSuchAddress)
    }
    if !isKept {
      flows.mark(key, event, target.address.rawValue, timeout: facts.idleTimeout, now)
    }
    return .forward(Adjacency(egress: adjacency.egress, ingress: target.interface, link: link))
  }

  /// The rule for the flow: of an appliance's front end, whose address is not the destination, one for all ports.
  private static func rule(
    _ frontEnd: BalancingView.FrontEnd, _ flow: FiveTuple, _ view: ForwardingView
  ) -> Int? {
    let isThrough = flow.destination != frontEnd.address
    for number in frontEnd.rules {
      let rule = view.balancing.rules[number]
      if rule.takes(flow), !isThrough || rule.isForAllPorts { return number }
    }
    return nil
  }

  /// Among the backends that are up, in their order.
  private static func hashed(_ flow: FiveTuple, _ rule: BalancingView.Rule) -> Int? {
    guard rule.healthy > 0 else { return nil }
    var flow = fields(flow, rule.distribution)
    if rule.isForAllPorts { flow = symmetric(flow) }
    var left = ECMPHash.choose(flow, seed: 0, of: rule.healthy)
    for (index, backend) in rule.backends.enumerated() where backend.isUp {
      if left == 0 { return index }
      left -= 1
    }
    return nil
  }

  /// The flow without the fields that do not count.
  private static func fields(
    _ flow: FiveTuple, _ distribution: LoadBalancingTables.Distribution
  ) -> FiveTuple {
    var flow = flow
    switch distribution {
    case .fiveTuple: return flow
    case .addressesAndProtocol: break
    case .addresses: flow.protocolNumber = IPProtocol(rawValue: 0)
    }
    flow.sourcePort = Port(rawValue: 0)
    flow.destinationPort = Port(rawValue: 0)
    return flow
  }

  /// The same for both directions: through appliances behind high-availability ports a flow comes back the way it went
  /// (Azure: "High availability ports overview", flow symmetry).
  private static func symmetric(_ flow: FiveTuple) -> FiveTuple {
    let source = UInt64(flow.source.rawValue) << 16 | UInt64(flow.sourcePort.rawValue)
    let destination =
      UInt64(flow.destination.rawValue) << 16 | UInt64(flow.destinationPort.rawValue)
    return source <= destination ? flow : flow.reversed
  }

  // MARK: At the backend's port

  /// What the port makes of a packet for a front end.
  @inline(never)
  static func arriving(
    _ flow: FiveTuple, _ device: DeviceID, _ tables: ForwardingTables
  ) -> BalancingView.Translation? {
    let view = tables.compiled.view
    return view.balancing.translations(at: device).first {
      $0.frontEnd == flow.destination && view.balancing.rules[$0.rule].takes(flow)
    }
  }

  /// Whether the guest may send from `address`: it is a floating front end's.
  @inline(never)
  static func floats(_ address: IPv4Address, _ device: DeviceID, _ tables: ForwardingTables) -> Bool
  {
    let view = tables.compiled.view
    return view.balancing.translations(at: device).contains {
      $0.frontEnd == address && view.balancing.rules[$0.rule].isFloating
    }
  }

  /// What the port makes of an answer to a packet that it translated.
  @inline(never)
  static func leaving(
    _ flow: FiveTuple, _ device: DeviceID, _ tables: ForwardingTables, flows: inout FlowTable,
    _ flags: TCPFlags, now: EmulatedInstant
  ) -> BalancingView.Translation? {
    let view = tables.compiled.view
    guard flow.protocolNumber == .tcp || flow.protocolNumber == .udp else { return nil }
    let key = FlowKey(flow, .outbound, role: .either, port: device).marked
    guard let frontEnd = flows.marked(key, FlowEvent(flags, .outbound), now) else { return nil }
    return view.balancing.translations(at: device).first {
      let rule = view.balancing.rules[$0.rule]
      return $0.frontEnd.rawValue == frontEnd && $0.backend == flow.source && !rule.isFloating
        && (rule.isForAllPorts
          || (rule.protocolNumber == flow.protocolNumber
            && rule.backendPort == flow.sourcePort.rawValue))
    }
  }

  /// Makes the destination the backend's.
  @inline(never)
  static func translate(
    _ packet: IPv4Packet, _ flow: FiveTuple, _ translation: BalancingView.Translation,
    _ tables: ForwardingTables
  ) {
    let view = tables.compiled.view
    let rule = view.balancing.rules[translation.rule]
    packet.rewriteDestination(
      to: translation.backend,
      port: rule.isForAllPorts ? flow.destinationPort : Port(rawValue: rule.backendPort))
  }

  /// Makes the source the front end's.
  @inline(never)
  static func translateBack(
    _ packet: IPv4Packet, _ flow: FiveTuple, _ translation: BalancingView.Translation,
    _ tables: ForwardingTables
  ) {
    let view = tables.compiled.view
    let rule = view.balancing.rules[translation.rule]
    packet.rewriteSource(
      to: translation.frontEnd,
      port: rule.isForAllPorts ? flow.sourcePort : Port(rawValue: rule.frontendPort))
  }

  /// Notes, after the packet passed the port, that the flow came by the front end, or straight.
  @inline(never)
  static func remember(
    _ flow: FiveTuple, _ translation: BalancingView.Translation?, _ device: DeviceID,
    _ flags: TCPFlags, _ tables: ForwardingTables, flows: inout FlowTable, now: EmulatedInstant
  ) {
    let view = tables.compiled.view
    guard flow.protocolNumber == .tcp || flow.protocolNumber == .udp else { return }
    let key = FlowKey(flow, .inbound, role: .either, port: device).marked
    let event = FlowEvent(flags, .inbound)
    guard let translation else {
      if flags.contains(.syn), !flags.contains(.ack) { flows.unmark(key) }
      return
    }
    let rule = view.balancing.rules[translation.rule]
    if rule.isFloating { return }
    if flows.marked(key, event, now) == translation.frontEnd.rawValue { return }
    flows.mark(key, event, translation.frontEnd.rawValue, timeout: rule.idleTimeout, now)
  }
}
