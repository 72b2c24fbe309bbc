import Addressing
import DataPlane

/// Packets into tunnels whose outer packets are real, and out of them: one at a time, each outer packet's whole journey
/// at once, by the stages that a single packet goes through.
extension BulkWorker {
  /// The end of the tunnel into which a packet goes over a link that is not up; `nil` if that is no such tunnel, or down.
  func tunnelEnd(_ adjacency: Adjacency) -> TunnelEnd? {
    guard state.linkCarries[adjacency.link.index] else { return nil }
    return tables.pointee.tunnelEnd(at: adjacency.egress)
  }

  /// A packet that came in goes into a tunnel. Returns whether it, or what is sent because of it, is under way.
  mutating func pass(
    _ place: Int, _ header: UInt32, _ verdict: Verdict, through end: TunnelEnd,
    _ tables: ForwardingTables
  ) -> Bool {
    switch Encapsulation.seal(
      travellers[place].bytes, at: end, tunnels.associations, into: tunnels.outer)
    {
    case .success(let length):
      if isWatched {
        show(place, header, verdict)
        showHops()
      }
      return carry(place, length, from: end, tables)
    case .failure(let reason):
      restore(place, header)
      return drop(reason, place, header)
    }
  }

  /// A packet that a device itself sends goes into a tunnel. Returns whether it is under way.
  mutating func pass(
    _ place: Int, _ verdict: Verdict, from origin: InterfaceID, through end: TunnelEnd
  ) -> Bool {
    travellers[place].ingress = end.interface
    travellers[place].egress = origin
    switch Encapsulation.seal(
      travellers[place].bytes, at: end, tunnels.associations, into: tunnels.outer)
    {
    case .success(let length):
      if isWatched {
        show(place, header(place), verdict, isOutbound: true)
        showHops()
      }
      return carry(place, length, from: end, tables.pointee)
    case .failure(let reason):
      if isWatched { show(place, header(place), .drop(reason), isOutbound: true) }
      return lose(reason, Int(travellers[place].length))
    }
  }

  /// The journey of an outer packet. Returns whether the packet inside, or what is sent because of the outer one, is
  /// under way.
  private mutating func carry(
    _ place: Int, _ length: Int, from origin: TunnelEnd, _ tables: ForwardingTables
  ) -> Bool {
    let bytes = UnsafeMutableRawBufferPointer(rebasing: tunnels.outer[..<length])
    var tracer = NoTracer()
    var verdict = origination.send(bytes, at: origin.interface)
    var header = Self.header(bytes)
    var isOutbound = true
    travellers[place].ingress = origin.interface
    travellers[place].egress = origin.interface
    while true {
      totals.hops &+= 1
      switch verdict {
      case .forward(let adjacency):
        if isOutbound { travellers[place].ingress = adjacency.egress }
        guard linkIsUp[adjacency.link.index] else {
          let isTunnel = state.linkCarries[adjacency.link.index]
          let reason: DropReason = isTunnel ? .tunnelWithinTunnel : .linkDown
          if !isOutbound {
            let interface = travellers[place].ingress
            counters.drop(
              bytes.count, at: tables.interfaces[interface.index].device, reason)
          }
          return fail(reason, place, bytes, header, isOutbound)
        }
        if !isOutbound,
          let reason = rates?.admit(
            bytes: bytes.count, from: travellers[place].ingress, to: adjacency.egress, at: now)
        {
          let interface = travellers[place].ingress
          counters.drop(
            bytes.count, at: tables.interfaces[interface.index].device, reason)
          return fail(reason, place, bytes, header, false)
        }
        show(place, bytes, header, verdict, isOutbound)
        travellers[place].ingress = adjacency.ingress
        travellers[place].egress = adjacency.egress
        travellers[place].receptions &+= 1
        if travellers[place].receptions > PacketEngine.receptionLimit {
          counters.drop(
            bytes.count, at: tables.interfaces[adjacency.ingress.index].device,
            .forwardingLoop)
          return fail(.forwardingLoop, place, bytes, Self.header(bytes), false)
        }
        isOutbound = false
        header = Self.header(bytes)
        verdict = Pipeline.process(
          bytes, at: travellers[place].ingress, tables, flows: &flows, now: now,
          counters: &counters, tracer: &tracer)
      case .drop(let reason):
        return fail(reason, place, bytes, header, isOutbound)
      case .deliver:
        let interface = travellers[place].ingress
        let device = tables.interfaces[interface.index].device
        guard tables.devices[device.index].endsTunnels else {
          show(place, bytes, header, verdict, isOutbound)
          return keep(place)
        }
        switch Decapsulation.open(bytes, at: device, tunnels.associations, into: tunnels.inner) {
        case .success(let opened):
          show(place, bytes, header, .deliver, isOutbound)
          return emerge(place, opened)
        case .failure(let reason):
          if !isOutbound { counters.refuse(bytes.count, at: device, reason) }
          return fail(reason, place, bytes, header, isOutbound)
        }
      }
    }
  }

  /// A traveller that is an ESP packet itself came to a device where tunnels end. Returns whether what was inside, or what
  /// is sent because of it, is under way.
  mutating func open(_ place: Int, at interface: InterfaceID) -> Bool {
    let device = tables.pointee.interfaces[interface.index].device
    switch Decapsulation.open(
      travellers[place].bytes, at: device, tunnels.associations, into: tunnels.inner)
    {
    case .success(let opened):
      // The bytes are going to be others.
      showHops()
      return emerge(place, opened)
    case .failure(let reason):
      counters.refuse(Int(travellers[place].length), at: device, reason)
      return drop(reason, place, header(place))
    }
  }

  /// What was inside comes in at the tunnel's end. It is shorter than what carried it, and as long as what went in.
  private mutating func emerge(_ place: Int, _ opened: Decapsulation.Opened) -> Bool {
    travellers[place].base.copyMemory(
      from: tunnels.inner.baseAddress.unsafelyUnwrapped, byteCount: opened.length)
    travellers[place].length = Int32(truncatingIfNeeded: opened.length)
    travellers[place].ingress = opened.end.interface
    travellers[place].egress = opened.end.peer
    travellers[place].receptions &+= 1
    return true
  }

  /// An outer packet ends, and its sender, the tunnel's end, may be told.
  private mutating func fail(
    _ reason: DropReason, _ place: Int, _ bytes: UnsafeMutableRawBufferPointer, _ header: UInt32,
    _ isOutbound: Bool
  ) -> Bool {
    bytes.storeBytes(of: header, toByteOffset: 8, as: UInt32.self)
    show(place, bytes, header, .drop(reason), isOutbound)
    _ = lose(reason, Int(travellers[place].length))
    guard !isOutbound else { return false }
    let interface = travellers[place].ingress
    switch ICMPErrors.answer(
      about: bytes, reason: reason, at: interface, tables.pointee,
      identification: identification(place))
    {
    case .silent: return false
    case .send(let error):
      take(error, place)
      return originate(place, at: interface)
    }
  }

  private mutating func lose(_ reason: DropReason, _ length: Int) -> Bool {
    totals.drop(reason, bytes: length)
    return false
  }

  private static func header(_ bytes: UnsafeMutableRawBufferPointer) -> UInt32 {
    bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
  }

  /// Shows a hop of an outer packet at once: its memory is soon another's.
  private mutating func show(
    _ place: Int, _ bytes: UnsafeMutableRawBufferPointer, _ header: UInt32, _ verdict: Verdict,
    _ isOutbound: Bool
  ) {
    guard isWatched else { return }
    let own = (travellers[place].base, travellers[place].length)
    travellers[place].base = bytes.baseAddress.unsafelyUnwrapped
    travellers[place].length = Int32(truncatingIfNeeded: bytes.count)
    show(place, header, verdict, isOutbound: isOutbound)
    showHops()
    (travellers[place].base, travellers[place].length) = own
  }
}
