/// The layout of `az ... -o table`: left-aligned columns, two blanks between them, a line of dashes under
/// the header, no blank at a line's end.
///
/// A column is as wide as its widest cell and at least two wider than its title: the padding that
/// Python's tabulate, which Azure's command line prints with, gives every title.
package enum TableFormatter {
  private static let titlePadding = 2

  /// - Parameter rows: each as long as `header`.
  package static func format(header: [String], rows: [[String]]) -> String {
    var widths = header.map { $0.count + titlePadding }
    for row in rows {
      precondition(row.count == header.count, "every row has every column")
      for (column, cell) in row.enumerated() { widths[column] = max(widths[column], cell.count) }
    }
    let dashes = widths.map { String(repeating: "-", count: $0) }
    return ([header, dashes] + rows).map { line($0, widths: widths) + "\n" }.joined()
  }

  private static func line(_ cells: [String], widths: [Int]) -> String {
    var text = ""
    for (column, cell) in cells.enumerated() {
      if column > 0 { text += "  " }
      text += cell + String(repeating: " ", count: widths[column] - cell.count)
    }
    while text.last == " " { text.removeLast() }
    return text
  }
}
