/// Whoever does the work of a row: this project or a peer.
struct Contestant {
  /// As the JSON rows call it.
  var engine: String
  /// Measures once; the row's unit. Warms up before it.
  var sample: () -> Double
}

/// What contestants reached in one case.
struct Contest {
  /// As the JSON rows call it: `router-hop/copied`.
  let name: String
  let unit: String
  let engines: [String]
  /// By engine, of quiet rounds where there are any.
  let samples: [Samples]
  let rounds: Int
  let quietRounds: Int
  /// What the processors did together, in what one did alone, probed between samples; empty for one processor.
  let pairs: Samples

  /// How often a sample is repeated within a round until it is quiet.
  private static let attempts = 4

  /// Interleaved rounds, each sample between two probes of the machine; a round counts if all of them were quiet.
  ///
  /// - Parameters:
  ///   - seconds: the time limit; one round is due in any case.
  ///   - processors: all of these have to be quiet. Contestants begin on the first one.
  init(
    _ name: String, unit: String, wanted: Int, seconds limit: Double, processors: [Int32] = [0],
    _ contestants: [Contestant]
  ) {
    var gate = QuietGate(processors: processors)
    var quiet = [Samples](repeating: Samples(), count: contestants.count)
    var all = quiet
    var rounds = 0
    var quietRounds = 0
    let deadline = seconds() + limit
    while quietRounds < wanted, rounds == 0 || seconds() < deadline {
      var values = [Double](repeating: 0, count: contestants.count)
      var isQuiet = true
      for offset in contestants.indices {
        // The order rotates, so that nobody always follows the same neighbour.
        let index = (offset + rounds) % contestants.count
        var best: (value: Double, isQuiet: Bool) = (0, false)
        for _ in 0..<Self.attempts where !best.isQuiet {
          best = gate.bracket { contestants[index].sample() }
        }
        values[index] = best.value
        isQuiet = isQuiet && best.isQuiet
      }
      for (index, value) in values.enumerated() {
        all[index].append(value)
        if isQuiet { quiet[index].append(value) }
      }
      rounds += 1
      if isQuiet { quietRounds += 1 }
    }
    self.name = name
    self.unit = unit
    self.rounds = rounds
    self.quietRounds = quietRounds
    pairs = gate.pairs
    engines = contestants.map(\.engine)
    samples = quietRounds > 0 ? quiet : all
    report(
      "\(name): \(quietRounds) of \(rounds) rounds quiet"
        + (quietRounds < 7 ? " - fewer than 7, read the ratios with care" : ""))
  }

  func median(_ engine: String) -> Double? {
    engines.firstIndex(of: engine).map { samples[$0].median }
  }

  /// The best of those peers that took part; `nil` if none did.
  func best(_ peers: [String]) -> (engine: String, median: Double)? {
    peers.compactMap { peer in median(peer).map { (peer, $0) } }.max { $0.1 < $1.1 }
  }

  var remark: String {
    quietRounds > 0 ? "\(quietRounds) quiet rounds" : "\(rounds) rounds, NONE QUIET"
  }

  /// The bar that compares the first engine with the best of the peers; without one it says so.
  func ratio(_ what: String, to peers: [String], bar: Double, goal: Double?) -> Bar? {
    guard let mine = median(engines[0]), let peer = best(peers), peer.median > 0 else {
      report("\(what): no peer to compare with")
      return nil
    }
    return Bar(
      what: "\(what): \(engines[0]) / \(peer.engine)", unit: "x", value: mine / peer.median,
      bar: bar, goal: goal, higherIsBetter: true,
      remark: "\(fixed(mine, 1)) / \(fixed(peer.median, 1)) \(unit), \(remark)")
  }
}
