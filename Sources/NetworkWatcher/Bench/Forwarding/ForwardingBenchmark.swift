import Addressing
import LongestPrefixMatch

/// Measures the data plane on this machine, stage by stage and in whole: what needs no peer to be compared with.
///
/// Each row's lines are measured in turn: every run measures each of them once, so that a slow phase of a shared
/// machine meets all of them alike. Answers are compared with the slow way first.
package struct ForwardingBenchmark {
  package struct Settings: Hashable, Sendable {
    package var rows: [ForwardingRow]
    /// Timed runs; one more precedes them as a warm-up.
    package var runs: Int
    /// A run repeats the work until it took so long, in seconds.
    package var runSeconds = 0.05
    package var sizes = ForwardingRow.Sizes()
    package var seed: UInt64

    /// Rows by name; none stands for all.
    package init(rows: [String], runs: Int?, seed: UInt64) {
      let named = Set(rows.compactMap(ForwardingRow.init))
      self.rows = ForwardingRow.allCases.filter { named.isEmpty || named.contains($0) }
      self.runs = runs ?? 9
      self.seed = seed
    }
  }

  /// What a choice on the command line can be.
  package static let rowNames = ForwardingRow.allCases.map(\.rawValue)

  package let table: BenchmarkTable
  package let settings: Settings
  /// Told what happens next.
  package var progress: (String) -> Void = { _ in }
  package var isInterrupted: () -> Bool = { false }

  /// - Parameter table: of the router; it has routes.
  package init(_ table: BenchmarkTable, _ settings: Settings) {
    self.table = table
    self.settings = settings
  }

  /// Runs everything; `nil` if it was interrupted.
  package func run() throws(BenchmarkError) -> ForwardingBenchmarkResult? {
    let machine = Machine.current()
    var lines: [ForwardingBenchmarkResult.Line] = []
    for row in settings.rows {
      if isInterrupted() { return nil }
      progress("preparing \(row.rawValue)")
      let own = try row.lines(
        table, settings.sizes, processors: machine.processorCount, seed: settings.seed)
      guard let measured = try measure(own) else { return nil }
      lines += measured
    }
    return ForwardingBenchmarkResult(
      machine: machine, kernel: .fastest, table: table, settings: settings, lines: lines)
  }

  private func measure(
    _ lines: [ForwardingLine]
  ) throws(BenchmarkError) -> [ForwardingBenchmarkResult.Line]? {
    for line in lines {
      if isInterrupted() { return nil }
      progress("verifying \(line.name)")
      if let wrong = line.check() { throw .notSound(row: line.name, what: wrong) }
    }
    var rates = [[Double]](repeating: [], count: lines.count)
    var longest = rates
    for run in 0...settings.runs {
      for (index, line) in lines.enumerated() {
        if isInterrupted() { return nil }
        progress(
          run == 0 ? "warm-up: \(line.name)" : "run \(run) of \(settings.runs): \(line.name)")
        let pass = repeated(line.workload)
        guard run > 0 else { continue }
        rates[index].append(pass.millionPerSecond)
        longest[index].append(pass.longestBatchSeconds)
      }
    }
    var results: [ForwardingBenchmarkResult.Line] = []
    for (index, line) in lines.enumerated() {
      if let wrong = line.checkAfter() { throw .notSound(row: line.name, what: wrong) }
      let batches = Samples(longest[index])
      results.append(
        ForwardingBenchmarkResult.Line(
          name: line.name, what: line.what, unit: line.unit,
          millionPerSecond: Samples(rates[index]),
          longestBatchSeconds: batches.maximum > 0 ? batches : nil,
          compileSeconds: line.compileSeconds, memoryBytes: line.memoryBytes(),
          residentBytesEach: line.residentBytesEach))
    }
    return results
  }

  private func repeated(_ workload: any ForwardingWorkload) -> WorkloadPass {
    var whole = workload.pass()
    while whole.seconds < settings.runSeconds {
      let next = workload.pass()
      whole.count += next.count
      whole.seconds += next.seconds
      whole.longestBatchSeconds = max(whole.longestBatchSeconds, next.longestBatchSeconds)
    }
    return whole
  }
}
