/// What the rows have found so far.
struct ForwardingFindings {
  var contests: [Contest] = []
  var bars: [Bar] = []
  /// What is no rate: sizes and times.
  private var figures: [(name: String, unit: String, samples: Samples)] = []
  /// What could not be built or answered wrongly, as sentences.
  var failures: [String] = []
  /// Why there is no DPDK; `nil` if there is.
  var missingDPDK: String?

  mutating func fail(_ what: String, _ reason: String) {
    let failure = "\(what) FAILS: \(reason)"
    report(failure)
    failures.append(failure)
  }

  mutating func add(_ contest: Contest) { contests.append(contest) }

  /// A size or a time of this project, for the JSON rows.
  mutating func add(_ name: String, unit: String, _ samples: Samples) {
    figures.append((name, unit, samples))
  }

  /// The same, measured once.
  mutating func add(_ name: String, unit: String, _ value: Double) {
    var samples = Samples()
    samples.append(value)
    add(name, unit: unit, samples)
  }

  mutating func add(_ bar: Bar?) {
    if let bar { bars.append(bar) }
  }

  /// Rates, sizes and times as JSON, an array of rows like those of `peers lpm`.
  var json: String {
    func row(_ name: String, _ engine: String, _ unit: String, _ samples: Samples) -> String {
      "  {\"case\": \"\(name)\", \"engine\": \"\(engine)\", \"unit\": \"\(unit)\", "
        + "\"median\": \(fixed(samples.median, 3)), \"min\": \(fixed(samples.minimum, 3)), "
        + "\"max\": \(fixed(samples.maximum, 3))}"
    }
    let rows =
      contests.flatMap { contest in
        contest.engines.indices.map {
          row(contest.name, contest.engines[$0], contest.unit, contest.samples[$0])
        }
      } + figures.map { row($0.name, "vnetem", $0.unit, $0.samples) }
    return "[\n" + rows.joined(separator: ",\n") + "\n]\n"
  }

  /// One line for each case and engine.
  var text: String {
    var rows = [["Case", "Engine", "Median", "Min", "Max", "Unit", "Quiet rounds"]]
    for contest in contests {
      for index in contest.engines.indices {
        let samples = contest.samples[index]
        rows.append([
          contest.name, contest.engines[index], fixed(samples.median, 2),
          fixed(samples.minimum, 2), fixed(samples.maximum, 2), contest.unit,
          "\(contest.quietRounds) of \(contest.rounds)"
            + (contest.quietRounds == 0 ? " NONE QUIET" : ""),
        ])
      }
    }
    return table(rows)
  }
}

/// A row of the table of bars, as `--only` names it.
enum ForwardingRow: String, CaseIterable {
  case memory, router, flows, port, new, rules, journeys, replay, workers, estates
}
