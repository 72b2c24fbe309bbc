import Addressing
import DataPlane

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
    var recorder = watcher.recorder(bytes)
    guard packet.header.pointee.receptions <= Self.receptionLimit else {
      return drop(.forwardingLoop, packet, at: interface, .inbound, recorder, tables, watcher)
    }
    let untouched = UnsafeRawPointer(bytes.baseAddress.unsafelyUnwrapped)
      .loadUnaligned(as: HeaderBytes.self)
    let verdict = Pipeline.process(
      bytes, at: interface, tables, flows: &flows, now: now, tracer: &recorder)
    switch checked(verdict) {
    case .forward(let adjacency):
      watcher.show(packet, recorder, at: now, interface, .inbound, verdict, .none, tables)
      return transmit(packet, over: adjacency)
    case .deliver:
      restore(untouched, packet)
      return deliver(packet, at: interface, .inbound, recorder, tables, watcher)
    case .drop(let reason):
      restore(untouched, packet)
      return drop(reason, packet, at: interface, .inbound, recorder, tables, watcher)
    }
  }

  private func restore(_ untouched: HeaderBytes, _ packet: PacketSlot) {
    packet.bytes.baseAddress.unsafelyUnwrapped.storeBytes(of: untouched, as: HeaderBytes.self)
  }

  /// What the guest or host itself puts into the network. What is for itself does not get there.
  mutating func send<Watcher: JourneyWatcher>(
    _ packet: PacketSlot, from endpoint: Int, _ tables: ForwardingTables, _ watcher: Watcher
  ) -> Onward? {
    let place = endpoints.places[endpoint]
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
    let verdict = Pipeline.process(
      bytes, at: place.attachment, tables, flows: &flows, now: now, tracer: &recorder)
    switch checked(verdict) {
    case .forward(let adjacency):
      watcher.show(packet, recorder, at: now, place.attachment, .outbound, verdict, .none, tables)
      return transmit(packet, over: adjacency)
    case .deliver:
      return deliver(packet, at: place.attachment, .outbound, recorder, tables, watcher)
    case .drop(let reason):
      return drop(reason, packet, at: place.attachment, .outbound, recorder, tables, watcher)
    }
  }

  /// What a device puts into the network by itself. It is seen at the interface by which it leaves.
  mutating func originate<Watcher: JourneyWatcher>(
    _ packet: PacketSlot, at origin: InterfaceID, _ tables: ForwardingTables, _ watcher: Watcher
  ) -> Onward? {
    var recorder = watcher.recorder(packet.bytes)
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
      return transmit(packet, over: adjacency)
    case .deliver:
      return deliver(packet, at: interface, .outbound, recorder, tables, watcher)
    case .drop(let reason):
      return drop(reason, packet, at: interface, .outbound, recorder, tables, watcher)
    }
  }

  /// A packet that is put on a dead link goes nowhere.
  private func checked(_ verdict: Verdict) -> Verdict {
    guard case .forward(let adjacency) = verdict, !links.lanes[adjacency.link.index].isUp else {
      return verdict
    }
    return .drop(.linkDown)
  }

  private mutating func transmit(_ packet: PacketSlot, over adjacency: Adjacency) -> Onward {
    packet.header.pointee.egress = adjacency.egress
    packet.header.pointee.ingress = adjacency.ingress
    packet.header.pointee.receptions &+= 1
    return Onward(
      packet: packet, link: adjacency.link,
      at: links.lanes[adjacency.link.index].arrival(at: now, &generator))
  }
}
