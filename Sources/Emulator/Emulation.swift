import Addressing
import ControlPlane
import DataPlane
import ResourceModel

/// An estate in virtual time: guests and hosts send, devices forward, links take their time.
///
/// Nothing is random but the links' jitter, which comes from the seed; equal calls give equal packets at equal
/// nanoseconds on every machine.
package final class Emulation {
  private struct Frame {
    var bytes: [UInt8]
    var id: PacketID
    var cause: PacketID?
    var sourceMAC: MACAddress
    var destinationMAC: MACAddress
    /// At how many devices the packet was.
    var receptions = 0
  }

  private enum Event {
    case arrival(Frame, InterfaceID)
    case change(TimelineEvent.Change)
    /// The detection time is over: if routing notices, the tables for what it then knows are published.
    case notice(LinkRuntime.Change)
  }

  /// A packet that was at more devices goes round: a TTL allows 255 that take something from it.
  package static let receptionLimit = 1024

  package private(set) var estate: CompiledEstate
  package private(set) var now = EmulatedInstant.start
  /// Sees every packet wherever it is sent or arrives, in the order of time.
  package var observer: ((PacketObservation) -> Void)?

  private var queue = EventQueue<Event>()
  private var links: LinkRuntime
  private var flows = FlowTable()
  private var generator: SplitMix64
  private var packetCount: UInt64 = 0
  private var inboxes: [[Delivery]]
  private let endpointsByDevice: [DeviceID: Int]
  private let resolve: (String) -> String?
  private let recompile: (Set<String>) -> CompiledEstate

  /// - Parameters:
  ///   - seed: of the links' jitter.
  ///   - resolve: the link for which a name of the timeline, perhaps a connection's, stands; `nil` if there is none.
  ///   - recompile: gives the estate in which exactly the named links have failed, with the same numbers.
  package init(
    _ estate: CompiledEstate, seed: UInt64 = 0, resolve: @escaping (String) -> String?,
    recompile: @escaping (Set<String>) -> CompiledEstate
  ) {
    self.estate = estate
    self.resolve = resolve
    self.recompile = recompile
    links = LinkRuntime(estate.links, failed: estate.failedLinks)
    generator = SplitMix64(seed: seed)
    inboxes = Array(repeating: [], count: estate.endpoints.count)
    endpointsByDevice = Dictionary(
      estate.endpoints.enumerated().map { index, endpoint in
        (estate.tables.interfaces[endpoint.attachment.index].device, index)
      }, uniquingKeysWith: { first, _ in first })
  }

  // MARK: For those who ask

  /// Lets the guest of `endpoint` send an IPv4 packet now. Returns the packet's number.
  @discardableResult
  package func send(_ bytes: [UInt8], from endpoint: Int) -> PacketID {
    let id = nextID()
    sendFromEndpoint(bytes, id: id, cause: nil, endpoint: endpoint)
    return id
  }

  /// Lets time pass until a packet that `isWanted` reaches the endpoint's guest, or until the deadline. The clock
  /// then stands at the arrival, or at the deadline. Packets that nobody wanted are gone.
  package func receive(
    at endpoint: Int, until deadline: EmulatedInstant, where isWanted: (Delivery) -> Bool
  ) -> Delivery? {
    while true {
      let waiting = inboxes[endpoint]
      inboxes[endpoint] = []
      if let wanted = waiting.firstIndex(where: isWanted) {
        inboxes[endpoint] = Array(waiting[(wanted + 1)...])
        return waiting[wanted]
      }
      guard let next = queue.nextTime, next <= deadline else { break }
      step()
    }
    now = max(now, deadline)
    return nil
  }

  /// Lets time pass.
  package func run(until deadline: EmulatedInstant) {
    while let next = queue.nextTime, next <= deadline { step() }
    now = max(now, deadline)
  }

  /// Lets links fail and return at their times, or now if those are past.
  ///
  /// A link is down at once for what is put on it, what is under way arrives. Routing follows when the link has
  /// kept its new state for its detection time.
  package func schedule(_ timeline: [TimelineEvent]) {
    for event in timeline { queue.schedule(.change(event.change), at: max(now, event.at)) }
  }

  // MARK: Events

  private func step() {
    guard let (time, event) = queue.next() else { return }
    now = max(now, time)
    switch event {
    case .arrival(let frame, let interface): arrive(frame, at: interface)
    case .change(.fail(let link)): change(link, up: false)
    case .change(.restore(let link)): change(link, up: true)
    case .notice(let change):
      guard links.notice(change) else { return }
      let generation = estate.tables.generation + 1
      estate = recompile(links.noticed)
      estate.tables.generation = generation
    }
  }

  private func change(_ name: String, up: Bool) {
    guard let name = resolve(name), let (change, detection) = links.set(name, up: up)
    else { return }
    queue.schedule(.notice(change), at: now + detection)
  }

  private func nextID() -> PacketID {
    packetCount += 1
    return PacketID(rawValue: packetCount)
  }

  /// The identification of packets that devices make: their number's low half.
  private func identification(of id: PacketID) -> UInt16 { UInt16(truncatingIfNeeded: id.rawValue) }

  // MARK: The way of a packet

  private func arrive(_ frame: Frame, at interface: InterfaceID) {
    guard frame.receptions <= Self.receptionLimit else {
      conclude(
        frame, frame.bytes, at: interface, direction: .inbound, verdict: .drop(.forwardingLoop),
        steps: [])
      return
    }
    let (verdict, steps, changed) = process(frame.bytes) { bytes, tracer in
      Pipeline.process(
        bytes, at: interface, estate.tables, flows: &flows, now: now, tracer: &tracer)
    }
    conclude(
      frame, changed, at: interface, direction: .inbound, verdict: checked(verdict), steps: steps)
  }

  /// What the guest or host itself puts into the network. What is for itself does not get there.
  private func sendFromEndpoint(
    _ bytes: [UInt8], id: PacketID, cause: PacketID?, endpoint: Int, receptions: Int = 0
  ) {
    let attachment = estate.endpoints[endpoint].attachment
    let interface = estate.tables.interfaces[attachment.index]
    guard interface.side == .guest else {
      originate(bytes, id: id, cause: cause, at: attachment)
      return
    }
    let isOwn = Guest.isOwn(bytes, addresses: addresses(of: endpoint))
    let frame = Frame(
      bytes: bytes, id: id, cause: cause, sourceMAC: interface.macAddress,
      destinationMAC: isOwn ? interface.macAddress : .azureFabric, receptions: receptions)
    if isOwn {
      conclude(
        frame, bytes, at: attachment, direction: .outbound, verdict: .deliver, steps: [])
      return
    }
    let (verdict, steps, changed) = process(bytes) { bytes, tracer in
      Pipeline.process(
        bytes, at: attachment, estate.tables, flows: &flows, now: now, tracer: &tracer)
    }
    conclude(
      frame, changed, at: attachment, direction: .outbound, verdict: checked(verdict),
      steps: steps)
  }

  /// What a device puts into the network by itself. It is seen at the interface by which it leaves.
  private func originate(_ bytes: [UInt8], id: PacketID, cause: PacketID?, at origin: InterfaceID) {
    let device = estate.tables.interfaces[origin.index].device
    let (verdict, steps, changed) = process(bytes) { bytes, tracer in
      Pipeline.originate(bytes, device: device, estate.tables, tracer: &tracer)
    }
    var interface = origin
    var destinationMAC = MACAddress.azureFabric
    if case .forward(let adjacency) = verdict {
      interface = adjacency.egress
      destinationMAC = estate.tables.interfaces[adjacency.ingress.index].macAddress
    }
    let frame = Frame(
      bytes: bytes, id: id, cause: cause,
      sourceMAC: estate.tables.interfaces[interface.index].macAddress,
      destinationMAC: destinationMAC)
    conclude(
      frame, changed, at: interface, direction: .outbound, verdict: checked(verdict),
      steps: steps)
  }

  /// Runs the pipeline over a copy of the bytes, watched only if somebody watches.
  private func process(
    _ bytes: [UInt8],
    _ body: (UnsafeMutableRawBufferPointer, inout StepRecorder) -> Verdict
  ) -> (Verdict, [TraceStep], [UInt8]) {
    var changed = bytes
    var tracer = StepRecorder(isOn: observer != nil)
    let verdict = changed.withUnsafeMutableBytes { body($0, &tracer) }
    return (verdict, tracer.steps, changed)
  }

  /// A packet that is put on a dead link goes nowhere.
  private func checked(_ verdict: Verdict) -> Verdict {
    guard case .forward(let adjacency) = verdict, !links.isUp(adjacency.link.index) else {
      return verdict
    }
    return .drop(.linkDown)
  }

  /// Shows the packet to the observer, then does what the verdict says.
  private func conclude(
    _ frame: Frame, _ changed: [UInt8], at interface: InterfaceID,
    direction: PacketObservation.Direction, verdict: Verdict, steps: [TraceStep]
  ) {
    var consequence = PacketObservation.Consequence.none
    var next: (() -> Void)?
    switch verdict {
    case .forward(let adjacency):
      next = { self.transmit(frame, changed, over: adjacency) }
    case .deliver:
      (consequence, next) = deliver(frame, at: interface)
    case .drop(let reason):
      // A device does not tell itself of what it could not send.
      guard direction == .inbound else {
        consequence = .silent(.noMessage)
        break
      }
      let id = PacketID(rawValue: packetCount + 1)
      var bytes = frame.bytes
      let answer = bytes.withUnsafeMutableBytes {
        ICMPErrors.answer(
          about: $0, reason: reason, at: interface, estate.tables,
          identification: identification(of: id))
      }
      switch answer {
      case .silent(let silence):
        consequence = .silent(silence)
      case .send(let error):
        packetCount += 1
        consequence = .sent(id)
        next = { self.originate(error, id: id, cause: frame.id, at: interface) }
      }
    }
    observer?(
      PacketObservation(
        at: now, device: estate.tables.interfaces[interface.index].device, interface: interface,
        direction: direction, packetID: frame.id, cause: frame.cause, bytes: frame.bytes,
        sourceMAC: frame.sourceMAC, destinationMAC: frame.destinationMAC, verdict: verdict,
        steps: steps, consequence: consequence))
    next?()
  }

  private func transmit(_ frame: Frame, _ changed: [UInt8], over adjacency: Adjacency) {
    var onward = frame
    onward.bytes = changed
    let tables = estate.tables
    onward.sourceMAC =
      tables.devices[tables.interfaces[adjacency.ingress.index].device.index].port == nil
      ? tables.interfaces[adjacency.egress.index].macAddress : .azureFabric
    onward.destinationMAC = tables.interfaces[adjacency.ingress.index].macAddress
    onward.receptions += 1
    let time = links.arrival(adjacency.link.index, at: now, &generator)
    queue.schedule(.arrival(onward, adjacency.ingress), at: time)
  }

  /// Gives a packet to the guest, the host or the device itself.
  private func deliver(
    _ frame: Frame, at interface: InterfaceID
  ) -> (PacketObservation.Consequence, next: (() -> Void)?) {
    let device = estate.tables.interfaces[interface.index].device
    let id = PacketID(rawValue: packetCount + 1)
    guard let endpoint = endpointsByDevice[device] else {
      var bytes = frame.bytes
      let reply = bytes.withUnsafeMutableBytes {
        EchoResponder.reply(
          to: $0, timeToLive: ICMPErrors.timeToLive, identification: identification(of: id))
      }
      // A broken request is taken and not answered.
      guard let reply else { return (.none, nil) }
      packetCount += 1
      return (
        .sent(id), { self.originate(reply, id: id, cause: frame.id, at: interface) }
      )
    }
    switch Guest.react(
      to: frame.bytes, endpoint: estate.endpoints[endpoint], addresses: addresses(of: endpoint),
      identification: identification(of: id))
    {
    case .silent(let silence):
      return (.silent(silence), nil)
    case .keep:
      let delivery = Delivery(bytes: frame.bytes, packetID: frame.id, at: now)
      return (.none, { self.inboxes[endpoint].append(delivery) })
    case .reply(let reply), .timeExceeded(let reply):
      packetCount += 1
      return (
        .sent(id),
        { self.sendFromEndpoint(reply, id: id, cause: frame.id, endpoint: endpoint) }
      )
    case .forward(let onward):
      return (
        .none,
        {
          self.sendFromEndpoint(
            onward, id: frame.id, cause: frame.cause, endpoint: endpoint,
            receptions: frame.receptions)
        }
      )
    }
  }

  /// The guest's or host's addresses, the primary one first.
  private func addresses(of endpoint: Int) -> [IPv4Address] {
    let endpoint = estate.endpoints[endpoint]
    let device = estate.tables.interfaces[endpoint.attachment.index].device
    return estate.tables.devices[device.index].port?.addresses ?? [endpoint.address]
  }
}

/// Keeps steps if it is on.
private struct StepRecorder: Tracer {
  let isOn: Bool
  private(set) var steps: [TraceStep] = []

  init(isOn: Bool) {
    self.isOn = isOn
  }

  mutating func record(_ step: @autoclosure () -> TraceStep) {
    if isOn { steps.append(step()) }
  }
}
