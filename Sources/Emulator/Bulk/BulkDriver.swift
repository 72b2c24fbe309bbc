import Addressing
import ControlPlane
import DataPlane

/// How a bulk run works.
package struct BulkSettings: Sendable {
  /// At least 1; 1 is taken where tunnels have sequence numbers. Each has a thread, a flow table and counters of its own.
  package var workers: Int
  /// Whether guests, hosts and devices answer echo requests. A capture has the replies already.
  package var answersEcho: Bool
  /// The clock of the flow records goes by steps of this: packets of one step go together.
  package var clockStep: Nanoseconds
  /// Whether sizes, SKUs and bandwidths limit what machines, gateways and circuits carry. One worker then takes the
  /// packets one after the other by their times, and the clock of the flow records does not go by steps.
  package var limitsRates: Bool
  /// Of the whole estate; each worker's ports keep their share of the limit.
  package var flows: FlowTable.Settings
  /// Whether what routes were chosen for and did not leave is counted, which
  /// ``BulkResult/crossings`` needs.
  package var countsLosses = false
  /// Packets of settled conversations come to their ends in one step where nobody looks on: with the same outcome.
  package var knowsJourneys = true

  /// Of the tunnels' keys.
  package var seed: UInt64

  package init(
    workers: Int = 1, answersEcho: Bool = false, limitsRates: Bool = false,
    clockStep: Nanoseconds = .milliseconds(100),
    flows: FlowTable.Settings = FlowTable.Settings(), seed: UInt64 = 0
  ) {
    self.seed = seed
    self.workers = workers
    self.answersEcho = answersEcho
    self.limitsRates = limitsRates
    self.clockStep = clockStep
    self.flows = flows
  }
}

/// What a bulk run came to.
package struct BulkResult: ~Copyable {
  package let totals: BulkTotals
  /// Of all workers, by the tables of the last state.
  package let counters: ForwardingCounters
  package let tables: ForwardingTables
  /// Packets that each worker took, in the workers' order.
  package let shares: [UInt64]
  /// Packets whose journeys were known, so that they came to their ends in one step.
  package let knownPackets: UInt64
  /// Flows that the tables hold, and the memory of those, in bytes.
  package let flowCount: Int
  package let flowMemory: Int
  /// What came to each limit and what passed; empty without limits.
  package let rates: RateReport
  /// What crossed from network to network, of all workers; empty unless losses were counted.
  package let crossings: PeeringCrossings
  /// Of all workers and all states.
  package let decisions: RuleDecisions
  /// What came in and what became of it in each state of the timeline that packets met, the first one included; of a run
  /// without timeline, all.
  package let totalsByState: [BulkTotals]
  /// What ended the input early; what had come in was forwarded.
  package let failure: (any Error)?
}

/// Drives many packets through an estate, on many cores: the same stages over the same tables as the emulation.
///
/// Packets are shared out by conversation, so that both directions meet the same flow records and keep their order;
/// a packet's whole journey stays with one worker. Links take no time: a journey happens at the instant at which its
/// packet enters, before the next packet of its conversation does. The same input gives the same totals and the same
/// order in each conversation with any number of workers.
package final class BulkDriver: @unchecked Sendable {
  /// More workers than that share too little.
  package static let workerLimit = 256

  private final class Seat: @unchecked Sendable {
    // No worker writes to a cache line that has anything of another one.
    private let before = InlineArray<16, UInt64>(repeating: 0)
    var worker: BulkWorker
    private let after = InlineArray<16, UInt64>(repeating: 0)

    init(_ worker: consuming BulkWorker) {
      self.worker = worker
    }
  }

  private let publication: BulkPublication
  private let timeline: BulkTimeline
  private let exchange: BulkExchange
  private var seats: [Seat] = []
  private let running = Monitor()
  /// 0 before all threads are there.
  private var runningCount = 0
  private var finishedWorkers = 0

  /// - Parameters:
  ///   - settings: 1...``workerLimit`` workers; one where rates are limited.
  ///   - timeline: what changes at which time of the packets, the beginning first. Nothing is published besides.
  ///   - sink: makes what looks on at each worker; `nil` for nobody.
  package init(
    _ estate: CompiledEstate, _ settings: BulkSettings = BulkSettings(),
    timeline moments: [EstateMoment] = [], sink: (Int) -> (any HopSink)? = { _ in nil }
  ) {
    precondition((1...Self.workerLimit).contains(settings.workers), "1 to 256 workers")
    precondition(settings.workers == 1 || !settings.limitsRates, "limits are shared by all")
    var settings = settings
    let state = BulkState(estate)
    let timeline = BulkTimeline(moments, after: state)
    self.timeline = timeline
    // A tunnel's sequence numbers are one order of all its packets.
    if !estate.tables.tunnelEnds.isEmpty || timeline.hasTunnelEnds { settings.workers = 1 }
    publication = BulkPublication(state)
    exchange = BulkExchange(
      workers: settings.workers,
      clock: BulkClock(
        step: settings.limitsRates ? Nanoseconds(1) : settings.clockStep,
        changes: timeline.moments.map(\.at)),
      BalancedAddresses(
        [estate.tables.balancing] + timeline.moments.map(\.estate.tables.balancing)))
    var own = settings
    // A worker has its share of the conversations; its ports have that of the limit.
    own.flows.limitPerDirection =
      (settings.flows.limitPerDirection + settings.workers - 1) / settings.workers
    seats = (0..<settings.workers).map {
      Seat(
        BulkWorker(
          state, estate.endpoints, own, settings.limitsRates ? estate.rates : RateTable(),
          estate.tunnelAssociations(seed: settings.seed), links: estate.links.count,
          timeline: timeline, sink: sink($0)))
    }
  }

  /// From now on packets are forwarded by this state of the same estate: other links failed, other tables. Workers go
  /// on meanwhile; each changes over between two blocks of packets.
  ///
  /// - Parameter estate: of the same devices, interfaces and links. What generation its tables say does not matter.
  package func publish(_ estate: CompiledEstate) {
    precondition(timeline.moments.isEmpty, "states of a timeline come by themselves")
    publication.publish(estate)
  }

  /// Packets whose journeys are over. Any thread may ask.
  package var finishedPackets: Int { exchange.finished }

  /// Flows that the workers' tables hold: what each had when it was last done with a block. Any thread may ask.
  package var flowCount: Int { exchange.flows }

  /// Whether a worker is still at work. Any thread may ask.
  package var isRunning: Bool {
    running.lock()
    defer { running.unlock() }
    return finishedWorkers < runningCount
  }

  /// Reads no more; what was read is forwarded to the end. Any thread may ask for it.
  package func stop() { exchange.stop() }

  /// Forwards everything that the source gives, on as many threads as there are workers. Once.
  ///
  /// - Parameter meanwhile: called once they are at work; the call returns after it did, and everything is done.
  /// - Throws: ``BulkError/noThread`` if the system gives none; nothing was read then.
  package func run(
    _ source: any BulkSource, meanwhile: (BulkDriver) -> Void = { _ in }
  ) throws(BulkError) -> BulkResult {
    running.lock()
    var threads: [WorkerThread] = []
    for number in seats.indices {
      guard let thread = WorkerThread({ [self] in work(number, source) }) else { break }
      threads.append(thread)
    }
    // Nobody has begun: all wait for the lock.
    let isComplete = threads.count == seats.count
    if isComplete { runningCount = seats.count }
    running.unlock()
    if isComplete { meanwhile(self) }
    for thread in threads { thread.join() }
    guard isComplete else { throw .noThread }
    return result()
  }

  private func work(_ number: Int, _ source: any BulkSource) {
    running.lock()
    let isComplete = runningCount > 0
    running.unlock()
    guard isComplete else { return }
    let seat = seats[number]
    var next = 0
    while let block = exchange.block(next, source) {
      let share = block.shares[number]
      seat.worker.process(block, share, publication)
      exchange.finish(next, packets: share.count, newFlows: seat.worker.takeNewFlows())
      next += 1
    }
    running.lock()
    finishedWorkers += 1
    running.unlock()
  }

  private func result() -> BulkResult {
    // Whoever met no packet of the last states goes through them all the same.
    let reached = seats.map { $0.worker.momentCount }.max() ?? 0
    let tables =
      reached > 0 ? timeline.moments[reached - 1].state.tables : publication.current.tables
    var totals = BulkTotals()
    var counters = ForwardingCounters(tables)
    var shares: [UInt64] = []
    var knownPackets: UInt64 = 0
    var flowCount = 0
    var flowMemory = 0
    var crossings = PeeringCrossings()
    var decisions = RuleDecisions()
    var totalsByState = [BulkTotals](repeating: BulkTotals(), count: max(1, reached))
    for seat in seats {
      seat.worker.finish(moments: reached)
      crossings.add(seat.worker.crossings)
      decisions.add(seat.worker.decisions)
      totals += seat.worker.totals
      for (number, own) in seat.worker.totalsByState.enumerated() { totalsByState[number] += own }
      let own = seat.worker.state.tables
      if own.generation == tables.generation {
        counters.add(seat.worker.counters)
      } else {
        counters.carry(seat.worker.counters, from: own, to: tables)
      }
      shares.append(seat.worker.totals.packets.packets)
      knownPackets += seat.worker.journeys.packetCount
      flowCount += seat.worker.flows.count
      flowMemory += seat.worker.flows.memoryBytes
    }
    return BulkResult(
      totals: totals, counters: counters, tables: tables, shares: shares,
      knownPackets: knownPackets, flowCount: flowCount, flowMemory: flowMemory,
      rates: seats[0].worker.rates?.report ?? RateReport(), crossings: crossings,
      decisions: decisions, totalsByState: totalsByState, failure: exchange.error)
  }
}

/// Why a bulk run did not begin.
package enum BulkError: Error, Hashable, Sendable {
  /// The system gives no more threads.
  case noThread
}
