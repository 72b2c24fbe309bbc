import Glibc

/// Remarks and results for the person at the console.
func report(_ line: String) {
  print(line)
  fflush(nil)
}

/// A number with so many decimals.
func fixed(_ value: Double, _ decimals: Int) -> String {
  let scale = (0..<decimals).reduce(1.0) { result, _ in result * 10 }
  let scaled = Int64((value * scale).rounded())
  if decimals == 0 { return String(scaled) }
  let rest = String(scaled.magnitude % UInt64(scale))
  return (scaled < 0 ? "-" : "") + "\(scaled.magnitude / UInt64(scale))."
    + String(repeating: "0", count: decimals - rest.count) + rest
}

/// Columns, left-aligned but for numbers.
func table(_ rows: [[String]]) -> String {
  guard let first = rows.first else { return "" }
  var widths = first.map { _ in 0 }
  for row in rows {
    for (column, cell) in row.enumerated() { widths[column] = max(widths[column], cell.count) }
  }
  return rows.map { row in
    var line = ""
    for (column, cell) in row.enumerated() {
      let padding = String(repeating: " ", count: widths[column] - cell.count)
      line += column == 0 ? cell + padding : "  " + padding + cell
    }
    return line + "\n"
  }.joined()
}

/// Writes a file; says so if it cannot.
func write(_ text: String, to path: String) -> Bool {
  guard let file = fopen(path, "w") else {
    report("cannot write \(path): \(String(cString: strerror(errno)))")
    return false
  }
  let written = fwrite(Array(text.utf8), 1, text.utf8.count, file)
  return fclose(file) == 0 && written == text.utf8.count
}
