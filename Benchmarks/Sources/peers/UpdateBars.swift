import Addressing
import CProbes
import Glibc
import LongestPrefixMatch
import Synchronization

/// Single updates of the real table, each visible when its call returns, while one reader on the other core
/// looks up at full speed.
enum UpdateBars {
  private static let pairs = 200_000

  static func measure(_ table: TestTable, options: Options) -> [Bar] {
    let live = LiveTable(table.routes, geometry: .compact)
    let hasSecondCore = sysconf(Int32(_SC_NPROCESSORS_ONLN)) > 1
    let inside = table.streams.first { $0.stream == .inside }?.keys ?? []
    let reader = hasSecondCore ? BusyReader(live, inside) : nil
    if reader == nil { report("updates: one core only, measured without a reader") }
    var generator = SplitMix64(seed: options.seed &+ 3)
    let routes = table.routes
    let rate = Gated(wanted: options.rounds, seconds: options.secondsPerTable / 3) {
      // Copied beforehand: the writer's time is the table's, not that of finding what to write.
      let picks = (0..<pairs).map { _ in routes[generator.below(routes.count)] }
      // The reader alone; beside a thread that keeps to its own 256 KB; beside the writer; alone again.
      let before = reader?.rate(over: 0.05, while: .asleep) ?? 1
      let besideBusy = reader?.rate(over: 0.05, while: .busy) ?? 1
      let count = reader?.count ?? 0
      let start = seconds()
      for pick in picks {
        live.remove(pick.prefix)
        live.insert(pick.prefix, pick.nextHop)
      }
      let duration = seconds() - start
      let beside = Double((reader?.count ?? 0) - count) / duration / 1e6
      let after = reader?.rate(over: 0.05, while: .asleep) ?? 1
      let alone = (before + after) / 2
      // A virtual machine's two processors may share a core for a while: then they are not two.
      return ([Double(2 * pairs) / duration / 1e6, beside / alone], besideBusy > 0.9 * alone)
    }
    var bars = [
      Bar(
        what: "real: delete and re-add, one reader", unit: "M updates/s",
        value: rate.samples.median, bar: 2, goal: 5, higherIsBetter: true, remark: rate.remark)
    ]
    if reader != nil {
      bars.append(
        Bar(
          what: "real: the reader's speed beside the writer", unit: "x of its own",
          value: rate.columns[1].median, bar: 0.8, higherIsBetter: true,
          remark: rate.remark(of: 1)))
    }
    bars.append(latency(live, routes, options: options, &generator))
    reader?.stop()
    return bars
  }

  private static func latency(
    _ live: LiveTable, _ routes: [(prefix: IPv4Prefix, nextHop: NextHopIndex)], options: Options,
    _ generator: inout SplitMix64
  ) -> Bar {
    let long = routes.filter { $0.prefix.length >= 20 }
    guard !long.isEmpty else { preconditionFailure("a table has prefixes of /20 and longer") }
    var medians = Samples()
    let p99 = Gated(wanted: options.rounds, seconds: options.secondsPerTable / 10) {
      var latencies = Samples()
      for _ in 0..<20_000 {
        let route = long[generator.below(long.count)]
        let start = seconds()
        live.remove(route.prefix)
        let between = seconds()
        live.insert(route.prefix, route.nextHop)
        latencies.append((between - start) * 1e6)
        latencies.append((seconds() - between) * 1e6)
      }
      medians.append(latencies.median)
      return latencies.percentile(0.99)
    }
    return Bar(
      what: "real: publish latency p99, /20 and longer", unit: "us", value: p99.samples.median,
      bar: 20, higherIsBetter: false,
      remark: p99.remark + "; median latency \(fixed(medians.median, 2))")
  }
}

/// A thread on the second core that looks up batches of 64 until it is stopped.
private final class BusyReader: Sendable {
  private let lookups = Atomic<Int>(0)
  private let isStopped = Atomic<Bool>(false)
  private let hasEnded = Atomic<Bool>(false)
  private let table: LiveTable
  private let keys: [IPv4Address]

  init?(_ table: LiveTable, _ keys: [IPv4Address]) {
    self.table = table
    self.keys = keys
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<BusyReader>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, Unmanaged.passRetained(self).toOpaque())
    guard status == 0 else { return nil }
    pthread_detach(thread)
  }

  private func run() {
    _ = probes_pin_to(1)
    let reader = table.makeReader()
    var results = [NextHopIndex](repeating: .noRoute, count: 64)
    var answers = results.mutableSpan
    let keys = self.keys
    let all = keys.span
    var start = 0
    while !isStopped.load(ordering: .relaxed) {
      for _ in 0..<16 {
        reader.lookup(all.extracting(start..<start + 64), into: &answers)
        start = (start + 64) & ((1 << 20) - 1)
      }
      lookups.store(lookups.load(ordering: .relaxed) + 1_024, ordering: .relaxed)
    }
    hasEnded.store(true, ordering: .releasing)
  }

  var count: Int { lookups.load(ordering: .relaxed) }

  /// What the caller does while the reader is watched.
  enum Caller { case asleep, busy }

  /// Million lookups a second.
  func rate(over duration: Double, while caller: Caller) -> Double {
    let start = seconds()
    let before = count
    switch caller {
    case .asleep: usleep(UInt32(duration * 1e6))
    case .busy: while seconds() - start < duration { _ = probes_loads() }
    }
    return Double(count - before) / (seconds() - start) / 1e6
  }

  func stop() {
    isStopped.store(true, ordering: .relaxed)
    while !hasEnded.load(ordering: .acquiring) { usleep(1_000) }
  }
}
