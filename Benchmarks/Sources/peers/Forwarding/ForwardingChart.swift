/// The chart of the rates as SVG: a panel for each case with a scale of its own, a bar for each engine with its
/// extremes.
enum ForwardingChart {
  private static let width = 1_120.0
  private static let left = 250.0
  private static let barHeight = 18.0

  static func svg(_ contests: [Contest], machine: String) -> String {
    let height = contests.reduce(80.0) { $0 + 34 + Double($1.engines.count) * barHeight }
    var svg = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(fixed(width, 0)) \(fixed(height, 0))" \
      font-family="Helvetica, Arial, sans-serif" font-size="12">
      <rect width="100%" height="100%" fill="#ffffff"/>
      <text x="24" y="28" font-size="18" font-weight="bold">\
      The data plane beside its peers, millions a second</text>
      <text x="24" y="48" fill="#555555">\(Chart.escaped(machine))</text>

      """
    var y = 76.0
    for contest in contests {
      svg += panel(contest, y: y)
      y += 34 + Double(contest.engines.count) * barHeight
    }
    return svg + "</svg>\n"
  }

  private static func panel(_ contest: Contest, y: Double) -> String {
    let most = max(contest.samples.map(\.maximum).max() ?? 1, 1e-9)
    let scale = (width - left - 110) / most
    var text =
      "<text x=\"24\" y=\"\(fixed(y, 1))\" font-weight=\"bold\">\(Chart.escaped(contest.name)), "
      + "\(Chart.escaped(contest.unit))</text>\n"
    for (index, engine) in contest.engines.enumerated() {
      let samples = contest.samples[index]
      let top = y + 8 + Double(index) * barHeight
      let colour = engine.hasPrefix("vnetem") ? "#0b5cad" : "#c2410c"
      text +=
        "<text x=\"\(fixed(left - 8, 0))\" y=\"\(fixed(top + 12, 1))\" text-anchor=\"end\">"
        + "\(Chart.escaped(engine))</text>"
      text +=
        "<rect x=\"\(fixed(left, 0))\" y=\"\(fixed(top + 1, 1))\" "
        + "width=\"\(fixed(samples.median * scale, 1))\" height=\"\(fixed(barHeight - 3, 1))\" "
        + "fill=\"\(colour)\"/>"
      text +=
        "<line x1=\"\(fixed(left + samples.minimum * scale, 1))\" "
        + "x2=\"\(fixed(left + samples.maximum * scale, 1))\" y1=\"\(fixed(top + 8.5, 1))\" "
        + "y2=\"\(fixed(top + 8.5, 1))\" stroke=\"#333333\"/>"
      text +=
        "<text x=\"\(fixed(left + samples.maximum * scale + 6, 1))\" y=\"\(fixed(top + 12, 1))\">"
        + "\(fixed(samples.median, samples.median < 100 ? 2 : 0))</text>\n"
    }
    return text
  }
}
