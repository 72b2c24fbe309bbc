import NetworkWatcher
import ResourceModel

extension CommandLineTool {
  /// `vnetem bench lpm`
  func benchmark(_ arguments: ParsedArguments) throws -> ExitStatus {
    guard arguments.positionals[0] == "lpm" else {
      throw UsageError(
        message: "unknown subject '\(arguments.positionals[0])'; lpm can be measured",
        command: .bench)
    }
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
