/// Repeats a measurement until enough samples are quiet, or the time is up.
struct Gated {
  var samples: Samples
  /// Whether only quiet samples are in.
  var isQuiet: Bool

  /// - Parameter seconds: the limit; at least one sample is taken.
  init(wanted: Int, seconds limit: Double, _ sample: () -> Double) {
    var gate = QuietGate()
    var quiet = Samples()
    var all = Samples()
    let deadline = seconds() + limit
    while quiet.count < wanted, all.count == 0 || seconds() < deadline {
      let (value, isQuiet) = gate.bracket(sample)
      all.append(value)
      if isQuiet { quiet.append(value) }
    }
    isQuiet = quiet.count > 0
    samples = isQuiet ? quiet : all
  }

  var remark: String {
    "\(fixed(samples.minimum, 3)) to \(fixed(samples.maximum, 3)), \(samples.count) "
      + (isQuiet ? "quiet samples" : "samples, NONE QUIET")
  }
}
