import Addressing
import ControlPlane
import DataPlane
import ResourceModel

/// An estate in virtual time: guests and hosts send, devices forward, links take their time.
///
/// Nothing is random but the links' jitter, which comes from the seed; equal calls give equal packets at equal
/// nanoseconds on every machine.
package final class Emulation {
  /// A packet that was at more devices goes round: a TTL allows 255 that take something from it.
  package static let receptionLimit = Int(PacketEngine.receptionLimit)

  package private(set) var estate: CompiledEstate
  package private(set) var now = EmulatedInstant.start
  /// Sees every packet wherever it is sent or arrives, in the order of time. It looks on and calls nothing that
  /// sends packets or lets time pass.
  package var observer: ((PacketObservation) -> Void)?

  /// What changed so far, the beginning first, if ``keepsHistory``.
  package private(set) var history: [EstateMoment] = []
  /// Whether ``history`` is kept, with an estate for each change.
  package var keepsHistory = false {
    didSet {
      if keepsHistory, history.isEmpty {
        note(.start)
      }
    }
  }

  private var engine: PacketEngine
  private var record = InjectionRecord()
  private var resolve: (String) -> String?
  private var recompile: (Set<String>) -> CompiledEstate
  private var monitor: HealthMonitor
  /// What compiles the estate when its resources change; `nil` if they do not.
  private var compiler: EstateCompiler?

  /// - Parameters:
  ///   - seed: of the links' jitter.
  ///   - limitsRates: whether sizes, SKUs and bandwidths limit what machines, gateways and circuits carry.
  ///   - resolve: the link for which a name of the timeline, perhaps a connection's, stands; `nil` if there is none.
  ///   - recompile: gives the estate in which exactly the named links have failed, with the same numbers.
  package init(
    _ estate: CompiledEstate, seed: UInt64 = 0, limitsRates: Bool = true,
    resolve: @escaping (String) -> String?, recompile: @escaping (Set<String>) -> CompiledEstate
  ) {
    self.estate = estate
    self.resolve = resolve
    self.recompile = recompile
    engine = PacketEngine(estate, seed: seed, limitsRates: limitsRates)
    monitor = HealthMonitor(estate.healthChecks)
    scheduleProbes()
  }

  /// An emulation whose links and resources may change.
  ///
  /// - Parameters:
  ///   - compiler: that made `estate`.
  ///   - seed: of the links' jitter.
  package convenience init(
    _ estate: CompiledEstate, of compiler: EstateCompiler, seed: UInt64 = 0
  ) {
    self.init(
      estate, seed: seed, resolve: compiler.resolveLink,
      recompile: { compiler.compile(failedLinks: $0) })
    self.compiler = compiler
  }

  /// Whether a packet's next hop is done at once where nothing can come between, instead of by an event of its own.
  /// What happens, and what an observer sees, is the same.
  package var collapsesHops: Bool {
    get { engine.collapsesHops }
    set { engine.collapsesHops = newValue }
  }

  /// Whether the packets of a stream follow what all stages said of its first, as long as nobody looks on and
  /// everything is as it was. What happens is the same.
  package var plansStreams: Bool {
    get { engine.plansStreams }
    set { engine.plansStreams = newValue }
  }

  // MARK: Packets in

  /// Lets the guest of `endpoint` send an IPv4 packet now. Returns the packet's number.
  @discardableResult
  package func send(_ bytes: [UInt8], from endpoint: Int) -> PacketID {
    let tables = estate.tables
    if let watched { return engine.send(bytes, from: endpoint, tables, watched) }
    return engine.send(bytes, from: endpoint, tables, Unwatched())
  }

  /// Lets the guest of `endpoint` send an IPv4 packet at a time, or now if that is past. It is numbered then.
  package func schedule(_ bytes: [UInt8], from endpoint: Int, at time: EmulatedInstant) {
    engine.schedule(bytes, from: endpoint, at: time)
  }

  /// Lets a guest send many packets. O(streams); a packet costs nothing before it is sent.
  package func schedule(_ stream: PacketStream) {
    engine.schedule(stream)
  }

  /// Lets links fail and return, and resources change, at their times, or now if those are past.
  ///
  /// Resources change at once: flows go on by their records, which rules do not judge again, and by the new routes. What
  /// was deleted takes its flows with it. A tunnel that is new is Connecting for its link's detection time.
  ///
  /// A link is down at once for what is put on it, what is under way arrives. Routing follows when the link has
  /// kept its new state for its detection time.
  package func schedule(_ timeline: [TimelineEvent]) {
    for event in timeline {
      if case .inject(let injection) = event.change {
        guard let interface = estate.linkEnds[injection.into] else { continue }
        record.expect(injection, at: interface)
      }
      engine.schedule(.change(event.change), at: event.at)
    }
  }

  /// The packets that came in again so far, in the order of time, and what became of them.
  package var injections: [InjectionResult] { record.results }

  // MARK: Packets out

  /// Lets time pass until a packet that `isWanted` reaches the endpoint's guest, or until the deadline. The clock
  /// then stands at the arrival, or at the deadline. Packets that nobody wanted are gone.
  ///
  /// - Precondition: the endpoint keeps its deliveries.
  package func receive(
    at endpoint: Int, until deadline: EmulatedInstant, where isWanted: (Delivery) -> Bool
  ) -> Delivery? {
    precondition(engine.endpoints.places[endpoint].keepsDeliveries, "nothing is kept here")
    while true {
      if let wanted = engine.endpoints.take(at: endpoint, where: isWanted) { return wanted }
      guard advance(until: deadline, awaiting: endpoint) else { return nil }
    }
  }

  /// Lets time pass.
  package func run(until deadline: EmulatedInstant) {
    _ = advance(until: deadline, awaiting: -1)
  }

  /// Lets time pass until nothing more happens by itself but that backends are asked for their health, which stays as it
  /// is. The clock then stands at what happened last.
  package func settle() {
    _ = advance(
      until: EmulatedInstant(nanoseconds: .max), awaiting: -1, untilSettled: true)
  }

  /// From now on, whether what reaches the endpoint's guest waits to be received, or is counted alone.
  package func keepDeliveries(_ isKept: Bool, at endpoint: Int) {
    engine.endpoints.places[endpoint].keepsDeliveries = isKept
  }

  /// What reached the endpoint's guest since the emulation began, echo requests and what an appliance sends on
  /// excepted.
  package func delivered(at endpoint: Int) -> DeliveryCount {
    engine.endpoints.places[endpoint].delivered
  }

  /// What came to each limit and what passed; empty where nothing is limited.
  package var rateReport: RateReport { engine.rates?.report ?? RateReport() }

  /// How often a packet arrived at the other end of a link.
  package var hopCount: UInt64 { engine.hopCount }

  /// How many of them needed no event of their own.
  package var collapsedHopCount: UInt64 { engine.collapsedHopCount }

  /// How often the stages of a device were asked about a packet, instead of the plan of its stream.
  package var stagedCount: UInt64 { engine.stagedCount }

  /// Packets that are on their way.
  package var packetsUnderWay: Int { engine.pool.used }

  // MARK: Events

  private var watched: Watched? {
    guard observer != nil || !record.isEmpty else { return nil }
    return Watched { [unowned self] observation in
      now = observation.at
      if !record.isEmpty { record.see(observation) }
      observer?(observation)
    }
  }

  /// Returns whether a packet reached the awaited endpoint; if none did, the clock stands at the deadline.
  private func advance(
    until deadline: EmulatedInstant, awaiting endpoint: Int, untilSettled: Bool = false
  ) -> Bool {
    engine.awaited = endpoint
    while true {
      if untilSettled, monitor.isSettled, engine.eventCount == (monitor.isEmpty ? 0 : 1) {
        return false
      }
      let tables = estate.tables
      let pause =
        if let watched {
          engine.run(until: deadline, tables, watched)
        } else {
          engine.run(until: deadline, tables, Unwatched())
        }
      now = engine.now
      switch pause {
      case .delivered: return true
      case .change(.fail(let link)): change(link, up: false)
      case .change(.restore(let link)): change(link, up: true)
      case .change(.inject(let injection)): inject(injection)
      case .change(.resources(let change)): revise(change)
      case .notice(let change): notice(change)
      case .probes(let epoch): ask(epoch)
      case .idle:
        now = max(now, deadline)
        engine.now = now
        return false
      }
    }
  }

  private func change(_ name: String, up: Bool) {
    guard let name = resolve(name), let (change, detection) = engine.links.set(name, up: up)
    else { return }
    note(up ? .restored(link: name) : .failed(link: name))
    engine.schedule(.notice(change), at: now + detection)
  }

  private func inject(_ injection: Injection) {
    guard let interface = estate.linkEnds[injection.into] else { return }
    guard let packet = record.packet(injection, at: interface) else {
      record.begin(injection, at: now, nil)
      return
    }
    record.begin(injection, at: now, engine.nextPacketID)
    let tables = estate.tables
    if let watched { engine.inject(packet, at: interface, tables, watched) }
  }

  private func notice(_ change: LinkRuntime.Change) {
    guard engine.links.notice(change) else { return }
    publish(recompile(engine.links.noticed))
    note(
      engine.links.noticed.contains(change.link)
        ? .lost(link: change.link) : .found(link: change.link))
  }

  private func publish(_ next: CompiledEstate) {
    let generation = estate.tables.generation + 1
    estate = next.applying(monitor.health)
    estate.tables.generation = generation
  }

  // MARK: Health

  private func scheduleProbes() {
    guard let due = monitor.due else { return }
    engine.schedule(.probes(epoch: monitor.epoch), at: due)
  }

  /// Asks the backends whose probes are due, and publishes what changed.
  private func ask(_ epoch: Int) {
    guard epoch == monitor.epoch else { return }
    let tables = estate.tables
    let watched = watched
    var monitor = monitor
    let changes = monitor.act(at: now) { check in
      if let watched { return engine.probe(check, tables, watched) }
      return engine.probe(check, tables, Unwatched())
    }
    self.monitor = monitor
    // Nobody waits for what the host asks.
    engine.hasDelivered = false
    if !changes.isEmpty { publish(estate) }
    for change in changes { note(.health(change.check, isUp: change.isUp)) }
    scheduleProbes()
  }

  private func note(_ cause: EstateMoment.Cause) {
    guard keepsHistory else { return }
    history.append(
      EstateMoment(
        at: now, cause: cause, estate: estate, downLinks: engine.links.failed,
        gone: compiler?.goneDevices ?? []))
  }

  /// Compiles the estate that a change of resources leaves, and goes on with it.
  private func revise(_ change: ResourceChange) {
    guard let compiler else { preconditionFailure("resources of this emulation do not change") }
    let next = EstateCompiler(change.topology, after: compiler)
    self.compiler = next
    resolve = next.resolveLink
    recompile = { next.compile(failedLinks: $0) }
    // The tunnels' lanes must be there before their links come up.
    engine.adopt(next.compile(failedLinks: engine.links.noticed), gone: next.goneDevices)
    for link in next.tunnelLinks.subtracting(compiler.tunnelLinks).sorted() {
      guard let (change, detection) = engine.links.connect(link) else { continue }
      engine.schedule(.notice(change), at: now + detection)
    }
    let compiled = recompile(engine.links.noticed)
    monitor.adopt(compiled.healthChecks, at: now)
    scheduleProbes()
    publish(compiled)
    note(.resources(change))
  }
}
