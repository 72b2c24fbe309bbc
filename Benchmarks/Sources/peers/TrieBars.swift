import Addressing
import LongestPrefixMatch

/// Chains of dependent lookups, memory and compile time of the real table.
enum TrieBars {
  static func measure(_ table: TestTable, options: Options) -> [Bar] {
    let trie = CompiledTrie(table.routes, geometry: .compact)
    var bars: [Bar] = []
    let marks: [KeyStream: (bar: Double, goal: Double)] = [
      .uniform: (18, 13), .inside: (22, 15), .zipf: (14, 9),
    ]
    for (stream, keys) in table.streams {
      guard let mark = marks[stream] else { continue }
      let chain = Gated(wanted: options.rounds, seconds: options.secondsPerTable / 10) {
        _ = nanoseconds(trie, keys.span.extracting(first: 1 << 20))
        return nanoseconds(trie, keys.span.extracting(first: 1 << 20))
      }
      bars.append(
        Bar(
          what: "real/\(stream.rawValue): dependent chain, compact", unit: "ns",
          value: chain.samples.median, bar: mark.bar, goal: mark.goal, higherIsBetter: false,
          remark: chain.remark))
    }
    let prefixes = table.routes.map(\.prefix)
    for hops in [TestTable.nextHops, 65_535] {
      let routes = RouteGenerator.assign(nextHops: hops, to: prefixes, seed: options.seed)
      let trie = CompiledTrie(routes, geometry: .compact)
      bars.append(
        Bar(
          what: "real: memory with \(hops) next hops, compact", unit: "bytes",
          value: Double(trie.memoryBytes), bar: 7.0e6, goal: 3.0e6, higherIsBetter: false))
    }
    let hosts = RouteGenerator.assign(
      nextHops: TestTable.nextHops,
      to: RouteGenerator.uniform(length: 32, count: 1_000_000, seed: options.seed),
      seed: options.seed)
    let hostTrie = CompiledTrie(hosts)
    bars.append(
      Bar(
        what: "1,000,000 random /32: memory", unit: "bytes a prefix",
        value: Double(hostTrie.memoryBytes) / 1_000_000, bar: 96, goal: 48, higherIsBetter: false,
        remark: hostTrie.description))
    let compile = Gated(wanted: options.rounds, seconds: options.secondsPerTable / 10) {
      let start = seconds()
      let compiled = CompiledTrie(table.routes, geometry: .compact)
      let duration = seconds() - start
      precondition(compiled.routeCount == table.routes.count, "nothing is lost")
      return duration
    }
    bars.append(
      Bar(
        what: "real: compile from a sorted list, compact", unit: "s",
        value: compile.samples.median, bar: 0.08, goal: 0.035, higherIsBetter: false,
        remark: compile.remark))
    return bars
  }

  /// Nanoseconds of one lookup whose key waits for the answer before it.
  private static func nanoseconds(_ trie: CompiledTrie, _ keys: Span<IPv4Address>) -> Double {
    let start = seconds()
    let last = follow(trie, keys, mask: 0)
    let duration = seconds() - start
    precondition(last == 0, "the mask leaves nothing of the last answer")
    return duration * 1e9 / Double(keys.count)
  }

  /// - Parameter mask: 0. The compiler does not know, and has to wait for each answer.
  @inline(never)
  private static func follow(
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
