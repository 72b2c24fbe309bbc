import LongestPrefixMatch

/// What ``ForwardingBenchmark`` has measured, and everything that is needed to measure it again.
package struct ForwardingBenchmarkResult: Sendable {
  package struct Line: Sendable {
    /// `router-hop/copied`.
    package var name: String
    package var what: String
    /// What is counted: packets, lookups, flows, packet-hops.
    package var unit: String
    package var millionPerSecond: Samples
    /// Of each run, in seconds; `nil` where batches are not timed.
    package var longestBatchSeconds: Samples?
    package var compileSeconds: Double?
    /// Of the structure that is searched.
    package var memoryBytes: Int?
    /// By how much the process grew for each live flow.
    package var residentBytesEach: Double?
  }

  package var machine: Machine
  package var kernel: LookupKernel
  package var table: BenchmarkTable
  package var settings: ForwardingBenchmark.Settings
  package var lines: [Line]

  package var usesTable: Bool { settings.rows.contains(.routerHop) }
}

extension ForwardingBenchmarkResult {
  /// The console's text.
  package var text: String {
    let fixed = LookupBenchmarkResult.fixed
    var facts = [
      ("machine", "\(machine.processor), \(machine.processorCount) processors"),
      (
        "kernel",
        "\(kernel.rawValue) (this processor runs "
          + "\(LookupKernel.available.map(\.rawValue).joined(separator: ", ")))"
      ),
    ]
    if usesTable {
      facts.append(
        (
          "table",
          "\(table.origin): \(table.routes.count) routes, \(table.nextHopCount) next hops"
        ))
    }
    facts.append(("seed", "\(settings.seed)"))
    let head = facts.map { name, value in
      name + String(repeating: " ", count: 10 - name.count) + value + "\n"
    }.joined()
    let rows = lines.map { line in
      let rate = line.millionPerSecond
      return [
        line.name, "M \(line.unit)/s", fixed(rate.median, 2), fixed(rate.minimum, 2),
        fixed(rate.maximum, 2), "\(fixed(rate.spread * 100, 0)) %",
        fixed(1e3 / rate.median, 1), line.what,
      ]
    }
    let remarks = lines.compactMap(remark) + comparisons
    return head + "\nMedian, minimum and maximum of \(settings.runs) runs:\n\n"
      + TableFormatter.format(
        header: ["Row", "Unit", "Median", "Min", "Max", "Spread", "ns", "Work"], rows: rows)
      + (remarks.isEmpty ? "" : "\n" + remarks.map { $0 + "\n" }.joined())
  }

  /// What is known of a line beside its rate.
  private func remark(_ line: Line) -> String? {
    let fixed = LookupBenchmarkResult.fixed
    var parts: [String] = []
    if let compile = line.compileSeconds {
      parts.append("compiled in \(fixed(compile * 1e3, 1)) ms")
    }
    if let bytes = line.memoryBytes { parts.append("\(bytes) bytes") }
    if let each = line.residentBytesEach, each > 0 {
      parts.append("the process grew by \(fixed(each, 0)) bytes a live flow")
    }
    if let longest = line.longestBatchSeconds {
      parts.append(
        "longest batch of a run \(fixed(longest.median * 1e6, 1)) us, "
          + "of all \(fixed(longest.maximum * 1e6, 1)) us")
    }
    return parts.isEmpty ? nil : "\(line.name): \(parts.joined(separator: "; "))"
  }

  /// Lines beside each other that differ in size alone.
  private var comparisons: [String] {
    let fixed = LookupBenchmarkResult.fixed
    func lines(_ row: String, _ ending: String) -> [Line] {
      self.lines.filter { $0.name.hasPrefix(row + "/") && $0.name.hasSuffix(ending) }
    }
    var texts: [String] = []
    for ending in ["-nics", "-routes"] {
      let sizes = lines(ForwardingRow.estates.rawValue, ending)
      guard let first = sizes.first, let last = sizes.last, sizes.count > 1 else { continue }
      let ratio = first.millionPerSecond.median / last.millionPerSecond.median
      texts.append("\(last.name): \(fixed(ratio, 2)) x the time a packet of \(first.name)")
    }
    let workers = lines(ForwardingRow.workers.rawValue, "")
    if let first = workers.first {
      for more in workers.dropFirst() {
        let ratio = more.millionPerSecond.median / first.millionPerSecond.median
        texts.append("\(more.name): \(fixed(ratio, 2)) x the rate of \(first.name)")
      }
    }
    return texts
  }
}
