import Addressing
import LongestPrefixMatch

/// Measures longest-prefix match on this machine: one table, several streams of keys.
///
/// Rounds are interleaved: each round measures every stream once, so that a slow phase of a shared machine
/// meets all of them alike. Every answer that is measured is compared with the plain search first.
package struct LookupBenchmark {
  package struct Settings: Hashable, Sendable {
    /// `nil`: the number of routes decides.
    package var geometry: TrieGeometry?
    package var kernel: LookupKernel
    package var streams: [KeyStream]
    /// Timed rounds; one more precedes them as a warm-up.
    package var runs: Int
    /// Keys of each stream, a multiple of ``LookupBenchmark/callSize``.
    package var keyCount: Int
    package var seed: UInt64

    /// Names as the command line has them; `nil` stands for the usual choice.
    package init(
      geometry: String?, kernel: String?, streams: [String], runs: Int?, keyCount: Int?,
      seed: UInt64
    ) throws(BenchmarkError) {
      self.geometry = geometry.flatMap(TrieGeometry.init)
      self.kernel = kernel.flatMap(LookupKernel.init) ?? .fastest
      let named = streams.compactMap(KeyStream.init)
      self.streams = named.isEmpty ? KeyStream.allCases : named
      self.runs = runs ?? 9
      let size = LookupBenchmark.callSize
      self.keyCount = max(size, (keyCount ?? 1 << 22) / size * size)
      self.seed = seed
      guard LookupKernel.available.contains(self.kernel) else {
        throw .kernelUnavailable(
          name: self.kernel.rawValue, available: LookupKernel.available.map(\.rawValue))
      }
    }
  }

  /// What a choice on the command line can be.
  package static let geometryNames = ["automatic"] + TrieGeometry.allCases.map(\.rawValue)
  package static let kernelNames = ["automatic"] + LookupKernel.allCases.map(\.rawValue)
  package static let streamNames = KeyStream.allCases.map(\.rawValue)

  /// Keys of one call; its results fit into the nearest cache, as those of a forwarding loop do.
  package static let callSize = 1_024
  /// Keys of each stream that are compared with the plain search, and keys of a dependent chain.
  private static let verifiedKeys = 1 << 16
  private static let chainKeys = 1 << 20

  package let table: BenchmarkTable
  package let settings: Settings
  /// Told what happens next.
  package var progress: (String) -> Void = { _ in }
  package var isInterrupted: () -> Bool = { false }

  package init(_ table: BenchmarkTable, _ settings: Settings) {
    self.table = table
    self.settings = settings
  }

  /// Runs everything; `nil` if it was interrupted.
  package func run() throws(BenchmarkError) -> LookupBenchmarkResult? {
    let (trie, buildSeconds) = build()
    let prefixes = table.prefixes
    let keys = settings.streams.map { stream in
      progress("drawing keys: \(stream.rawValue)")
      return stream.keys(count: settings.keyCount, prefixes: prefixes, seed: settings.seed &+ 1)
    }
    try verify(trie, keys)
    var rates = [[Double]](repeating: [], count: keys.count)
    var chains = rates
    for round in 0...settings.runs {
      for (index, stream) in settings.streams.enumerated() {
        if isInterrupted() { return nil }
        progress(
          round == 0
            ? "warm-up: \(stream.rawValue)"
            : "run \(round) of \(settings.runs): \(stream.rawValue)")
        let rate = batchRate(trie, keys[index])
        let chain = chainNanoseconds(trie, keys[index])
        if round > 0 {
          rates[index].append(rate)
          chains[index].append(chain)
        }
      }
    }
    if isInterrupted() { return nil }
    progress("updates")
    let updates = UpdateBenchmark(
      table, geometry: trie.geometry, effort: settings.keyCount, seed: settings.seed &+ 2
    ).run(isInterrupted: isInterrupted)
    guard let updates else { return nil }
    let streams = settings.streams.indices.map { index in
      LookupBenchmarkResult.Stream(
        stream: settings.streams[index], millionLookupsPerSecond: Samples(rates[index]),
        chainNanoseconds: Samples(chains[index]))
    }
    return LookupBenchmarkResult(
      machine: .current(), table: table, settings: settings, geometry: trie.geometry,
      description: trie.description, memoryBytes: trie.memoryBytes,
      verifiedKeys: min(settings.keyCount, Self.verifiedKeys) * keys.count,
      buildSeconds: Samples(buildSeconds), streams: streams, updates: updates)
  }

  private func build() -> (CompiledTrie, [Double]) {
    var seconds: [Double] = []
    var trie = CompiledTrie(table.routes, geometry: settings.geometry)
    for run in 1...settings.runs {
      if isInterrupted() { break }
      progress("building \(run) of \(settings.runs)")
      let watch = Stopwatch()
      trie = CompiledTrie(table.routes, geometry: settings.geometry)
      seconds.append(watch.seconds)
    }
    return (trie, seconds.isEmpty ? [0] : seconds)
  }

  private func verify(_ trie: CompiledTrie, _ keys: [[IPv4Address]]) throws(BenchmarkError) {
    progress("verifying")
    let oracle = FlattenedRoutes(table.routes)
    for (stream, keys) in zip(settings.streams, keys) {
      if isInterrupted() { return }
      let keys = Array(keys.prefix(Self.verifiedKeys))
      var answers = [NextHopIndex](repeating: .noRoute, count: keys.count)
      var span = answers.mutableSpan
      trie.lookup(keys.span, into: &span, using: settings.kernel)
      for (key, answer) in zip(keys, answers) {
        let expected = oracle.lookup(key)
        guard answer == expected ?? .noRoute, trie.lookup(key) == expected else {
          throw .wrongAnswer(stream: stream.rawValue, address: key)
        }
      }
    }
  }

  /// Million lookups a second, ``callSize`` keys a call.
  private func batchRate(_ trie: CompiledTrie, _ keys: [IPv4Address]) -> Double {
    var results = [NextHopIndex](repeating: .noRoute, count: Self.callSize)
    var answers = results.mutableSpan
    let all = keys.span
    let watch = Stopwatch()
    var start = 0
    while start < keys.count {
      trie.lookup(
        all.extracting(start..<start + Self.callSize), into: &answers, using: settings.kernel)
      start += Self.callSize
    }
    return Double(keys.count) / watch.seconds / 1e6
  }

  /// Nanoseconds of a lookup whose key has to wait for the answer before it.
  private func chainNanoseconds(_ trie: CompiledTrie, _ keys: [IPv4Address]) -> Double {
    let count = min(keys.count, Self.chainKeys)
    let watch = Stopwatch()
    let last = Self.followChain(trie, keys.span.extracting(first: count), mask: 0)
    let nanoseconds = watch.seconds * 1e9 / Double(count)
    precondition(last == 0, "the mask leaves nothing of the last answer")
    return nanoseconds
  }

  /// - Parameter mask: 0. The compiler does not know, and has to wait for each answer.
  @inline(never)
  private static func followChain(
    _ trie: CompiledTrie, _ keys: Span<IPv4Address>, mask: UInt32
  ) -> UInt32 {
    var carry: UInt32 = 0
    for index in keys.indices {
      let key = IPv4Address(rawValue: keys[index].rawValue ^ carry)
      carry = UInt32((trie.lookup(key) ?? .noRoute).rawValue) & mask
    }
    return carry
  }
}
