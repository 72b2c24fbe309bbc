import Addressing
import DataPlane

/// How a packet's way ends, and what is sent because of it.
extension PacketEngine {
  /// The number of a packet that is made now.
  private mutating func takeID() -> PacketID {
    packetCount &+= 1
    return PacketID(rawValue: packetCount)
  }

  /// The identification of a packet that would be made now: its number's low half.
  private var identification: UInt16 { UInt16(truncatingIfNeeded: packetCount &+ 1) }

  /// Tells the sender if the device does.
  mutating func drop<Watcher: JourneyWatcher>(
    _ reason: DropReason, _ packet: PacketSlot, at interface: InterfaceID,
    _ direction: PacketObservation.Direction, _ recorder: Watcher.Recorder,
    _ tables: ForwardingTables, _ watcher: Watcher
  ) -> Onward? {
    var answer = ICMPErrors.Answer.silent(.noMessage)
    // A device does not tell itself of what it could not send.
    if direction == .inbound {
      answer = ICMPErrors.answer(
        about: packet.bytes, reason: reason, at: interface, tables,
        identification: identification)
    }
    defer { pool.giveBack(packet) }
    switch answer {
    case .silent(let silence):
      watcher.show(
        packet, recorder, at: now, interface, direction, .drop(reason), .silent(silence), tables)
      return nil
    case .send(let error):
      let id = takeID()
      watcher.show(
        packet, recorder, at: now, interface, direction, .drop(reason), .sent(id), tables)
      let message = pool.take(error, id: id, cause: packet.header.pointee.id)
      return originate(message, at: interface, tables, watcher)
    }
  }

  /// Gives a packet to the guest, the host or the device itself.
  @inline(__always)
  mutating func deliver<Watcher: JourneyWatcher>(
    _ packet: PacketSlot, at interface: InterfaceID, _ direction: PacketObservation.Direction,
    _ recorder: Watcher.Recorder, _ tables: ForwardingTables, _ watcher: Watcher
  ) -> Onward? {
    let device = tables.interfaces[interface.index].device
    guard let endpoint = endpoints.index(of: device) else {
      if tables.devices[device.index].endsTunnels, Decapsulation.takes(packet.bytes) {
        return open(packet, at: interface, direction, recorder, tables, watcher)
      }
      return answerEcho(packet, at: interface, direction, recorder, tables, watcher)
    }
    let bytes = packet.bytes
    switch Guest.react(
      to: bytes, at: endpoints.places[endpoint], identification: identification)
    {
    case .keep:
      watcher.show(packet, recorder, at: now, interface, direction, .deliver, .none, tables)
      if direction == .inbound {
        plan(
          endpoints.places[endpoint].isGuest ? .toGuest : .toHost, packet, at: interface,
          Adjacency(egress: interface, ingress: interface, link: LinkID(rawValue: 0)),
          endpoint: endpoint, tables)
      }
      keep(packet, at: endpoint)
      return nil
    case .silent(let silence):
      watcher.show(
        packet, recorder, at: now, interface, direction, .deliver, .silent(silence), tables)
      pool.giveBack(packet)
      return nil
    case .answer(let answer):
      let id = takeID()
      watcher.show(packet, recorder, at: now, interface, direction, .deliver, .sent(id), tables)
      let reply = pool.take(answer, id: id, cause: packet.header.pointee.id)
      pool.giveBack(packet)
      return send(reply, from: endpoint, tables, watcher)
    case .forward:
      watcher.show(packet, recorder, at: now, interface, direction, .deliver, .none, tables)
      // The plan knows steps by links, and both ways of an appliance's port are between the same two.
      packet.header.pointee.plan = nil
      return send(packet, from: endpoint, tables, watcher)
    }
  }

  mutating func keep(_ packet: PacketSlot, at endpoint: Int) {
    let place = endpoints.places + endpoint
    place.pointee.delivered.packets &+= 1
    place.pointee.delivered.bytes &+= UInt64(packet.bytes.count)
    if place.pointee.keepsDeliveries {
      endpoints.inboxes[endpoint].append(
        Delivery(bytes: Array(packet.bytes), packetID: packet.header.pointee.id, at: now))
      if endpoint == awaited { hasDelivered = true }
    }
    pool.giveBack(packet)
  }

  /// A device that no endpoint is answers echo requests. A broken request is taken and not answered.
  private mutating func answerEcho<Watcher: JourneyWatcher>(
    _ packet: PacketSlot, at interface: InterfaceID, _ direction: PacketObservation.Direction,
    _ recorder: Watcher.Recorder, _ tables: ForwardingTables, _ watcher: Watcher
  ) -> Onward? {
    defer { pool.giveBack(packet) }
    let reply = EchoResponder.reply(
      to: packet.bytes, timeToLive: ICMPErrors.timeToLive, identification: identification)
    guard let reply else {
      watcher.show(packet, recorder, at: now, interface, direction, .deliver, .none, tables)
      return nil
    }
    let id = takeID()
    watcher.show(packet, recorder, at: now, interface, direction, .deliver, .sent(id), tables)
    let answer = pool.take(reply, id: id, cause: packet.header.pointee.id)
    return originate(answer, at: interface, tables, watcher)
  }
}
