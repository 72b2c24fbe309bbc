import LongestPrefixMatch

/// What ``LookupBenchmark`` has measured, and everything that is needed to measure it again.
package struct LookupBenchmarkResult: Sendable {
  package struct Stream: Sendable {
    package var stream: KeyStream
    package var millionLookupsPerSecond: Samples
    /// Of one lookup in a chain of dependent ones.
    package var chainNanoseconds: Samples
  }

  package var machine: Machine
  package var table: BenchmarkTable
  package var settings: LookupBenchmark.Settings
  package var geometry: TrieGeometry
  /// The trie's own words.
  package var description: String
  package var memoryBytes: Int
  /// Keys whose answers were compared with the plain search.
  package var verifiedKeys: Int
  package var buildSeconds: Samples
  package var streams: [Stream]
  package var updates: UpdateBenchmark.Result
}

extension LookupBenchmarkResult {
  /// The console's text.
  package var text: String {
    let routes = table.routes.count
    let hops =
      "\(table.nextHopCount) next hops"
      + (table.hasAssignedNextHops ? " by hash (seed \(settings.seed))" : "")
    let perRoute =
      routes == 0 ? "" : " (\(Self.fixed(Double(memoryBytes) / Double(routes), 1)) a route)"
    let facts = [
      ("machine", "\(machine.processor), \(machine.processorCount) processors"),
      ("table", "\(table.origin): \(routes) routes, \(hops)"),
      ("trie", description),
      ("memory", "\(memoryBytes) bytes\(perRoute)"),
      (
        "kernel",
        "\(settings.kernel.rawValue), \(LookupBenchmark.callSize) keys a call "
          + "(this processor runs \(LookupKernel.available.map(\.rawValue).joined(separator: ", ")))"
      ),
      ("keys", "\(settings.keyCount) a stream (seed \(settings.seed &+ 1))"),
      ("verified", "\(verifiedKeys) answers against the plain search"),
      (
        "build",
        "\(Self.fixed(buildSeconds.median * 1e3, 2)) ms, \(Self.fixed(buildSeconds.minimum * 1e3, 2))"
          + " to \(Self.fixed(buildSeconds.maximum * 1e3, 2))"
      ),
      ("updates", updates.text),
    ]
    var text = facts.map { name, value in
      name + String(repeating: " ", count: 10 - name.count) + value + "\n"
    }.joined()
    text += "\nMedian, minimum and maximum of \(settings.runs) runs:\n\n"
    return text
      + TableFormatter.format(
        header: ["Stream", "Mlookups/s", "Min", "Max", "Spread", "Chain ns", "Min", "Max"],
        rows: streams.map { row in
          let rate = row.millionLookupsPerSecond
          let chain = row.chainNanoseconds
          return [
            row.stream.rawValue, Self.fixed(rate.median, 1), Self.fixed(rate.minimum, 1),
            Self.fixed(rate.maximum, 1), "\(Self.fixed(rate.spread * 100, 0)) %",
            Self.fixed(chain.median, 2), Self.fixed(chain.minimum, 2),
            Self.fixed(chain.maximum, 2),
          ]
        })
  }

  /// A number with so many decimals.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    let scale = (0..<decimals).reduce(1.0) { result, _ in result * 10 }
    let scaled = Int64((value * scale).rounded())
    if decimals == 0 { return String(scaled) }
    let whole = scaled.magnitude / UInt64(scale)
    let rest = String(scaled.magnitude % UInt64(scale))
    return (scaled < 0 ? "-" : "") + "\(whole)."
      + String(repeating: "0", count: decimals - rest.count) + rest
  }
}
