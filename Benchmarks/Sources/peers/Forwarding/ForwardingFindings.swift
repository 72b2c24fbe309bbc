/// What the rows have found so far.
struct ForwardingFindings {
  var contests: [Contest] = []
  var bars: [Bar] = []
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

  mutating func add(_ bar: Bar?) {
    if let bar { bars.append(bar) }
  }

  /// The rates as JSON, an array of rows like those of `peers lpm`.
  var json: String {
    let rows = contests.flatMap { contest in
      contest.engines.indices.map { index in
        "  {\"case\": \"\(contest.name)\", \"engine\": \"\(contest.engines[index])\", "
          + "\"unit\": \"\(contest.unit)\", "
          + "\"median\": \(fixed(contest.samples[index].median, 3)), "
          + "\"min\": \(fixed(contest.samples[index].minimum, 3)), "
          + "\"max\": \(fixed(contest.samples[index].maximum, 3))}"
      }
    }
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
