/// The command line: `peers forward [--json FILE] [--svg FILE] ...`.
struct ForwardingOptions {
  var jsonPath: String?
  var svgPath: String?
  /// A real table in place of the one that is looked for.
  var tablePath: String?
  /// Where captures are written for a while.
  var folder = "/tmp"
  var rows: [ForwardingRow] = ForwardingRow.allCases
  /// Quiet rounds that are wanted.
  var rounds = 9
  /// After so many seconds a case ends with what it has.
  var secondsPerCase = 40.0
  var seed: UInt64 = 1

  static let usage = """
    Usage: peers forward [OPTIONS]

    Measures this project's data plane beside DPDK, ns-3 and libpcap, in one process where they are libraries.

      --json FILE              write the rates as JSON rows
      --svg FILE               write the chart
      --table FILE             the real table: a prefix list or a routing dump
      --folder FOLDER          where captures are written for a while (/tmp)
      --only ROW,...           measure these rows only: \
    \(ForwardingRow.allCases.map(\.rawValue).joined(separator: ", "))
      --rounds N               quiet rounds that are wanted (9)
      --seconds N              give up on quiet rounds after N seconds a case (40)
      --seed N                 seed of tables, rules, flows and packets (1)

    """

  /// `nil` if the command line is wrong.
  init?(_ arguments: [String]) {
    guard arguments.first == "forward" else { return nil }
    var rest = arguments.dropFirst()
    while let option = rest.popFirst() {
      guard let value = rest.popFirst(), take(option, value) else { return nil }
    }
  }

  private mutating func take(_ option: String, _ value: String) -> Bool {
    switch option {
    case "--json": jsonPath = value
    case "--svg": svgPath = value
    case "--table": tablePath = value
    case "--folder": folder = value
    case "--only":
      let names = value.split(separator: ",").map { ForwardingRow(rawValue: String($0)) }
      rows = names.compactMap(\.self)
      return !rows.isEmpty && !names.contains(nil)
    case "--rounds":
      rounds = Int(value) ?? 0
      return rounds > 0
    case "--seconds":
      secondsPerCase = Double(value) ?? 0
      return secondsPerCase > 0
    case "--seed":
      guard let number = UInt64(value) else { return false }
      seed = number
    case _: return false
    }
    return true
  }
}
