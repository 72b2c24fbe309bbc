import LongestPrefixMatch

/// The rates as JSON, an array of rows:
/// `{"case": "real/uniform", "engine": "vnetem", "unit": "Mlookups/s", "median": , "min": , "max": }`.
enum Rows {
  static func json(_ results: [(table: TestTable.Name, measurements: [Measurement])]) -> String {
    let rows = results.flatMap { table, measurements in
      measurements.filter { EngineCatalogue.documented.contains($0.engine) }.map { row in
        "  {\"case\": \"\(table.rawValue)/\(row.stream.rawValue)\", \"engine\": \"\(row.engine)\", "
          + "\"unit\": \"Mlookups/s\", \"median\": \(fixed(row.samples.median, 1)), "
          + "\"min\": \(fixed(row.samples.minimum, 1)), "
          + "\"max\": \(fixed(row.samples.maximum, 1))}"
      }
    }
    return "[\n" + rows.joined(separator: ",\n") + "\n]\n"
  }
}
