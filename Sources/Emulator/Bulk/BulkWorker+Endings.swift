import Addressing
import DataPlane

/// How a packet's way ends, and what is sent because of it: as in ``PacketEngine``.
extension BulkWorker {
  // MARK: Sending

  /// What a guest or host puts into the network. Returns whether the packet is under way.
  mutating func send(_ place: Int, from endpoint: Int) -> Bool {
    let origin = endpoints.places + endpoint
    let interface = origin.pointee.attachment
    guard origin.pointee.isGuest else { return originate(place, at: interface) }
    travellers[place].ingress = interface
    travellers[place].egress = interface
    let bytes = travellers[place].bytes
    if bytes.count >= 20, origin.pointee.has(Self.destination(bytes)),
      Guest.isOwn(bytes, at: origin.pointee)
    {
      if isWatched { show(place, header(place), .deliver, isOutbound: true) }
      return deliver(place, at: interface)
    }
    return true
  }

  /// What a device or host puts into the network by itself. Returns whether the packet is under way.
  mutating func originate(_ place: Int, at origin: InterfaceID) -> Bool {
    let verdict = origination.send(travellers[place].bytes, at: origin)
    travellers[place].ingress = origin
    travellers[place].egress = origin
    totals.hops &+= 1
    switch verdict {
    case .forward(let adjacency):
      // It is seen at the interface by which it leaves.
      travellers[place].ingress = adjacency.egress
      let isUp = linkIsUp[adjacency.link.index]
      if !isUp, let end = tunnelEnd(adjacency) {
        return pass(place, verdict, from: origin, through: end)
      }
      if isWatched {
        show(place, header(place), isUp ? verdict : .drop(.linkDown), isOutbound: true)
      }
      guard isUp else { return end(.linkDown, place) }
      return transmit(place, over: adjacency)
    case .deliver:
      if isWatched { show(place, header(place), verdict, isOutbound: true) }
      return deliver(place, at: origin)
    case .drop(let reason):
      if isWatched { show(place, header(place), verdict, isOutbound: true) }
      return end(reason, place)
    }
  }

  // MARK: Endings

  /// A device dropped the packet, whose bytes are as they came in; it may tell the sender. Returns whether what it
  /// sends is under way.
  mutating func drop(_ reason: DropReason, _ place: Int, _ header: UInt32) -> Bool {
    let interface = travellers[place].ingress
    if isWatched { show(place, header, .drop(reason)) }
    losses?.count(
      travellers[place].bytes, reason, at: tables.pointee.interfaces[interface.index].device,
      tables.pointee)
    _ = end(reason, place)
    switch origination.answer(
      about: travellers[place].bytes, reason: reason, at: interface,
      identification: identification(place))
    {
    case .silent: return false
    case .send(let error):
      take(error, place)
      return originate(place, at: interface)
    }
  }

  /// The packet goes round. It is dropped where it would have come in, without a word.
  mutating func endLoop(_ place: Int) -> Bool {
    let interface = travellers[place].ingress
    counters.drop(
      Int(travellers[place].length), at: tables.pointee.interfaces[interface.index].device,
      .forwardingLoop)
    if isWatched { show(place, header(place), .drop(.forwardingLoop)) }
    return end(.forwardingLoop, place)
  }

  /// Gives the packet to the guest, the host or the device itself. Returns whether it, or what is sent because of it,
  /// is under way.
  mutating func deliver(_ place: Int, at interface: InterfaceID) -> Bool {
    let device = tables.pointee.interfaces[interface.index].device
    guard let endpoint = endpoints.index(of: device) else {
      if tables.pointee.devices[device.index].endsTunnels,
        Decapsulation.takes(travellers[place].bytes)
      {
        return open(place, at: interface)
      }
      return answerEcho(place, at: interface)
    }
    let origin = endpoints.places + endpoint
    guard answersEcho || origin.pointee.forwards else { return keep(place) }
    let bytes = travellers[place].bytes
    let isOwn = origin.pointee.has(Self.destination(bytes))
    if isOwn, !answersEcho { return keep(place) }
    switch Guest.react(to: bytes, at: origin.pointee, identification: identification(place)) {
    case .keep: return keep(place)
    case .forward: return send(place, from: endpoint)
    case .silent: return end(.timeToLiveExceeded, place)
    case .answer(let answer):
      // What is not the appliance's own ran out of TTL there.
      _ = isOwn ? keep(place) : end(.timeToLiveExceeded, place)
      take(answer, place)
      return send(place, from: endpoint)
    }
  }

  /// A device that no endpoint is answers echo requests. A broken request is taken and not answered.
  private mutating func answerEcho(_ place: Int, at interface: InterfaceID) -> Bool {
    _ = keep(place)
    guard answersEcho,
      let reply = EchoResponder.reply(
        to: travellers[place].bytes, timeToLive: ICMPErrors.timeToLive,
        identification: identification(place))
    else { return false }
    take(reply, place)
    return originate(place, at: interface)
  }

  @inline(__always)
  mutating func keep(_ place: Int) -> Bool {
    totals.delivered.add(bytes: Int(travellers[place].length))
    return false
  }

  private mutating func end(_ reason: DropReason, _ place: Int) -> Bool {
    totals.drop(reason, bytes: Int(travellers[place].length))
    return false
  }

  // MARK: What is made

  /// A packet that is made because of one that ended takes its memory.
  mutating func take(_ bytes: [UInt8], _ place: Int) {
    showHops()
    let traveller = travellers + place
    let room = entries?[Int(traveller.pointee.index)].roomBytes ?? 0
    precondition(bytes.count <= room, "what is made of a packet fits into its place")
    UnsafeMutableRawBufferPointer(start: traveller.pointee.base, count: bytes.count)
      .copyBytes(from: bytes)
    traveller.pointee.length = Int32(truncatingIfNeeded: bytes.count)
    traveller.pointee.made &+= 1
    traveller.pointee.receptions = 0
    totals.made.add(bytes: bytes.count)
  }

  /// Of a packet that is made: the low half of its cause's number.
  func identification(_ place: Int) -> UInt16 {
    UInt16(truncatingIfNeeded: number(travellers[place]))
  }

  @inline(__always)
  private func number(_ traveller: Traveller) -> UInt64 {
    guard let entries else { return 0 }
    return entries[Int(traveller.index)].number
      &+ UInt64(traveller.made) &* BulkHop.madeStep
  }

  @inline(__always)
  private func time(_ traveller: Traveller) -> EmulatedInstant {
    entries.map { $0[Int(traveller.index)].time } ?? now
  }

  // MARK: Looking on

  func header(_ place: Int) -> UInt32 {
    travellers[place].base.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
  }

  /// Notes a hop for the sink; its bytes stay in place until ``showHops()``.
  mutating func show(
    _ place: Int, _ header: UInt32, _ verdict: Verdict, isOutbound: Bool = false
  ) {
    if hopCount == PacketBatch.capacity { showHops() }
    let traveller = travellers[place]
    let isFromGuest = isGuest[traveller.ingress.index]
    (hops + hopCount).initialize(
      to: BulkHop(
        bytes: UnsafeRawBufferPointer(traveller.bytes), header: header, at: time(traveller),
        number: number(traveller), interface: traveller.ingress, egress: traveller.egress,
        isOutbound: isOutbound || isFromGuest, verdict: verdict))
    hopCount &+= 1
    if let originals {
      // The bytes are those that came in for as long as this takes.
      let (sink, hops, count) = (sink, hops, hopCount)
      let isShown = originals.show(traveller.bytes) {
        sink?.record(UnsafeBufferPointer(start: hops, count: count))
      }
      if isShown { hopCount = 0 }
    }
  }

  /// Hands what was noted to the sink.
  mutating func showHops() {
    guard let sink, hopCount > 0 else { return }
    sink.record(UnsafeBufferPointer(start: hops, count: hopCount))
    hopCount = 0
  }

  static func destination(_ bytes: UnsafeMutableRawBufferPointer) -> IPv4Address {
    IPv4Address(
      rawValue: UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt32.self)))
  }
}
