import Addressing
import LongestPrefixMatch

/// What one engine reached on one stream.
struct Measurement {
  var stream: KeyStream
  var engine: String
  /// Million lookups a second, of quiet rounds where there are any.
  var samples: Samples
  /// Whether every sample comes from a quiet round.
  var isQuiet: Bool
}

/// Measures engines beside each other: a round passes every engine once over the same keys, each pass
/// between two probes of the machine. A round counts if every probe was quiet.
struct Rounds {
  let table: TestTable
  let engines: [any Engine]
  let options: Options

  /// How often an engine's pass is repeated within a round until it is quiet.
  private static let attempts = 4

  private final class StreamState {
    var quiet: [Samples]
    var all: [Samples]
    var rounds = 0
    var quietRounds = 0
    let keys: [IPv4Address]
    /// Looked up before each timed pass: the probe has emptied the nearest caches.
    let warmUp: [IPv4Address]

    init(_ keys: [IPv4Address], engines: Int) {
      quiet = Array(repeating: Samples(), count: engines)
      all = quiet
      self.keys = keys
      warmUp = Array(keys.prefix(1 << 20))
    }
  }

  func run() -> [Measurement] {
    let deadline = seconds() + options.secondsPerTable
    var gate = QuietGate()
    let states = table.streams.map { StreamState($0.keys, engines: engines.count) }
    measuring: while states.contains(where: { $0.quietRounds < options.rounds }) {
      for state in states where state.quietRounds < options.rounds {
        // One round of each stream is due in any case.
        if seconds() > deadline, state.rounds > 0 {
          if states.allSatisfy({ $0.rounds > 0 }) { break measuring }
          continue
        }
        round(state, &gate)
      }
    }
    for (state, stream) in zip(states, table.streams) {
      report(
        "\(table.name.rawValue)/\(stream.stream.rawValue): \(state.quietRounds) of "
          + "\(state.rounds) rounds quiet"
          + (state.quietRounds < 7 ? " - fewer than 7, read the ratios with care" : ""))
    }
    report(
      "\(table.name.rawValue): \(gate.quietProbes) of \(gate.probes) probes quiet "
        + "(4 MB chase \(fixed(gate.chase.minimum, 1)) to \(fixed(gate.chase.maximum, 1)) ns, "
        + "median \(fixed(gate.chase.median, 1)); 256 KB loads \(fixed(gate.loads.minimum, 0)) to "
        + "\(fixed(gate.loads.maximum, 0)) M/s, median \(fixed(gate.loads.median, 0)))")
    return zip(states, table.streams).flatMap { state, stream in
      engines.indices.map { index in
        let isQuiet = state.quietRounds > 0
        return Measurement(
          stream: stream.stream, engine: engines[index].name,
          samples: isQuiet ? state.quiet[index] : state.all[index], isQuiet: isQuiet)
      }
    }
  }

  private func round(_ state: StreamState, _ gate: inout QuietGate) {
    var rates: [Double] = []
    var roundIsQuiet = true
    // The order rotates, so that nobody always follows the same neighbour.
    for offset in engines.indices {
      let index = (offset + state.rounds) % engines.count
      var best: (value: Double, isQuiet: Bool) = (0, false)
      for _ in 0..<Self.attempts where !best.isQuiet {
        best = gate.bracket { rate(engines[index], state) }
      }
      rates.append(best.value)
      roundIsQuiet = roundIsQuiet && best.isQuiet
    }
    for offset in engines.indices {
      let index = (offset + state.rounds) % engines.count
      state.all[index].append(rates[offset])
      if roundIsQuiet { state.quiet[index].append(rates[offset]) }
    }
    state.rounds += 1
    if roundIsQuiet { state.quietRounds += 1 }
  }

  /// Million lookups a second of one pass after a warm-up.
  private func rate(_ engine: any Engine, _ state: StreamState) -> Double {
    engine.pass(state.warmUp)
    let start = seconds()
    engine.pass(state.keys)
    return Double(state.keys.count) / (seconds() - start) / 1e6
  }
}
