import Addressing
import LongestPrefixMatch

/// Measures single updates of a table that is searched: random prefixes of it are deleted and added again.
package struct UpdateBenchmark: Sendable {
  package struct Result: Hashable, Sendable {
    package var millionPerSecond: Double
    /// Of each update, from its call to its return.
    package var nanoseconds: Samples

    /// One line for a person.
    package var text: String {
      let fixed = LookupBenchmarkResult.fixed
      return "\(fixed(millionPerSecond, 2)) million a second, each visible when its call returns; "
        + "median \(fixed(nanoseconds.median, 0)) ns, "
        + "99 % within \(fixed(nanoseconds.percentile(0.99), 0)) ns"
    }
  }

  private let table: BenchmarkTable
  private let geometry: TrieGeometry
  private let seed: UInt64

  /// Pairs of a deletion and an addition.
  private let pairs: Int
  private static let mostPairs = 100_000

  /// - Parameter effort: how many updates may be made; 100,000 of each kind suffice.
  init(_ table: BenchmarkTable, geometry: TrieGeometry, effort: Int, seed: UInt64) {
    pairs = min(max(effort, 1), Self.mostPairs)
    self.table = table
    self.geometry = geometry
    self.seed = seed
  }

  /// `nil` if it was interrupted.
  func run(isInterrupted: () -> Bool) -> Result? {
    let routes = table.routes
    guard !routes.isEmpty else {
      return Result(millionPerSecond: 0, nanoseconds: Samples([0]))
    }
    let live = LiveTable(routes, geometry: geometry)
    var generator = SplitMix64(seed: seed)
    let picks = (0..<pairs).map { _ in generator.below(routes.count) }
    for pick in picks.prefix(pairs / 10) { replay(routes[pick], in: live) }
    if isInterrupted() { return nil }
    // A clock costs as much as an update: the rate is taken without it, the latencies with it.
    let watch = Stopwatch()
    for pick in picks { replay(routes[pick], in: live) }
    let rate = Double(2 * picks.count) / watch.seconds / 1e6
    if isInterrupted() { return nil }
    var nanoseconds: [Double] = []
    nanoseconds.reserveCapacity(pairs)
    for pick in picks.prefix((pairs + 1) / 2) {
      let route = routes[pick]
      let start = Stopwatch.now()
      live.remove(route.prefix)
      let between = Stopwatch.now()
      live.insert(route.prefix, route.nextHop)
      let end = Stopwatch.now()
      nanoseconds.append(Double(between - start))
      nanoseconds.append(Double(end - between))
    }
    return Result(millionPerSecond: rate, nanoseconds: Samples(nanoseconds))
  }

  private func replay(
    _ route: (prefix: IPv4Prefix, nextHop: NextHopIndex), in live: LiveTable
  ) {
    live.remove(route.prefix)
    live.insert(route.prefix, route.nextHop)
  }
}
