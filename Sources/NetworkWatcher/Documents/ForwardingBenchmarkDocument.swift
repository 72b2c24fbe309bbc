import LongestPrefixMatch

/// `vnetem bench forward -o json`.
package struct ForwardingBenchmarkDocument: JSONDocument, Sendable {
  package typealias Measured = LookupBenchmarkDocument.Measured

  package struct Row: Encodable, Sendable {
    /// `router-hop/copied`.
    package var row: String
    /// What is counted: `packets`, `lookups`, `flows` or `packet-hops`.
    package var unit: String
    package var millionPerSecond: Measured
    package var longestBatchMicroseconds: Measured?
    package var compileMilliseconds: Double?
    package var memoryBytes: Int?
    package var residentBytesPerFlow: Double?
  }

  package var schema = "vnetem.bench-forward/1"
  package var processor: String
  package var processorCount: Int
  /// `portable`, `avx2` or `avx512`.
  package var kernel: String
  package var availableKernels: [String]
  /// The router's; absent if it was not measured.
  package var table: LookupBenchmarkDocument.Table?
  package var seed: UInt64
  package var runs: Int
  package var rows: [Row]

  package init(_ result: ForwardingBenchmarkResult) {
    processor = result.machine.processor
    processorCount = result.machine.processorCount
    kernel = result.kernel.rawValue
    availableKernels = LookupKernel.available.map(\.rawValue)
    table = result.usesTable ? LookupBenchmarkDocument.Table(result.table) : nil
    seed = result.settings.seed
    runs = result.settings.runs
    rows = result.lines.map { line in
      Row(
        row: line.name, unit: line.unit, millionPerSecond: Measured(line.millionPerSecond),
        longestBatchMicroseconds: line.longestBatchSeconds.map { Measured($0, scale: 1e6) },
        compileMilliseconds: line.compileSeconds.map { $0 * 1e3 }, memoryBytes: line.memoryBytes,
        residentBytesPerFlow: line.residentBytesEach)
    }
  }
}
