import Addressing
import CProbes
import Glibc
import LongestPrefixMatch

/// Ten thousand tables of a thousand routes each, with nothing to share.
enum FamilyBars {
  private static let tables = 10_000
  private static let routes = 1_000
  private static let keyCount = 1 << 20
  private static let batch = 64

  static func measure(options: Options) -> [Bar] {
    let family: TableFamily
    do throws(TableFamily.TableTooLarge) {
      family = try TableFamily(count: tables) { routes(of: $0, options) }
    } catch {
      report("families: \(error)")
      return []
    }
    var generator = SplitMix64(seed: options.seed &+ 4)
    var keys: [IPv4Address] = []
    var numbers: [UInt32] = []
    // Keys inside prefixes of the table that they are looked up in: one table a key, or 64 keys a table.
    var batchKeys: [IPv4Address] = []
    var batchTables: [Int] = []
    keys.reserveCapacity(keyCount)
    let sample = (0..<256).map { _ in generator.below(tables) }
    let known = sample.map { routes(of: $0, options).map(\.prefix) }
    func key() -> IPv4Address {
      let prefixes = known[generator.below(known.count)]
      let prefix = prefixes[generator.below(prefixes.count)]
      let host = UInt32(truncatingIfNeeded: generator.next() as UInt64) & ~prefix.mask
      return IPv4Address(rawValue: prefix.address.rawValue | host)
    }
    for _ in 0..<keyCount {
      keys.append(key())
      numbers.append(UInt32(generator.below(tables)))
    }
    for _ in 0..<keyCount / batch {
      batchTables.append(generator.below(tables))
      for _ in 0..<batch { batchKeys.append(key()) }
    }
    guard isRight(family, sample, known, keys, options) else { return [] }
    let lines = Lines(byteCount: family.memoryBytes)
    let each = Gated(wanted: options.rounds, seconds: options.secondsPerTable / 10) {
      randomTables(family, keys, numbers)
    }
    let perBatch = Gated(wanted: options.rounds, seconds: options.secondsPerTable / 10) {
      tableOfBatch(family, batchKeys, batchTables)
    }
    let cacheLines = Gated(wanted: options.rounds, seconds: options.secondsPerTable / 10) {
      probes_lines(lines.base, lines.byteCount, keyCount)
    }
    return [
      Bar(
        what: "10,000 tables x 1,000 routes: memory", unit: "MB",
        value: Double(family.memoryBytes) / 1e6, bar: 160, goal: 100, higherIsBetter: false,
        remark: "\(family.distinctCount) distinct tables"),
      Bar(
        what: "10,000 tables: a random table a key", unit: "M/s", value: each.samples.median,
        bar: 60, goal: 120, higherIsBetter: true, remark: each.remark),
      Bar(
        what: "10,000 tables: a random table a key / a random cache line", unit: "x",
        value: each.samples.median / cacheLines.samples.median, bar: 0.2, higherIsBetter: true,
        remark: "\(fixed(cacheLines.samples.median, 0)) M lines/s"),
      Bar(
        what: "10,000 tables: a random table a batch of 64", unit: "M/s",
        value: perBatch.samples.median, bar: 90, goal: 180, higherIsBetter: true,
        remark: perBatch.remark),
    ]
  }

  private static func routes(
    of table: Int, _ options: Options
  ) -> [(prefix: IPv4Prefix, nextHop: NextHopIndex)] {
    let seed = SplitMix64.mix(options.seed &+ UInt64(table))
    return RouteGenerator.assign(
      nextHops: TestTable.nextHops, to: RouteGenerator.estate(count: routes, seed: seed),
      seed: seed)
  }

  /// Compares some tables with the oracle.
  private static func isRight(
    _ family: TableFamily, _ sample: [Int], _ known: [[IPv4Prefix]], _ keys: [IPv4Address],
    _ options: Options
  ) -> Bool {
    for number in sample.prefix(64) {
      let oracle = FlattenedRoutes(routes(of: number, options))
      let some = Array(keys.prefix(4_096))
      var results = [NextHopIndex](repeating: .noRoute, count: some.count)
      var answers = results.mutableSpan
      family.lookup(some.span, inTable: number, into: &answers)
      for (key, answer) in zip(some, results) where answer != oracle.lookup(key) ?? .noRoute {
        report("families: FAIL: wrong answer for \(key) in table \(number)")
        return false
      }
    }
    return true
  }

  private static func randomTables(
    _ family: TableFamily, _ keys: [IPv4Address], _ numbers: [UInt32]
  ) -> Double {
    var results = [NextHopIndex](repeating: .noRoute, count: 1_024)
    var answers = results.mutableSpan
    let start = seconds()
    for first in stride(from: 0, to: keyCount, by: 1_024) {
      family.lookup(
        keys.span.extracting(first..<first + 1_024),
        inTables: numbers.span.extracting(first..<first + 1_024), into: &answers)
    }
    return Double(keyCount) / (seconds() - start) / 1e6
  }

  private static func tableOfBatch(
    _ family: TableFamily, _ keys: [IPv4Address], _ tables: [Int]
  ) -> Double {
    var results = [NextHopIndex](repeating: .noRoute, count: batch)
    var answers = results.mutableSpan
    let start = seconds()
    for (number, table) in tables.enumerated() {
      family.lookup(
        keys.span.extracting(number * batch..<(number + 1) * batch), inTable: table,
        into: &answers)
    }
    return Double(keyCount) / (seconds() - start) / 1e6
  }
}

/// Memory as large as the family's, on the same kind of page, of which random lines are read.
private final class Lines {
  let base: UnsafeMutableRawPointer
  let byteCount: Int

  init(byteCount: Int) {
    self.byteCount = byteCount
    base = .allocate(byteCount: byteCount, alignment: 2 << 20)
    _ = madvise(base, byteCount, MADV_HUGEPAGE)
    memset(base, 1, byteCount)
  }

  deinit { base.deallocate() }
}
