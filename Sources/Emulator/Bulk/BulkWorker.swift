import Addressing
import ControlPlane
import DataPlane

/// One worker of the bulk driver: takes packets to the ends of their journeys, a block at a time.
///
/// Links take no time here: a packet's whole journey happens at the instant at which it enters. All that the packet path
/// writes is the worker's own: flow table, counters, batch, memory.
struct BulkWorker: ~Copyable {
  /// A packet under way; its bytes stay where they are.
  struct Traveller {
    var base: UnsafeMutableRawPointer
    var length: Int32
    var ingress: InterfaceID
    /// Where it was put on its last link.
    var egress: InterfaceID
    /// Its place in the block.
    var index: Int32
    /// At how many devices it was.
    var receptions: Int16
    /// How many packets led to this one: 0 for those of the input.
    var made: UInt16

    var bytes: UnsafeMutableRawBufferPointer {
      UnsafeMutableRawBufferPointer(start: base, count: Int(length))
    }
  }

  var flows: FlowTable
  var counters: ForwardingCounters
  var totals = BulkTotals()
  var endpoints: EndpointTable
  let answersEcho: Bool
  let sink: (any HopSink)?
  var tunnels: BulkTunnels
  /// Whether there is a sink.
  let isWatched: Bool
  /// Whether packets of known journeys come to their ends in one step: nobody sees them on the way.
  var knowsJourneys: Bool
  var state: BulkState
  /// Those of the state.
  var tables: UnsafePointer<ForwardingTables>
  var origination: Origination
  /// That of the state.
  var linkIsUp: UnsafePointer<Bool>
  /// What routes were chosen for and did not leave; `nil` where nobody asks.
  var losses: RouteLosses?
  /// `nil` where nothing is limited.
  var rates: RateLimiter?
  /// Indexed by ``LinkID``: whether a packet may be put on the link without another look: that it is up, or, where rates
  /// are limited, of none.
  var isFree: UnsafePointer<Bool>
  /// Of none.
  var notFree: UnsafeMutablePointer<Bool>
  /// Indexed by ``InterfaceID``: whether what is delivered there stays there.
  var keeps: UnsafeMutablePointer<Bool>
  /// Indexed by ``InterfaceID``: whether a guest sends there.
  var isGuest: UnsafeMutablePointer<Bool>
  private var stateNumber: UInt64 = 0
  let settings: BulkSettings
  let timeline: BulkTimeline
  /// Moments of the timeline that have come.
  var momentCount = 0
  var nextMoment: EmulatedInstant
  /// Of the states before; ``counters`` has those of the present one alone where there is a timeline.
  var earlier: ForwardingCounters?
  var crossings = PeeringCrossings()
  var decisions = RuleDecisions()
  /// What was in ``totals`` when the moments came.
  var totalsAtMoments: [BulkTotals] = []
  private var toldFlows = 0
  private var batch = PacketBatch()
  var journeys = KnownJourneys()
  var unsettled = UnsettledConversations()
  /// The first of the share's packets whose journey is not fetched; -1 while none need be.
  private var fetched = -1
  private let order = WaveOrder()
  /// The packets of a run that go through the stages, as indexes of entries.
  private let staged: UnsafeMutablePointer<Int32>
  var groups: TravellerGroups
  private(set) var travellers: UnsafeMutablePointer<Traveller>
  /// Of the packets of the batch: bytes 8 to 11 as they came in.
  private let headers: UnsafeMutablePointer<UInt32>
  let hops: UnsafeMutablePointer<BulkHop>
  var hopCount = 0
  /// `nil` where nobody looks on, or nothing is balanced.
  var originals: TranslatedHeaders?
  var now = EmulatedInstant.start
  /// Of the block that is at work; `nil` between blocks.
  private(set) var memory: UnsafeMutableRawPointer?
  /// The worker's share of the block.
  private(set) var entries: UnsafeMutablePointer<PacketBlock.Entry>?

  init(
    _ state: BulkState, _ endpoints: [Endpoint], _ settings: BulkSettings, _ limits: RateTable,
    _ associations: TunnelAssociations, links: Int, timeline: BulkTimeline,
    sink: (any HopSink)?
  ) {
    self.settings = settings
    self.timeline = timeline
    nextMoment = timeline.instant(of: 0)
    let rates = RateLimiter(limits)
    notFree = .allocate(capacity: rates == nil ? 1 : max(1, links))
    notFree.initialize(repeating: false, count: rates == nil ? 1 : max(1, links))
    isFree = rates == nil ? state.linkIsUp : UnsafePointer(notFree)
    self.rates = rates
    tunnels = BulkTunnels(associations)
    losses = settings.countsLosses ? RouteLosses() : nil
    flows = FlowTable(settings.flows)
    counters = ForwardingCounters(state.tables)
    let receivers = EndpointTable(endpoints, state.tables)
    let interfaces = state.tables.interfaces
    keeps = .allocate(capacity: max(1, interfaces.count))
    isGuest = .allocate(capacity: max(1, interfaces.count))
    Self.note(state.tables, receivers, settings, keeps, isGuest)
    self.endpoints = receivers
    groups = TravellerGroups(interfaces: interfaces.count)
    answersEcho = settings.answersEcho
    self.sink = sink
    isWatched = sink != nil
    knowsJourneys = sink == nil && rates == nil && settings.knowsJourneys
    self.state = state
    tables = state.shared
    origination = Origination(state.tables)
    linkIsUp = state.linkIsUp
    travellers = .allocate(capacity: PacketBlock.capacity)
    staged = .allocate(capacity: PacketBlock.capacity)
    headers = .allocate(capacity: PacketBatch.capacity)
    headers.initialize(repeating: 0, count: PacketBatch.capacity)
    hops = .allocate(capacity: sink == nil ? 1 : PacketBatch.capacity)
    flows.adopt(state.tables)
    keepOriginals(state.tables)
  }

  deinit {
    keeps.deallocate()
    isGuest.deallocate()
    travellers.deallocate()
    staged.deallocate()
    headers.deallocate()
    hops.deallocate()
    notFree.deallocate()
  }

  // MARK: A block

  /// Takes every packet of its share of a block to its end, by the newest state of the estate.
  mutating func process(
    _ block: PacketBlock, _ share: PacketBlock.Share, _ publication: BulkPublication
  ) {
    if publication.newest != stateNumber { adopt(publication) }
    let memory = block.memory
    self.memory = memory
    entries = share.entries
    // Held once for the block: whoever passes them on then counts no references.
    var tables = state.tables
    fetched = journeys.areMany ? 0 : -1
    var start = 0
    while start < share.count {
      // The clock stands still within a run.
      let time = share.entries[start].at
      if time >= nextMoment {
        goOn(until: time)
        tables = state.tables
      }
      let limit = min(share.count, start + PacketBlock.capacity)
      var end = start + 1
      while end < limit, share.entries[end].at == time { end += 1 }
      now = time
      processRun(memory, share.entries, start..<end, of: share.count, tables)
      start = end
    }
    showHops()
    self.memory = nil
    entries = nil
  }

  /// By how many flows the table has grown since the last call.
  mutating func takeNewFlows() -> Int {
    defer { toldFlows = flows.count }
    return flows.count - toldFlows
  }

  private mutating func adopt(_ publication: BulkPublication) {
    stateNumber = publication.newest
    let newest = publication.current
    guard newest !== state else { return }
    settle()
    journeys.removeAll()
    if newest.tables.generation != state.tables.generation {
      var carried = ForwardingCounters(newest.tables)
      carried.carry(counters, from: state.tables, to: newest.tables)
      counters = carried
      flows.adopt(newest.tables)
    }
    state = newest
    tables = newest.shared
    keepOriginals(newest.tables)
    origination = Origination(newest.tables)
    linkIsUp = newest.linkIsUp
    if rates == nil { isFree = linkIsUp }
  }

  /// Counters and totals get what is counted of known journeys.
  mutating func settle() { journeys.settle(&counters, &totals) }

  /// Packets of known journeys come to their ends at once, all others go through the stages after them. That changes
  /// nothing: packets of different conversations share no flow record, and none overtakes another one of its own.
  private mutating func processRun(
    _ memory: UnsafeMutableRawPointer, _ entries: UnsafeMutablePointer<PacketBlock.Entry>,
    _ run: Range<Int>, of count: Int, _ tables: ForwardingTables
  ) {
    var stagedCount = 0
    for index in run {
      if knowsJourneys {
        if index == fetched { fetchJourneys(entries, of: count) }
        if passKnown(memory, entries + index, tables) { continue }
        unsettled.insert(entries[index].conversation)
      }
      staged[stagedCount] = Int32(truncatingIfNeeded: index)
      stagedCount &+= 1
    }
    guard stagedCount > 0 else { return }
    unsettled.removeAll()
    for number in 0..<order.sort(entries, staged, count: stagedCount) {
      var count = 0
      for index in order.wave(number) {
        if enter(memory, entries + Int(index), index, at: count) { count += 1 }
      }
      while count > 0 { count = advance(count, tables) }
    }
  }

  /// Fetches the journeys of the next packets.
  @inline(never)
  private mutating func fetchJourneys(
    _ entries: UnsafeMutablePointer<PacketBlock.Entry>, of count: Int
  ) {
    let next = min(count, fetched &+ KnownJourneys.lookahead)
    journeys.fetch(entries + fetched, count: next &- fetched, flows: flows)
    fetched = next
  }

  /// Lets a packet into the estate. Returns whether it is under way, as the traveller of this number.
  private mutating func enter(
    _ memory: UnsafeMutableRawPointer, _ entry: UnsafePointer<PacketBlock.Entry>, _ index: Int32,
    at place: Int
  ) -> Bool {
    let length = Int(entry.pointee.length)
    totals.packets.add(bytes: length)
    let interface =
      entry.pointee.entry < 0
      ? InterfaceID(rawValue: ~entry.pointee.entry)
      : endpoints.places[Int(entry.pointee.entry)].attachment
    travellers[place] = Traveller(
      base: memory + Int(entry.pointee.offset), length: entry.pointee.length,
      ingress: interface, egress: interface, index: index, receptions: 0, made: 0)
    guard entry.pointee.entry >= 0 else { return true }
    return send(place, from: Int(entry.pointee.entry))
  }

  // MARK: A hop

  /// One hop of all travellers. Returns how many go on; they are the first ones.
  private mutating func advance(_ count: Int, _ tables: ForwardingTables) -> Int {
    groups.sort(&travellers, count)
    var taken = 0
    var kept = 0
    var group = 0
    while taken < count {
      let size = nextBatch(from: taken, of: count, &group)
      let (packets, ingress) = (batch.packets, batch.ingress)
      for index in 0..<size {
        let traveller = travellers + (taken &+ index)
        headers[index] = traveller.pointee.base.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
        packets[index] = traveller.pointee.bytes
        ingress[index] = traveller.pointee.ingress
      }
      batch.setCount(size)
      let originals = originals
      if let originals { note(originals, size) }
      Pipeline.process(&batch, tables, flows: &flows, now: now, counters: &counters)
      totals.hops &+= UInt64(truncatingIfNeeded: size)
      for index in 0..<size {
        if taken &+ index != kept { travellers[kept] = travellers[taken &+ index] }
        if let originals { originals.select(index) }
        if follow(batch.verdicts[index], kept, headers[index], tables) { kept &+= 1 }
      }
      taken &+= size
    }
    showHops()
    return kept
  }

  mutating func keepOriginals(_ tables: ForwardingTables) {
    guard isWatched else { return }
    originals = tables.balancing.frontEnds.isEmpty ? nil : originals ?? TranslatedHeaders()
  }

  private func note(_ originals: TranslatedHeaders, _ count: Int) {
    for index in 0..<count { originals.note(batch.packets[index], at: index) }
  }

  /// How many travellers from this one on go together: those of one interface if they are many, or of several that
  /// have few each.
  private func nextBatch(from start: Int, of count: Int, _ group: inout Int) -> Int {
    let most = min(PacketBatch.capacity, count &- start)
    var end = start
    while group < groups.count {
      let next = groups.end(of: group)
      let isLarge = next &- max(start, end) >= Self.largeGroup
      if isLarge && end > start { break }
      end = next
      if end &- start >= PacketBatch.capacity { break }
      group &+= 1
      if isLarge { break }
    }
    return end > start ? min(end &- start, most) : most
  }

  /// As many travellers at one interface are worth a batch of their own.
  private static let largeGroup = 32

  /// Returns whether the traveller is still under way.
  @inline(__always)
  private mutating func follow(
    _ verdict: Verdict, _ place: Int, _ header: UInt32, _ tables: ForwardingTables
  ) -> Bool {
    switch verdict {
    case .forward(let adjacency) where isFree[adjacency.link.index]:
      if isWatched { show(place, header, verdict) }
      return transmit(place, over: adjacency)
    case .forward(let adjacency):
      var objection = objection(to: place, over: adjacency)
      if objection == .linkDown, let end = tunnelEnd(adjacency) {
        objection = limit(on: place, over: adjacency)
        if objection == nil { return pass(place, header, verdict, through: end, tables) }
      }
      guard let reason = objection else {
        if isWatched { show(place, header, verdict) }
        return transmit(place, over: adjacency)
      }
      restore(place, header)
      let interface = travellers[place].ingress
      counters.drop(
        Int(travellers[place].length), at: tables.interfaces[interface.index].device,
        reason)
      return drop(reason, place, header)
    case .deliver:
      if isWatched { show(place, header, verdict) }
      let interface = travellers[place].ingress
      return keeps[interface.index] ? keep(place) : deliver(place, at: interface)
    case .drop(let reason):
      restore(place, header)
      return drop(reason, place, header)
    }
  }

  /// Why a packet is not put on a link: the link is down, or a limit is reached. `nil` if it goes on.
  private mutating func objection(to place: Int, over adjacency: Adjacency) -> DropReason? {
    guard linkIsUp[adjacency.link.index] else { return .linkDown }
    return limit(on: place, over: adjacency)
  }

  private mutating func limit(on place: Int, over adjacency: Adjacency) -> DropReason? {
    rates?.admit(
      bytes: Int(travellers[place].length), from: travellers[place].ingress,
      to: adjacency.egress, at: now)
  }

  /// The packet is again as it came in, but for its addresses that nobody changes.
  @inline(__always)
  func restore(_ place: Int, _ header: UInt32) {
    travellers[place].base.storeBytes(of: header, toByteOffset: 8, as: UInt32.self)
  }

  /// Puts a packet on a link that is up. Returns whether it is still under way.
  @inline(__always)
  mutating func transmit(_ place: Int, over adjacency: Adjacency) -> Bool {
    travellers[place].ingress = adjacency.ingress
    travellers[place].egress = adjacency.egress
    travellers[place].receptions &+= 1
    if travellers[place].receptions > PacketEngine.receptionLimit { return endLoop(place) }
    return true
  }
}
