import LongestPrefixMatch

/// One line of the table of bars: what is asked for, what was measured.
struct Bar {
  var what: String
  var unit: String
  var value: Double
  var bar: Double
  var goal: Double?
  /// Whether more is better; otherwise less is.
  var higherIsBetter: Bool
  /// Between what extremes the value lies, or how it came about.
  var remark = ""

  private func meets(_ mark: Double) -> Bool {
    higherIsBetter ? value >= mark : value <= mark
  }

  var verdict: String {
    if let goal, meets(goal) { return "goal met" }
    return meets(bar) ? "bar met" : "MISSED"
  }

  static func text(_ bars: [Bar]) -> String {
    func number(_ value: Double) -> String { fixed(value, value < 100 ? 3 : 0) }
    let header = ["Measure", "Value", "Bar", "Goal", "Unit", "Verdict", "Remark"]
    return table(
      [header]
        + bars.map { bar in
          [
            bar.what, number(bar.value), number(bar.bar), bar.goal.map(number) ?? "",
            bar.unit, bar.verdict, bar.remark,
          ]
        })
  }
}

extension Bar {
  /// The bars that compare rates.
  static func ratios(_ name: TestTable.Name, _ measurements: [Measurement]) -> [Bar] {
    func median(_ engine: String, _ stream: String) -> Double? {
      measurements.first { $0.engine == engine && $0.stream.rawValue == stream }
        .map(\.samples.median)
    }
    func ratio(
      _ ours: String, _ peers: [String], _ stream: String, _ bar: Double, _ goal: Double
    ) -> Bar? {
      let peer = peers.compactMap { peer in median(peer, stream).map { (peer, $0) } }
        .max { $0.1 < $1.1 }
      guard let mine = median(ours, stream), let peer, peer.1 > 0 else { return nil }
      return Bar(
        what: "\(name.rawValue)/\(stream): \(ours) / \(peer.0)", unit: "x",
        value: mine / peer.1, bar: bar, goal: goal, higherIsBetter: true,
        remark: "\(fixed(mine, 0)) / \(fixed(peer.1, 0)) M/s")
    }
    // A bar for at most 64 KB, asked for only where the shape of at most 5 MB misses its own.
    func alternative(_ bar: Bar?) -> Bar? {
      guard var bar else { return nil }
      bar.remark += "; at most 64 KB, in place of the rows above"
      return bar
    }
    let fib = ["dpdk-fib-2B-avx512"]
    let all = EngineCatalogue.documented.filter { $0.hasPrefix("dpdk") }
    let bars: [Bar?]
    switch name {
    case .real:
      bars = [
        ratio("vnetem", fib, "uniform", 4.5, 5), ratio("vnetem", fib, "inside", 1.5, 1.8),
        ratio("vnetem", fib, "zipf", 0.8, 1), ratio("vnetem", fib, "sequential", 0.9, 1.1),
        ratio("vnetem-speed", fib, "uniform", 1.9, 2.5),
        ratio("vnetem-speed", fib, "inside", 1.4, 1.6),
        ratio("vnetem-speed", fib, "zipf", 1.1, 1.25),
        ratio("vnetem-speed", fib, "sequential", 0.95, 1.3),
        ratio("vnetem-avx2", ["dpdk-fib-2B-scalar"], "uniform", 1.5, 3),
      ]
    case .tenThousand:
      bars = [
        ratio("vnetem", all, "uniform", 4, 6), ratio("vnetem", all, "inside", 1.25, 1.4),
        ratio("vnetem", all, "zipf", 1.15, 1.4),
      ]
    case .thousand:
      bars = [
        ratio("vnetem", all, "uniform", 4, 6), ratio("vnetem", all, "inside", 1.25, 1.4),
        ratio("vnetem", all, "zipf", 1.25, 1.4),
        alternative(ratio("vnetem-small", all, "inside", 0.75, 1.4)),
        alternative(ratio("vnetem-small", all, "zipf", 0.75, 1.4)),
      ]
    }
    return bars.compactMap(\.self)
  }
}
