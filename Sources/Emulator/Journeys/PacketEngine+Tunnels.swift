import Addressing
import DataPlane

/// Packets into tunnels whose outer packets are real, and out of them.
extension PacketEngine {
  /// The end of the tunnel into which a packet goes over `verdict`'s link; `nil` if that is no such tunnel, or down.
  func tunnelEnd(_ verdict: Verdict, _ tables: ForwardingTables) -> TunnelEnd? {
    guard case .forward(let adjacency) = verdict, links.carries(adjacency.link) else { return nil }
    return tables.tunnelEnd(at: adjacency.egress)
  }

  /// The ESP packet that carries a packet which came in, if no limit holds it up.
  mutating func pass(
    _ packet: PacketSlot, _ verdict: Verdict, through end: TunnelEnd
  ) -> Result<PacketSlot, DropReason> {
    if case .forward(let adjacency) = verdict,
      let reason = rates?.admit(
        bytes: packet.bytes.count, from: packet.header.pointee.ingress, to: adjacency.egress,
        at: now)
    {
      return .failure(reason)
    }
    return seal(packet, at: end)
  }

  /// The ESP packet that carries `packet`, in a slot of its own and with the same number.
  mutating func seal(
    _ packet: PacketSlot, at end: TunnelEnd
  ) -> Result<PacketSlot, DropReason> {
    let header = packet.header.pointee
    let outer = pool.take(
      length: Encapsulation.length(carrying: packet.bytes.count), id: header.id,
      cause: header.cause)
    outer.header.pointee.receptions = header.receptions
    switch Encapsulation.seal(packet.bytes, at: end, associations, into: outer.bytes) {
    case .success(let length):
      outer.header.pointee.length = Int32(truncatingIfNeeded: length)
      return .success(outer)
    case .failure(let reason):
      pool.giveBack(outer)
      return .failure(reason)
    }
  }

  /// Takes what is inside an ESP packet that came to a device where tunnels end, and lets it come in there.
  mutating func open<Watcher: JourneyWatcher>(
    _ packet: PacketSlot, at interface: InterfaceID, _ direction: PacketObservation.Direction,
    _ recorder: Watcher.Recorder, _ tables: ForwardingTables, _ watcher: Watcher
  ) -> Onward? {
    let header = packet.header.pointee
    let inner = pool.take(length: packet.bytes.count, id: header.id, cause: header.cause)
    let device = tables.interfaces[interface.index].device
    switch Decapsulation.open(packet.bytes, at: device, associations, into: inner.bytes) {
    case .success(let opened):
      watcher.show(packet, recorder, at: now, interface, direction, .deliver, .none, tables)
      pool.giveBack(packet)
      inner.header.pointee.length = Int32(truncatingIfNeeded: opened.length)
      inner.header.pointee.receptions = header.receptions &+ 1
      inner.header.pointee.egress = opened.end.peer
      inner.header.pointee.ingress = opened.end.interface
      return arrive(inner, tables, watcher)
    case .failure(let reason):
      pool.giveBack(inner)
      return drop(reason, packet, at: interface, direction, recorder, tables, watcher)
    }
  }
}
