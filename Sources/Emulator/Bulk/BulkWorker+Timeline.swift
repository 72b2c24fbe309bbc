import Addressing
import ControlPlane
import DataPlane

/// How a worker goes from one state of a timeline to the next: between two packets, when the clock of these has reached it.
extension BulkWorker {
  /// Takes in the states of all moments up to a time. Nothing is under way.
  @inline(never)
  mutating func goOn(until time: EmulatedInstant) {
    while momentCount < timeline.moments.count, nextMoment <= time { takeNextMoment() }
  }

  /// Takes in the states of so many moments in all, and says what was counted.
  mutating func finish(moments: Int) {
    while momentCount < moments { takeNextMoment() }
    settle()
    countStateless()
    guard let past = earlier.take() else { return }
    counters.add(past)
  }

  /// What came in and what became of it in each state.
  var totalsByState: [BulkTotals] {
    zip(totalsAtMoments + [totals], [BulkTotals()] + totalsAtMoments).map { $0 - $1 }
      .suffix(max(1, momentCount))
  }

  /// Crossings and decisions of the present state, by names.
  private mutating func countStateless() {
    decisions.count(counters, state.tables)
    guard let own = losses else { return }
    crossings.count(counters, own, state.tables, state.membership)
    losses = RouteLosses()
  }

  private mutating func takeNextMoment() {
    let moment = timeline.moments[momentCount]
    settle()
    journeys.removeAll()
    totalsAtMoments.append(totals)
    let next = moment.state
    if next.tables.generation != state.tables.generation {
      countStateless()
      var carried = ForwardingCounters(next.tables)
      if let past = earlier.take() { carried.carry(past, from: state.tables, to: next.tables) }
      carried.carry(counters, from: state.tables, to: next.tables)
      earlier = consume carried
      counters = ForwardingCounters(next.tables)
    }
    if moment.isRevision { revise(moment) }
    state = next
    tables = next.shared
    keepOriginals(next.tables)
    origination = Origination(next.tables)
    linkIsUp = next.linkIsUp
    isFree = rates == nil ? linkIsUp : UnsafePointer(notFree)
    flows.adopt(next.tables)
    momentCount += 1
    nextMoment = timeline.instant(of: momentCount)
  }

  /// What depends on the estate's devices, interfaces and endpoints is made anew. Flows of ports that are not there any
  /// more are forgotten.
  private mutating func revise(_ moment: BulkTimeline.Moment) {
    let (estate, tables) = (moment.estate, moment.state.tables)
    flows.forget(ports: moment.gone)
    endpoints = endpoints.adopted(estate.endpoints, tables)
    groups = TravellerGroups(interfaces: tables.interfaces.count)
    keeps.deallocate()
    isGuest.deallocate()
    keeps = .allocate(capacity: max(1, tables.interfaces.count))
    isGuest = .allocate(capacity: max(1, tables.interfaces.count))
    Self.note(tables, endpoints, settings, keeps, isGuest)
    // Tunnels that are other ones have associations of their own; else the sequence goes on.
    if estate.associations != timeline.moments[momentCount - 1].estate.associations {
      tunnels = BulkTunnels(estate.tunnelAssociations(seed: settings.seed))
    }
    guard settings.limitsRates else { return }
    rates =
      if let present = rates { RateLimiter(estate.rates, after: present) } else {
        RateLimiter(estate.rates)
      }
    knowsJourneys = false
    notFree.deallocate()
    notFree = .allocate(capacity: max(1, estate.links.count))
    notFree.initialize(repeating: false, count: max(1, estate.links.count))
  }

  /// What the worker keeps of each interface.
  static func note(
    _ tables: ForwardingTables, _ receivers: borrowing EndpointTable, _ settings: BulkSettings,
    _ keeps: UnsafeMutablePointer<Bool>, _ isGuest: UnsafeMutablePointer<Bool>
  ) {
    for (index, interface) in tables.interfaces.enumerated() {
      let forwards =
        receivers.index(of: interface.device).map { receivers.places[$0].forwards } ?? false
      (isGuest + index).initialize(to: interface.side == .guest)
      let endsTunnels = tables.devices[interface.device.index].endsTunnels
      (keeps + index).initialize(to: !settings.answersEcho && !forwards && !endsTunnels)
    }
  }
}
