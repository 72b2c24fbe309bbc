import NetworkWatcher
import ResourceModel

/// What can be measured.
enum BenchmarkSubject: String, CaseIterable {
  case lookups = "lpm"
  case forwarding = "forward"

  /// All, with a blank between two.
  static let names = allCases.map(\.rawValue).joined(separator: " ")

  /// Options that say nothing about this subject.
  fileprivate var foreignOptions: [(key: OptionKey, name: String)] {
    switch self {
    case .lookups: [(.row, "--row")]
    case .forwarding:
      [
        (.geometry, "--geometry"), (.kernel, "--kernel"), (.stream, "--stream"), (.keys, "--keys"),
      ]
    }
  }
}

extension CommandLineTool {
  /// `vnetem bench`
  func benchmark(_ arguments: ParsedArguments) throws -> ExitStatus {
    guard let subject = BenchmarkSubject(rawValue: arguments.positionals[0]) else {
      let known = BenchmarkSubject.allCases.map(\.rawValue).joined(separator: " or ")
      throw UsageError(
        message: "unknown subject '\(arguments.positionals[0])'; \(known) can be measured",
        command: .bench)
    }
    if let foreign = subject.foreignOptions.first(where: { arguments.has($0.key) }) {
      throw UsageError(
        message: "\(foreign.name) does not go with '\(subject.rawValue)'", command: .bench)
    }
    switch subject {
    case .lookups: return try benchmarkLookups(arguments)
    case .forwarding: return try benchmarkForwarding(arguments)
    }
  }

  /// `vnetem bench forward`
  private func benchmarkForwarding(_ arguments: ParsedArguments) throws -> ExitStatus {
    let seed = UInt64(arguments.integer(.seed) ?? 1)
    let settings = ForwardingBenchmark.Settings(
      rows: arguments.texts(.row), runs: arguments.integer(.runs), seed: seed)
    let reporter = ProgressReporter(console)
    reporter.show("reading the table")
    defer { reporter.clear() }
    let table = try benchmarkTable(arguments, seed: seed)
    guard !table.routes.isEmpty else {
      throw UsageError(
        message: "a router forwards nothing without routes", command: .bench)
    }
    var benchmark = ForwardingBenchmark(table, settings)
    benchmark.progress = reporter.show
    benchmark.isInterrupted = isInterrupted
    guard let result = try benchmark.run() else { return .interrupted }
    reporter.clear()
    try console.writeOutput(
      arguments.wantsJSON ? try ForwardingBenchmarkDocument(result).text() : result.text)
    return .success
  }

  /// `vnetem bench lpm`
  private func benchmarkLookups(_ arguments: ParsedArguments) throws -> ExitStatus {
    let seed = UInt64(arguments.integer(.seed) ?? 1)
    let settings = try LookupBenchmark.Settings(
      geometry: arguments.text(.geometry), kernel: arguments.text(.kernel),
      streams: arguments.texts(.stream), runs: arguments.integer(.runs),
      keyCount: arguments.integer(.keys), seed: seed)
    let reporter = ProgressReporter(console)
    reporter.show("reading the table")
    defer { reporter.clear() }
    var benchmark = LookupBenchmark(try benchmarkTable(arguments, seed: seed), settings)
    benchmark.progress = reporter.show
    benchmark.isInterrupted = isInterrupted
    guard let result = try benchmark.run() else { return .interrupted }
    reporter.clear()
    try console.writeOutput(
      arguments.wantsJSON ? try LookupBenchmarkDocument(result).text() : result.text)
    return .success
  }

  private func benchmarkTable(
    _ arguments: ParsedArguments, seed: UInt64
  ) throws -> BenchmarkTable {
    let sources = [OptionKey.table, .topology, .prefixes].filter { arguments.has($0) }
    guard sources.count <= 1 else {
      throw UsageError(
        message: "the table comes from one of --table, --topology and --prefixes", command: .bench)
    }
    guard arguments.has(.topology) == arguments.has(.networkInterface) else {
      throw UsageError(message: "--topology and --nic go together", command: .bench)
    }
    if arguments.has(.topology), arguments.has(.nextHops) {
      throw UsageError(
        message: "--next-hops does not go with --topology, which has its own", command: .bench)
    }
    let nextHops = arguments.integer(.nextHops)
    if let path = arguments.text(.table) {
      return try BenchmarkTable(path: path, nextHops: nextHops, seed: seed)
    }
    if let name = arguments.text(.topology), let interface = arguments.text(.networkInterface) {
      return try BenchmarkTable(
        Inquiry(try loadTopology(name)), networkInterface: interface)
    }
    return BenchmarkTable(
      generated: arguments.integer(.prefixes) ?? 10_000, nextHops: nextHops, seed: seed)
  }
}

/// A progress line that closures share.
private final class ProgressReporter {
  private var progress: Progress

  init(_ console: Console) {
    progress = Progress(console)
  }

  func show(_ text: String) { progress.show(text) }

  func clear() { progress.clear() }
}
