import Addressing
import ControlPlane
import DataPlane
import ResourceModel

/// What an entry of the event queue stands for.
enum EventSource: BitwiseCopyable {
  /// The first packet of a lane arrives.
  case arrival(Int32)
  /// A stream sends its next packet.
  case stream(Int32)
  /// One of the rarer things.
  case errand(Int32)
}

/// Moves packets through virtual time: the part of the emulation that runs for every packet.
///
/// A packet lives in one slot of memory from its sender to its end; devices change it in place. What waits in the
/// event queue is the first packet of each link, and whatever is not a packet on a link. Where a packet's next
/// arrival comes before everything that waits, and before the deadline, it is handled at once: the queue would
/// have given it back unchanged.
struct PacketEngine: ~Copyable {
  /// What happens now and then.
  enum Errand {
    case change(TimelineEvent.Change)
    /// The detection time is over: if routing notices, the tables for what it then knows are published.
    case notice(LinkRuntime.Change)
    case send(PacketSlot, from: Int)
    /// Backends are to be asked for their health, if that is still of this epoch.
    case probes(epoch: Int)
  }

  /// Why the engine stopped.
  enum Pause {
    /// Nothing is due up to the deadline.
    case idle
    /// The tables may change.
    case change(TimelineEvent.Change)
    case notice(LinkRuntime.Change)
    case probes(epoch: Int)
    /// A packet reached the endpoint that is waited for.
    case delivered
  }

  /// A packet that is on a link.
  struct Onward {
    var packet: PacketSlot
    var link: LinkID
    var at: EmulatedInstant
  }

  var now = EmulatedInstant.start
  /// Whether a packet's next hop is done at once where nothing can come between.
  var collapsesHops = true
  /// Whether the packets of a stream follow the plan of its first.
  var plansStreams = true
  var links: LinkRuntime
  var endpoints: EndpointTable
  var pool = PacketPool()
  var flows = FlowTable()
  /// `nil` where nothing is limited.
  var rates: RateLimiter?
  private(set) var associations: TunnelAssociations
  var generator: SplitMix64
  var packetCount: UInt64 = 0
  /// Packets that arrived at the other end of a link.
  var hopCount: UInt64 = 0
  /// Those of them that needed no event.
  var collapsedHopCount: UInt64 = 0
  /// How often the stages of a device were asked.
  var stagedCount: UInt64 = 0
  /// The endpoint whose deliveries stop the engine; -1 if none.
  var awaited = -1
  var hasDelivered = false
  /// What a machine answers to its host, which waits for it; `nil` if the host asked nothing.
  var platformAnswer: [UInt8]?
  /// Probes of health that were sent.
  var probeCount = 0

  private let limitsRates: Bool
  private let seed: UInt64
  private var associationPlans: [AssociationPlan]
  private var queue = EventQueue<EventSource>()
  private var streams: UnsafeMutablePointer<StreamRuntime>
  private var streamCount = 0
  private var errands: [Errand?] = []
  private var freeErrands: [Int] = []

  init(_ estate: CompiledEstate, seed: UInt64, limitsRates: Bool) {
    self.limitsRates = limitsRates
    rates = limitsRates ? RateLimiter(estate.rates) : nil
    links = LinkRuntime(estate.links, failed: estate.failedLinks)
    endpoints = EndpointTable(estate.endpoints, estate.tables)
    generator = SplitMix64(seed: seed)
    self.seed = seed
    associationPlans = estate.associations
    associations = estate.tunnelAssociations(seed: seed)
    streams = .allocate(capacity: 0)
  }

  deinit {
    streams.deinitialize(count: streamCount)
    streams.deallocate()
  }

  /// Goes on with the estate after a change of its resources. Flows of ports that are not there any more are forgotten.
  mutating func adopt(_ estate: CompiledEstate, gone: [DeviceID]) {
    if limitsRates {
      let earlier = rates
      rates =
        if let earlier { RateLimiter(estate.rates, after: earlier) } else {
          RateLimiter(estate.rates)
        }
    }
    // Tunnels that are other ones have associations of their own; else the sequence goes on.
    if estate.associations != associationPlans {
      associationPlans = estate.associations
      associations = estate.tunnelAssociations(seed: seed)
    }
    links.adopt(estate.links)
    endpoints = endpoints.adopted(estate.endpoints, estate.tables)
    flows.forget(ports: gone)
  }

  // MARK: What is going to happen

  mutating func schedule(_ errand: Errand, at time: EmulatedInstant) {
    let place: Int
    if let free = freeErrands.popLast() {
      place = free
      errands[place] = errand
    } else {
      place = errands.count
      errands.append(errand)
    }
    queue.schedule(.errand(Int32(place)), at: max(now, time))
  }

  /// The packet is numbered when it is sent.
  mutating func schedule(_ bytes: [UInt8], from endpoint: Int, at time: EmulatedInstant) {
    schedule(.send(pool.take(bytes, id: .none, cause: .none), from: endpoint), at: time)
  }

  /// Sends a packet now. Returns its number.
  mutating func send<Watcher: JourneyWatcher>(
    _ bytes: [UInt8], from endpoint: Int, _ tables: ForwardingTables, _ watcher: Watcher
  ) -> PacketID {
    packetCount &+= 1
    let id = PacketID(rawValue: packetCount)
    let packet = pool.take(bytes, id: id, cause: .none)
    if let onward = send(packet, from: endpoint, tables, watcher) { enqueue(onward) }
    // Whoever waits looks for what is there already before time passes.
    hasDelivered = false
    return id
  }

  /// The number of the next packet that is made.
  var nextPacketID: PacketID { PacketID(rawValue: packetCount &+ 1) }

  /// Lets a packet come in at an interface now.
  mutating func inject<Watcher: JourneyWatcher>(
    _ bytes: [UInt8], at interface: InterfaceID, _ tables: ForwardingTables, _ watcher: Watcher
  ) {
    let id = nextPacketID
    packetCount &+= 1
    let packet = pool.take(bytes, id: id, cause: .none)
    packet.header.pointee.ingress = interface
    packet.header.pointee.egress = interface
    if let onward = arrive(packet, tables, watcher) { enqueue(onward) }
  }

  mutating func schedule(_ stream: PacketStream) {
    guard stream.count > 0 else { return }
    let larger = UnsafeMutablePointer<StreamRuntime>.allocate(capacity: streamCount + 1)
    larger.moveInitialize(from: streams, count: streamCount)
    (larger + streamCount).initialize(to: StreamRuntime(stream))
    streams.deallocate()
    streams = larger
    queue.schedule(.stream(Int32(streamCount)), at: max(now, stream.start))
    streamCount += 1
  }

  /// How many things are going to happen.
  var eventCount: Int { queue.count }

  /// Puts a packet on the link where it is already.
  mutating func enqueue(_ onward: Onward) {
    let key = EventKey(at: onward.at, number: queue.takeNumber())
    let lane = links.lanes + onward.link.index
    if lane.pointee.count == 0 { queue.schedule(.arrival(onward.link.rawValue), key) }
    lane.pointee.append(LinkLane.Arrival(key: key, packet: onward.packet))
  }

  // MARK: What happens

  /// Handles events in the order of time until there is a reason to pause.
  mutating func run<Watcher: JourneyWatcher>(
    until deadline: EmulatedInstant, _ tables: ForwardingTables, _ watcher: Watcher
  ) -> Pause {
    while queue.count > 0 {
      let time = queue.nextTime
      guard time <= deadline else { return .idle }
      now = max(now, time)
      var onward: Onward?
      switch queue.first {
      case .arrival(let link):
        let packet = takeFirst(Int(link))
        onward = arrive(packet, tables, watcher)
      case .stream(let number):
        onward = sendNext(of: Int(number), until: deadline, tables, watcher)
      case .errand(let number):
        let place = Int(number)
        queue.removeFirst()
        let errand = errands[place]
        errands[place] = nil
        freeErrands.append(place)
        switch errand {
        case .change(let change): return .change(change)
        case .notice(let change): return .notice(change)
        case .probes(let epoch): return .probes(epoch: epoch)
        case .send(let packet, let endpoint):
          packetCount &+= 1
          packet.header.pointee.id = PacketID(rawValue: packetCount)
          onward = send(packet, from: endpoint, tables, watcher)
        case nil: preconditionFailure("an errand is done once")
        }
      }
      while let next = onward {
        guard collapsesHops, next.at < queue.nextTime, next.at <= deadline else {
          enqueue(next)
          break
        }
        collapsedHopCount &+= 1
        now = next.at
        onward = arrive(next.packet, tables, watcher)
      }
      if hasDelivered {
        hasDelivered = false
        return .delivered
      }
    }
    return .idle
  }

  /// The first packet of a link is there.
  private mutating func takeFirst(_ link: Int) -> PacketSlot {
    let lane = links.lanes + link
    let packet = lane.pointee.first.packet
    lane.pointee.removeFirst()
    if lane.pointee.count > 0 {
      queue.rescheduleFirst(lane.pointee.first.key)
    } else {
      queue.removeFirst()
    }
    return packet
  }

  private mutating func sendNext<Watcher: JourneyWatcher>(
    of number: Int, until deadline: EmulatedInstant, _ tables: ForwardingTables,
    _ watcher: Watcher
  ) -> Onward? {
    let stream = streams + number
    let (bytes, plan) = stream.pointee.take()
    if stream.pointee.remaining > 0 {
      queue.rescheduleFirst(
        EventKey(at: now + stream.pointee.interval, number: queue.takeNumber()))
    } else {
      queue.removeFirst()
    }
    packetCount &+= 1
    let packet = pool.take(
      length: bytes.count, id: PacketID(rawValue: packetCount), cause: .none)
    packet.bytes.copyMemory(from: bytes)
    packet.header.pointee.plan = plansStreams ? plan : nil
    if !Watcher.isWatching, collapsesHops,
      sendExpress(packet, before: queue.nextTime, until: deadline, tables)
    {
      return arrive(packet, tables, watcher)
    }
    return send(packet, from: stream.pointee.endpoint, tables, watcher)
  }
}
