import Addressing
import ControlPlane
import DataPlane
import ResourceModel

@testable import Emulator

/// The emulation as one would write it down: a list of what is to come, searched for the earliest, every packet an
/// array that is copied. What the engine is compared with.
final class PlainEmulation {
  private struct Frame {
    var bytes: [UInt8]
    var id: UInt64
    var cause: UInt64?
    var egress: InterfaceID?
    var sentTo = MACAddress(rawValue: 0)
    var receptions = 0
  }

  private enum Event {
    case arrival(Frame, InterfaceID)
    case send([UInt8], Int)
    case change(TimelineEvent.Change)
    case notice(LinkRuntime.Change)
  }

  private(set) var observations: [PacketObservation] = []
  private(set) var deliveries: [[Delivery]]

  private var estate: CompiledEstate
  private var now = EmulatedInstant.start
  private var waiting: [(at: EmulatedInstant, event: Event)] = []
  private var links: LinkRuntime
  private var lastArrivals: [EmulatedInstant]
  private let endpoints: EndpointTable
  private var flows = FlowTable()
  private var generator: SplitMix64
  private var packetCount: UInt64 = 0
  private var rates: PlainRates
  private let resolve: (String) -> String?
  private let recompile: (Set<String>) -> CompiledEstate

  init(
    _ estate: CompiledEstate, seed: UInt64, resolve: @escaping (String) -> String?,
    recompile: @escaping (Set<String>) -> CompiledEstate
  ) {
    self.estate = estate
    self.resolve = resolve
    self.recompile = recompile
    links = LinkRuntime(estate.links, failed: estate.failedLinks)
    lastArrivals = Array(repeating: .start, count: estate.links.count)
    endpoints = EndpointTable(estate.endpoints, estate.tables)
    rates = PlainRates(estate.rates)
    deliveries = Array(repeating: [], count: estate.endpoints.count)
    generator = SplitMix64(seed: seed)
  }

  func schedule(_ bytes: [UInt8], from endpoint: Int, at time: EmulatedInstant) {
    waiting.append((time, .send(bytes, endpoint)))
  }

  func schedule(_ timeline: [TimelineEvent]) {
    for event in timeline { waiting.append((event.at, .change(event.change))) }
  }

  /// Until nothing is left. O(n) an event.
  func run() {
    // The first of the earliest: the list is in the order of scheduling.
    while let first = waiting.indices.min(by: {
      (waiting[$0].at, $0) < (waiting[$1].at, $1)
    }) {
      let (time, event) = waiting.remove(at: first)
      now = time
      switch event {
      case .arrival(let frame, let interface): arrive(frame, at: interface)
      case .send(let bytes, let endpoint):
        send(Frame(bytes: bytes, id: nextID()), from: endpoint)
      case .change(.fail(let link)): change(link, up: false)
      case .change(.restore(let link)): change(link, up: true)
      // Not part of what is compared.
      case .change(.inject): continue
      case .change(.resources): preconditionFailure("links alone change here")
      case .notice(let change):
        guard links.notice(change) else { continue }
        let generation = estate.tables.generation + 1
        estate = recompile(links.noticed)
        estate.tables.generation = generation
      }
    }
  }

  private func change(_ name: String, up: Bool) {
    guard let name = resolve(name), let (change, detection) = links.set(name, up: up) else {
      return
    }
    waiting.append((now + detection, .notice(change)))
  }

  private func nextID() -> UInt64 {
    packetCount += 1
    return packetCount
  }

  private var identification: UInt16 { UInt16(truncatingIfNeeded: packetCount + 1) }

  private func arrive(_ frame: Frame, at interface: InterfaceID) {
    guard frame.receptions <= Emulation.receptionLimit else {
      conclude(frame, frame.bytes, at: interface, .inbound, .drop(.forwardingLoop), [])
      return
    }
    let (verdict, changed, steps) = process(frame.bytes) { bytes, tracer in
      Pipeline.process(
        bytes, at: interface, estate.tables, flows: &flows, now: now, tracer: &tracer)
    }
    conclude(frame, changed, at: interface, .inbound, verdict, steps)
  }

  private func send(_ packet: Frame, from endpoint: Int) {
    var frame = packet
    let place = endpoints.places[endpoint]
    guard place.isGuest else { return originate(frame, at: place.attachment) }
    var bytes = frame.bytes
    if bytes.withUnsafeMutableBytes({ Guest.isOwn($0, at: place) }) {
      frame.sentTo = estate.tables.interfaces[place.attachment.index].macAddress
      return conclude(frame, bytes, at: place.attachment, .outbound, .deliver, [])
    }
    frame.sentTo = .azureFabric
    let (verdict, changed, steps) = process(frame.bytes) { bytes, tracer in
      Pipeline.process(
        bytes, at: place.attachment, estate.tables, flows: &flows, now: now, tracer: &tracer)
    }
    conclude(frame, changed, at: place.attachment, .outbound, verdict, steps)
  }

  private func originate(_ packet: Frame, at origin: InterfaceID) {
    var frame = packet
    frame.sentTo = .azureFabric
    let device = estate.tables.interfaces[origin.index].device
    let (verdict, changed, steps) = process(frame.bytes) { bytes, tracer in
      Pipeline.originate(bytes, device: device, estate.tables, tracer: &tracer)
    }
    guard case .forward(let adjacency) = verdict else {
      return conclude(frame, changed, at: origin, .outbound, verdict, steps)
    }
    frame.sentTo = estate.tables.interfaces[adjacency.ingress.index].macAddress
    conclude(frame, changed, at: adjacency.egress, .outbound, verdict, steps)
  }

  private func process(
    _ bytes: [UInt8], _ body: (UnsafeMutableRawBufferPointer, inout RecordingTracer) -> Verdict
  ) -> (Verdict, [UInt8], [TraceStep]) {
    var changed = bytes
    var tracer = RecordingTracer()
    let verdict = changed.withUnsafeMutableBytes { body($0, &tracer) }
    return (verdict, changed, tracer.steps)
  }

  private func conclude(
    _ frame: Frame, _ changed: [UInt8], at interface: InterfaceID,
    _ direction: PacketObservation.Direction, _ decided: Verdict, _ steps: [TraceStep]
  ) {
    var verdict = decided
    if case .forward(let adjacency) = decided, !links.lanes[adjacency.link.index].isUp {
      verdict = .drop(.linkDown)
    }
    // What devices themselves send, which a guest does not, is not limited.
    if case .forward(let adjacency) = verdict,
      direction == .inbound || estate.tables.interfaces[interface.index].side == .guest,
      let reason = rates.objection(frame.bytes.count, interface, adjacency, now)
    {
      verdict = .drop(reason)
    }
    var consequence = PacketObservation.Consequence.none
    var next: () -> Void = {}
    let device = estate.tables.interfaces[interface.index].device
    var bytes = frame.bytes
    switch verdict {
    case .forward(let adjacency):
      next = { self.transmit(frame, changed, over: adjacency) }
    case .deliver:
      (consequence, next) = deliver(frame, at: interface)
    case .drop(let reason):
      let answer =
        direction == .outbound
        ? .silent(.noMessage)
        : bytes.withUnsafeMutableBytes {
          ICMPErrors.answer(
            about: $0, reason: reason, at: interface, estate.tables,
            identification: identification)
        }
      switch answer {
      case .silent(let silence): consequence = .silent(silence)
      case .send(let error):
        let answer = Frame(bytes: error, id: nextID(), cause: frame.id)
        consequence = .sent(PacketID(rawValue: answer.id))
        next = { self.originate(answer, at: interface) }
      }
    }
    let own = estate.tables.interfaces[interface.index]
    let isPort = estate.tables.devices[device.index].port != nil
    let sender = isPort ? nil : frame.egress.map { estate.tables.interfaces[$0.index].macAddress }
    observations.append(
      PacketObservation(
        at: now, device: device, interface: interface, direction: direction,
        packetID: PacketID(rawValue: frame.id), cause: frame.cause.map(PacketID.init),
        bytes: frame.bytes,
        sourceMAC: direction == .outbound ? own.macAddress : sender ?? .azureFabric,
        destinationMAC: direction == .outbound ? frame.sentTo : own.macAddress,
        verdict: verdict, steps: steps, consequence: consequence,
        generation: estate.tables.generation))
    next()
  }

  private func transmit(_ frame: Frame, _ changed: [UInt8], over adjacency: Adjacency) {
    var onward = frame
    onward.bytes = changed
    onward.egress = adjacency.egress
    onward.receptions += 1
    let link = estate.links[adjacency.link.index]
    var time = now + link.delay
    if link.jitter > .zero {
      time = time + Nanoseconds(generator.next(upTo: link.jitter.count))
    }
    time = max(time, lastArrivals[adjacency.link.index])
    lastArrivals[adjacency.link.index] = time
    waiting.append((time, .arrival(onward, adjacency.ingress)))
  }

  private func deliver(
    _ frame: Frame, at interface: InterfaceID
  ) -> (PacketObservation.Consequence, () -> Void) {
    var bytes = frame.bytes
    guard let endpoint = endpoints.index(of: estate.tables.interfaces[interface.index].device)
    else {
      let reply = bytes.withUnsafeMutableBytes {
        EchoResponder.reply(
          to: $0, timeToLive: ICMPErrors.timeToLive, identification: identification)
      }
      guard let reply else { return (.none, {}) }
      let answer = Frame(bytes: reply, id: nextID(), cause: frame.id)
      return (.sent(PacketID(rawValue: answer.id)), { self.originate(answer, at: interface) })
    }
    let reaction = bytes.withUnsafeMutableBytes {
      Guest.react(to: $0, at: endpoints.places[endpoint], identification: identification)
    }
    switch reaction {
    case .silent(let silence): return (.silent(silence), {})
    case .keep:
      let delivery = Delivery(
        bytes: frame.bytes, packetID: PacketID(rawValue: frame.id), at: now)
      return (.none, { self.deliveries[endpoint].append(delivery) })
    case .answer(let message):
      let answer = Frame(bytes: message, id: nextID(), cause: frame.id)
      return (.sent(PacketID(rawValue: answer.id)), { self.send(answer, from: endpoint) })
    case .forward:
      var onward = frame
      onward.bytes = bytes
      return (.none, { self.send(onward, from: endpoint) })
    }
  }
}
