import CDataPlaneDevelopmentKit
import CProbes
import Glibc
import LongestPrefixMatch

/// This project beside its peers.
@main
enum Peers {
  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments.first == "forward", let options = ForwardingOptions(arguments) {
      exit(ForwardingPeers.run(options) ? 0 : 1)
    }
    guard let options = Options(arguments) else {
      print(
        arguments.first == "forward"
          ? ForwardingOptions.usage
          : arguments.first == "lpm"
            ? Options.usage : Options.usage + "\n" + ForwardingOptions.usage)
      exit(2)
    }
    exit(run(options) ? 0 : 1)
  }

  /// Whether everything that could be built was, answered rightly, and was written.
  private static func run(_ options: Options) -> Bool {
    _ = probes_pin_to(0)
    probes_prepare()
    let machine = "\(processor()), kernel \(LookupKernel.fastest.rawValue)"
    report(
      "machine: \(machine); seed \(options.seed); \(options.callSize) keys a call, "
        + "\(options.peerCallSize) of peers")
    var failures: [String] = []
    let missing = dpdk_start().map { String(cString: $0) }
    if let missing {
      report("DPDK could not be built or started, going on without it: \(missing)")
    }
    _ = probes_pin_to(0)
    var results: [(table: TestTable.Name, measurements: [Measurement])] = []
    var titles: [String] = []
    var bars: [Bar] = []
    for name in options.tables {
      let table = TestTable(name, options: options)
      report("\(name.rawValue): \(table.routes.count) prefixes (\(table.lengthMix))")
      let catalogue = EngineCatalogue(table, options: options, hasDPDK: missing == nil)
      failures += catalogue.failures
      report(hugePages())
      let measurements = Rounds(table: table, engines: catalogue.engines, options: options).run()
      results.append((name, measurements))
      titles.append(title(table))
      report(ratios(name, measurements))
      bars += Bar.ratios(name, measurements)
      if options.measuresBars, name == .real {
        bars += TrieBars.measure(table, options: options)
        bars += UpdateBars.measure(table, options: options)
      }
    }
    if options.measuresBars { bars += FamilyBars.measure(options: options) }
    report(Bar.text(bars))
    for failure in failures { report(failure) }
    var isWritten = true
    if let path = options.jsonPath { isWritten = write(Rows.json(results), to: path) && isWritten }
    if let path = options.svgPath {
      isWritten =
        write(Chart.svg(results, titles: titles, machine: machine), to: path) && isWritten
    }
    return failures.isEmpty && isWritten
  }

  private static func title(_ table: TestTable) -> String {
    switch table.name {
    case .real:
      table.isReal
        ? "Internet table, \(table.routes.count) prefixes"
        : "Generated table, \(table.routes.count) prefixes"
    case .tenThousand, .thousand: "Cloud estate, \(table.routes.count) prefixes"
    }
  }

  /// One line for each stream and engine; x is against the first DPDK engine that was built.
  private static func ratios(_ name: TestTable.Name, _ measurements: [Measurement]) -> String {
    var rows = [["Case", "Engine", "Mlookups/s", "Min", "Max", "Samples", "x"]]
    for row in measurements {
      let peer = measurements.first {
        $0.stream == row.stream && $0.engine == "dpdk-fib-2B-avx512"
      }
      let ratio = peer.map { fixed(row.samples.median / $0.samples.median, 2) } ?? ""
      rows.append([
        "\(name.rawValue)/\(row.stream.rawValue)", row.engine, fixed(row.samples.median, 1),
        fixed(row.samples.minimum, 1), fixed(row.samples.maximum, 1),
        "\(row.samples.count)" + (row.isQuiet ? "" : " NOT QUIET"), ratio,
      ])
    }
    return table(rows)
  }

  /// How much of all tables, ours and the peers', sits on large pages.
  static func hugePages() -> String {
    var found: [String: Int] = [:]
    if let file = fopen("/proc/self/smaps_rollup", "r") {
      defer { fclose(file) }
      var line = [CChar](repeating: 0, count: 256)
      while fgets(&line, Int32(line.count), file) != nil {
        let words = text(line).split { $0 == " " || $0 == ":" || $0 == "\n" }
        if words.count == 3, let kilobytes = Int(words[1]) {
          found[String(words[0])] = kilobytes / 1_024
        }
      }
    }
    return
      "memory: \(found["AnonHugePages"] ?? 0) of \(found["Rss"] ?? 0) MB on large anonymous pages"
  }

  private static func text(_ line: [CChar]) -> String {
    String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The processor's own name.
  static func processor() -> String {
    guard let file = fopen("/proc/cpuinfo", "r") else { return "unknown processor" }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 512)
    while fgets(&line, Int32(line.count), file) != nil {
      let parts = text(line).split(separator: ":", maxSplits: 1)
      if parts.count == 2, parts[0].hasPrefix("model name") {
        return parts[1].split { $0 == " " || $0 == "\n" }.joined(separator: " ")
      }
    }
    return "unknown processor"
  }
}
