import Addressing
import DataPlane
import Wire

/// The way of a packet. Each function takes it to the next link and says when it arrives there, or ends it.
extension PacketEngine {
  /// A packet that was at more devices goes round: a TTL allows 255 that take something from it.
  static let receptionLimit: Int32 = 1024

  /// What a device may change of a packet before it drops it: TTL and checksum. 32 bytes are one register.
  typealias HeaderBytes = SIMD4<UInt64>

  /// The packet came in at the interface that its slot names.
  mutating func arrive<Watcher: JourneyWatcher>(
    _ packet: PacketSlot, _ tables: ForwardingTables, _ watcher: Watcher
  ) -> Onward? {
    hopCount &+= 1
    let bytes = packet.bytes
    let interface = packet.header.pointee.ingress
    if !Watcher.isWatching, let step = plannedStep(packet, at: interface, tables) {
      switch step.pointee.kind {
      case .transit:
        if pass(packet, step) { return transmit(packet, over: step.pointee.adjacency) }
      case .toGuest:
        if isKnown(step) {
          keep(packet, at: step.pointee.endpoint)
          return nil
        }
      case .toHost:
        keep(packet, at: step.pointee.endpoint)
        return nil
      case .fromGuest, .origin: break
      }
    }
    var recorder = watcher.recorder(bytes)
    guard packet.header.pointee.receptions <= Self.receptionLimit else {
      return drop(.forwardingLoop, packet, at: interface, .inbound, recorder, tables, watcher)
    }
    let untouched = UnsafeRawPointer(bytes.baseAddress.unsafelyUnwrapped)
      .loadUnaligned(as: HeaderBytes.self)
    stagedCount &+= 1
    let verdict = Pipeline.process(
      bytes, at: interface, tables, flows: &flows, now: now, tracer: &recorder)
    switch checked(verdict, bytes.count, from: interface) {
    case .forward(let adjacency):
      watcher.show(packet, recorder, at: now, interface, .inbound, verdict, .none, tables)
      plan(.transit, packet, at: interface, adjacency, tables)
      return transmit(packet, over: adjacency)
    case .deliver:
      return deliver(packet, at: interface, .inbound, recorder, tables, watcher)
    case .drop(var reason):
      if reason == .linkDown, let end = tunnelEnd(verdict, tables) {
        switch pass(packet, verdict, through: end) {
        case .success(let outer):
          watcher.show(packet, recorder, at: now, interface, .inbound, verdict, .none, tables)
          pool.giveBack(packet)
          return originate(outer, at: end.interface, tables, watcher)
        case .failure(let fault): reason = fault
        }
      }
      restore(untouched, packet)
      return drop(reason, packet, at: interface, .inbound, recorder, tables, watcher)
    }
  }

  // MARK: Planned

  @inline(__always)
  private func plannedStep(
    _ packet: PacketSlot, at interface: InterfaceID, _ tables: ForwardingTables
  ) -> UnsafeMutablePointer<JourneyPlan.Step>? {
    guard let plan = packet.header.pointee.plan else { return nil }
    return plan.pointee.step(
      packet.header.pointee.receptions, at: interface, generation: tables.generation)
  }

  /// Takes the TTL if there is enough of it and the link is up, else nothing.
  @inline(__always)
  private func pass(
    _ packet: PacketSlot, _ step: UnsafeMutablePointer<JourneyPlan.Step>
  ) -> Bool {
    let view = IPv4Packet(validated: packet.bytes)
    let cost = step.pointee.cost
    guard isUp(step.pointee.adjacency.link) else { return false }
    guard cost > 0 else { return true }
    guard view.timeToLive > cost else { return false }
    view.decrementTimeToLive(by: cost)
    return true
  }

  @inline(__always)
  private func isUp(_ link: LinkID) -> Bool { links.lanes[Int(link.rawValue)].isUp }

  /// Whether the port knows the packet's flow, whose record is used now.
  @inline(__always)
  private mutating func isKnown(_ step: UnsafeMutablePointer<JourneyPlan.Step>) -> Bool {
    flows.touch(step.pointee.key, step.pointee.event, now)
  }

  /// Keeps what all stages said, if the packet has a plan.
  func plan(
    _ kind: JourneyPlan.Step.Kind, _ packet: PacketSlot, at interface: InterfaceID,
    _ adjacency: Adjacency, endpoint: Int = 0, _ tables: ForwardingTables
  ) {
    guard let plan = packet.header.pointee.plan, tables.balancing.frontEnds.isEmpty else { return }
    // Where rates count, every packet is asked about.
    if let rates, rates.limits(from: interface, to: adjacency.egress) { return }
    plan.pointee.record(
      kind, at: interface, to: adjacency, endpoint: endpoint, packet.header.pointee.receptions,
      tables)
  }

  /// Takes a packet that is sent now to the end of its journey, if that is planned, nothing comes between and it may
  /// be seen by `deadline`.
  ///
  /// - Returns: whether it is there. If not, nothing is done yet.
  mutating func sendExpress(
    _ packet: PacketSlot, before next: EmulatedInstant, until deadline: EmulatedInstant,
    _ tables: ForwardingTables
  ) -> Bool {
    guard let plan = packet.header.pointee.plan, plan.pointee.generation == tables.generation
    else { return false }
    if plan.pointee.express?.epoch != links.epoch { plan.pointee.prepareExpress(links) }
    guard let whole = plan.pointee.express, whole.epoch == links.epoch else { return false }
    let arrival = now + whole.delay
    let view = IPv4Packet(validated: packet.bytes)
    guard arrival < next, arrival <= deadline, Int(view.timeToLive) > whole.cost else {
      return false
    }
    let first = plan.pointee.steps
    switch first.pointee.kind {
    case .fromGuest: guard isKnown(first) else { return false }
    case .origin: break
    case .transit, .toGuest, .toHost: return false
    }
    if whole.cost > 0 {
      view.decrementTimeToLive(by: UInt8(truncatingIfNeeded: whole.cost))
    }
    let before = first + Int(whole.links) - 1
    packet.header.pointee.egress = before.pointee.adjacency.egress
    packet.header.pointee.ingress = before.pointee.adjacency.ingress
    packet.header.pointee.receptions = whole.links
    hopCount &+= UInt64(whole.links) &- 1
    collapsedHopCount &+= UInt64(whole.links)
    now = arrival
    return true
  }

  private func restore(_ untouched: HeaderBytes, _ packet: PacketSlot) {
    packet.bytes.baseAddress.unsafelyUnwrapped.storeBytes(of: untouched, as: HeaderBytes.self)
  }

  /// What the guest or host itself puts into the network. What is for itself does not get there.
  mutating func send<Watcher: JourneyWatcher>(
    _ packet: PacketSlot, from endpoint: Int, _ tables: ForwardingTables, _ watcher: Watcher
  ) -> Onward? {
    let place = endpoints.places[endpoint]
    if !Watcher.isWatching, let step = plannedStep(packet, at: place.attachment, tables),
      isUp(step.pointee.adjacency.link)
    {
      switch step.pointee.kind {
      case .fromGuest:
        if isKnown(step) {
          return transmit(packet, over: step.pointee.adjacency)
        }
      case .origin: return transmit(packet, over: step.pointee.adjacency)
      case .transit, .toGuest, .toHost: break
      }
    }
    guard place.isGuest else {
      return originate(packet, at: place.attachment, tables, watcher)
    }
    let bytes = packet.bytes
    var recorder = watcher.recorder(bytes)
    if Guest.isOwn(bytes, at: place) {
      packet.header.pointee.sentTo = tables.interfaces[place.attachment.index].macAddress
      return deliver(packet, at: place.attachment, .outbound, recorder, tables, watcher)
    }
    packet.header.pointee.sentTo = .azureFabric
    stagedCount &+= 1
    let verdict = Pipeline.process(
      bytes, at: place.attachment, tables, flows: &flows, now: now, tracer: &recorder)
    switch checked(verdict, bytes.count, from: place.attachment) {
    case .forward(let adjacency):
      watcher.show(packet, recorder, at: now, place.attachment, .outbound, verdict, .none, tables)
      plan(.fromGuest, packet, at: place.attachment, adjacency, tables)
      return transmit(packet, over: adjacency)
    case .deliver:
      return deliver(packet, at: place.attachment, .outbound, recorder, tables, watcher)
    case .drop(.platformServiceNotModelled) where platformAnswer != nil:
      platformAnswer = Array(bytes)
      watcher.show(packet, recorder, at: now, place.attachment, .outbound, .deliver, .none, tables)
      pool.giveBack(packet)
      return nil
    case .drop(let reason):
      return drop(reason, packet, at: place.attachment, .outbound, recorder, tables, watcher)
    }
  }

  /// What a device puts into the network by itself. It is seen at the interface by which it leaves.
  mutating func originate<Watcher: JourneyWatcher>(
    _ packet: PacketSlot, at origin: InterfaceID, _ tables: ForwardingTables, _ watcher: Watcher
  ) -> Onward? {
    var recorder = watcher.recorder(packet.bytes)
    stagedCount &+= 1
    let verdict = Pipeline.originate(
      packet.bytes, device: tables.interfaces[origin.index].device, tables, tracer: &recorder)
    var interface = origin
    var destination = MACAddress.azureFabric
    if case .forward(let adjacency) = verdict {
      interface = adjacency.egress
      destination = tables.interfaces[adjacency.ingress.index].macAddress
    }
    packet.header.pointee.sentTo = destination
    switch checked(verdict) {
    case .forward(let adjacency):
      watcher.show(packet, recorder, at: now, interface, .outbound, verdict, .none, tables)
      plan(.origin, packet, at: origin, adjacency, tables)
      return transmit(packet, over: adjacency)
    case .deliver:
      return deliver(packet, at: interface, .outbound, recorder, tables, watcher)
    case .drop(var reason):
      if reason == .linkDown, let end = tunnelEnd(verdict, tables) {
        if Decapsulation.takes(packet.bytes) {
          reason = .tunnelWithinTunnel
        } else {
          switch seal(packet, at: end) {
          case .success(let outer):
            watcher.show(packet, recorder, at: now, interface, .outbound, verdict, .none, tables)
            pool.giveBack(packet)
            return originate(outer, at: end.interface, tables, watcher)
          case .failure(let fault): reason = fault
          }
        }
      }
      return drop(reason, packet, at: interface, .outbound, recorder, tables, watcher)
    }
  }

  /// A packet that is put on a dead link goes nowhere.
  private func checked(_ verdict: Verdict) -> Verdict {
    guard case .forward(let adjacency) = verdict, !isUp(adjacency.link) else {
      return verdict
    }
    return .drop(.linkDown)
  }

  /// The same; and what is more than a limit on its way allows is dropped.
  @inline(__always)
  private mutating func checked(
    _ verdict: Verdict, _ bytes: Int, from ingress: InterfaceID
  ) -> Verdict {
    let verdict = checked(verdict)
    guard rates != nil else { return verdict }
    return limited(verdict, bytes, from: ingress)
  }

  private mutating func limited(
    _ verdict: Verdict, _ bytes: Int, from ingress: InterfaceID
  ) -> Verdict {
    guard case .forward(let adjacency) = verdict,
      let reason = rates?.admit(bytes: bytes, from: ingress, to: adjacency.egress, at: now)
    else { return verdict }
    return .drop(reason)
  }

  @inline(__always)
  private mutating func transmit(_ packet: PacketSlot, over adjacency: Adjacency) -> Onward {
    packet.header.pointee.egress = adjacency.egress
    packet.header.pointee.ingress = adjacency.ingress
    packet.header.pointee.receptions &+= 1
    return Onward(
      packet: packet, link: adjacency.link,
      at: links.lanes[Int(adjacency.link.rawValue)].arrival(at: now, &generator))
  }
}
