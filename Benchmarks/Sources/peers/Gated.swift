/// Repeats a measurement until enough samples are quiet, or the time is up.
struct Gated {
  /// One for each value of a sample.
  private(set) var columns: [Samples]
  /// Whether only quiet samples are in.
  let isQuiet: Bool

  var samples: Samples { columns[0] }

  /// - Parameters:
  ///   - seconds: the limit; at least one sample is taken.
  ///   - sample: measures; what is not fair counts as not quiet, whatever the probes say.
  init(
    wanted: Int, seconds limit: Double,
    sampling sample: () -> (values: [Double], isFair: Bool)
  ) {
    var gate = QuietGate()
    var quiet: [[Double]] = []
    var all: [[Double]] = []
    let deadline = seconds() + limit
    while quiet.count < wanted, all.isEmpty || seconds() < deadline {
      let before = gate.isQuiet()
      let (values, isFair) = sample()
      let after = gate.isQuiet()
      all.append(values)
      if before, after, isFair { quiet.append(values) }
    }
    isQuiet = !quiet.isEmpty
    let kept = isQuiet ? quiet : all
    columns = kept[0].indices.map { column in
      kept.reduce(into: Samples()) { $0.append($1[column]) }
    }
  }

  init(wanted: Int, seconds limit: Double, _ sample: () -> Double) {
    self.init(wanted: wanted, seconds: limit, sampling: { ([sample()], true) })
  }

  var remark: String { remark(of: 0) }

  func remark(of column: Int) -> String {
    "\(fixed(columns[column].minimum, 3)) to \(fixed(columns[column].maximum, 3)), "
      + "\(samples.count) " + (isQuiet ? "quiet samples" : "samples, NONE QUIET")
  }
}
