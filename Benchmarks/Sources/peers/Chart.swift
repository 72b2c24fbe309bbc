import LongestPrefixMatch

/// The chart of the rates as SVG: a row for each table, a panel for each stream, a bar for each engine with its
/// extremes.
enum Chart {
  private static let width = 1_120.0
  private static let panelHeight = 250.0
  private static let left = 64.0
  private static let top = 96.0

  /// Ours in blues, DPDK's in warm colours.
  private static let colours: [String: String] = [
    "vnetem": "#0b5cad", "vnetem-speed": "#3f8fd9", "vnetem-avx2": "#86bce8",
    "vnetem-portable": "#c3dcf2", "dpdk-fib-2B-avx512": "#c2410c",
    "dpdk-fib-4B-avx512": "#e07b39", "dpdk-fib-2B-scalar": "#f0b487",
    "dpdk-lpm-bulk": "#8a6d3b", "dpdk-lpm-x4": "#c9b27c",
  ]

  static func svg(
    _ results: [(table: TestTable.Name, measurements: [Measurement])], titles: [String],
    machine: String
  ) -> String {
    let height = top + Double(results.count) * (panelHeight + 56) + 24
    var svg = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(fixed(width, 0)) \(fixed(height, 0))" \
      font-family="Helvetica, Arial, sans-serif" font-size="12">
      <rect width="100%" height="100%" fill="#ffffff"/>
      <text x="\(fixed(left, 0))" y="28" font-size="18" font-weight="bold">\
      Longest-prefix match, million lookups a second on one core</text>
      <text x="\(fixed(left, 0))" y="48" fill="#555555">\(escaped(machine))</text>

      """
    svg += legend(results.flatMap(\.measurements).map(\.engine))
    for (index, result) in results.enumerated() {
      let y = top + Double(index) * (panelHeight + 56)
      svg += panel(titles[index], result.measurements, y: y + 20)
    }
    return svg + "</svg>\n"
  }

  private static func legend(_ present: [String]) -> String {
    var text = ""
    var x = left
    for engine in EngineCatalogue.documented where present.contains(engine) {
      text +=
        "<rect x=\"\(fixed(x, 1))\" y=\"62\" width=\"11\" height=\"11\" "
        + "fill=\"\(colours[engine] ?? "#888888")\"/>"
      text += "<text x=\"\(fixed(x + 15, 1))\" y=\"72\" font-size=\"11\">\(engine)</text>\n"
      x += 30 + Double(engine.count) * 6
    }
    return text
  }

  /// The four streams of one table beside each other, each with a scale of its own.
  private static func panel(_ title: String, _ rows: [Measurement], y: Double) -> String {
    var text =
      "<text x=\"\(fixed(left, 0))\" y=\"\(fixed(y + 4, 1))\" font-size=\"14\" "
      + "font-weight=\"bold\">\(escaped(title))</text>\n"
    let width = (width - left) / Double(KeyStream.allCases.count)
    for (index, stream) in KeyStream.allCases.enumerated() {
      let bars = EngineCatalogue.documented.compactMap { engine in
        rows.first { $0.stream == stream && $0.engine == engine }
      }
      if bars.isEmpty { continue }
      text += group(
        stream.rawValue, bars, x: left + Double(index) * width, y: y, width: width - 48)
    }
    return text
  }

  private static func group(
    _ stream: String, _ bars: [Measurement], x left: Double, y: Double, width: Double
  ) -> String {
    let maximum = bars.map(\.samples.maximum).max() ?? 1
    let step = niceStep(maximum)
    let top = (maximum / step).rounded(.up) * step
    let bottom = y + panelHeight
    func height(_ value: Double) -> Double { value / top * (panelHeight - 32) }
    var text = ""
    for mark in stride(from: 0, through: top, by: step) {
      let at = fixed(bottom - height(mark), 1)
      text +=
        "<line x1=\"\(fixed(left, 0))\" x2=\"\(fixed(left + width, 0))\" y1=\"\(at)\" "
        + "y2=\"\(at)\" stroke=\"#dddddd\"/>"
      text +=
        "<text x=\"\(fixed(left - 6, 0))\" y=\"\(at)\" text-anchor=\"end\" font-size=\"10\" "
        + "dominant-baseline=\"middle\" fill=\"#555555\">\(fixed(mark, 0))</text>\n"
    }
    let barWidth = width / Double(bars.count)
    for (number, bar) in bars.enumerated() {
      let x = left + Double(number) * barWidth
      let tall = height(bar.samples.median)
      text +=
        "<rect x=\"\(fixed(x + 1, 1))\" y=\"\(fixed(bottom - tall, 1))\" "
        + "width=\"\(fixed(barWidth - 2, 1))\" height=\"\(fixed(tall, 1))\" "
        + "fill=\"\(colours[bar.engine] ?? "#888888")\"><title>\(bar.engine): "
        + "\(fixed(bar.samples.median, 0))</title></rect>"
      let middle = fixed(x + barWidth / 2, 1)
      text +=
        "<line x1=\"\(middle)\" x2=\"\(middle)\" "
        + "y1=\"\(fixed(bottom - height(bar.samples.minimum), 1))\" "
        + "y2=\"\(fixed(bottom - height(bar.samples.maximum), 1))\" stroke=\"#333333\"/>"
      text +=
        "<text x=\"\(middle)\" y=\"\(fixed(bottom - height(bar.samples.maximum) - 4, 1))\" "
        + "font-size=\"9\" text-anchor=\"middle\">\(fixed(bar.samples.median, 0))</text>\n"
    }
    return text + "<text x=\"\(fixed(left + width / 2, 1))\" y=\"\(fixed(bottom + 16, 1))\" "
      + "text-anchor=\"middle\">\(stream)</text>\n"
  }

  /// 1, 2 or 5 times a power of ten, of which about five make up `maximum`.
  private static func niceStep(_ maximum: Double) -> Double {
    var step = 1.0
    var factors = [2.0, 2.5, 2.0]
    while maximum / step > 6 {
      step *= factors[0]
      factors.append(factors.removeFirst())
    }
    return step
  }

  static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "<": result += "&lt;"
      case "&": result += "&amp;"
      case _: result.append(character)
      }
    }
  }
}
