import LongestPrefixMatch

/// `vnetem bench lpm -o json`.
package struct LookupBenchmarkDocument: JSONDocument, Sendable {
  /// A quantity that was measured more than once.
  package struct Measured: Encodable, Sendable {
    package var median: Double
    package var min: Double
    package var max: Double

    init(_ samples: Samples, scale: Double = 1) {
      median = samples.median * scale
      min = samples.minimum * scale
      max = samples.maximum * scale
    }
  }

  package struct Stream: Encodable, Sendable {
    /// `uniform`, `inside`, `zipf` or `sequential`.
    package var stream: String
    package var millionLookupsPerSecond: Measured
    /// Nanoseconds of one lookup in a chain of dependent ones.
    package var chainNanoseconds: Measured
  }

  package struct Updates: Encodable, Sendable {
    /// Single updates, each visible when its call returned.
    package var count: Int
    package var millionPerSecond: Double
    package var medianNanoseconds: Double
    package var p99Nanoseconds: Double
  }

  package struct Table: Encodable, Sendable {
    /// A file's name, a network interface, or how it was generated.
    package var origin: String
    package var routes: Int
    package var nextHops: Int
    /// Whether next hops were assigned by a hash, because the origin has none.
    package var nextHopsAssigned: Bool

    init(_ table: BenchmarkTable) {
      origin = table.origin
      routes = table.routes.count
      nextHops = table.nextHopCount
      nextHopsAssigned = table.hasAssignedNextHops
    }
  }

  package var schema = "vnetem.bench-lpm/1"
  package var processor: String
  package var processorCount: Int
  package var table: Table
  /// `small`, `compact` or `speed`.
  package var geometry: String
  package var description: String
  /// `portable`, `avx2` or `avx512`.
  package var kernel: String
  package var availableKernels: [String]
  package var seed: UInt64
  package var runs: Int
  package var keysPerStream: Int
  package var keysPerCall: Int
  package var memoryBytes: Int
  package var verifiedKeys: Int
  package var buildMilliseconds: Measured
  package var updates: Updates
  package var streams: [Stream]

  package init(_ result: LookupBenchmarkResult) {
    processor = result.machine.processor
    processorCount = result.machine.processorCount
    table = Table(result.table)
    geometry = result.geometry.rawValue
    description = result.description
    kernel = result.settings.kernel.rawValue
    availableKernels = LookupKernel.available.map(\.rawValue)
    seed = result.settings.seed
    runs = result.settings.runs
    keysPerStream = result.settings.keyCount
    keysPerCall = LookupBenchmark.callSize
    memoryBytes = result.memoryBytes
    verifiedKeys = result.verifiedKeys
    buildMilliseconds = Measured(result.buildSeconds, scale: 1e3)
    updates = Updates(
      count: result.updates.nanoseconds.values.count,
      millionPerSecond: result.updates.millionPerSecond,
      medianNanoseconds: result.updates.nanoseconds.median,
      p99Nanoseconds: result.updates.nanoseconds.percentile(0.99))
    streams = result.streams.map { row in
      Stream(
        stream: row.stream.rawValue,
        millionLookupsPerSecond: Measured(row.millionLookupsPerSecond),
        chainNanoseconds: Measured(row.chainNanoseconds))
    }
  }
}
