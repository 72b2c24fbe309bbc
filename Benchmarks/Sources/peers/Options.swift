/// The command line: `peers lpm [--json FILE] [--svg FILE] ...`.
struct Options {
  var jsonPath: String?
  var svgPath: String?
  /// A real table in place of the one that is looked for.
  var tablePath: String?
  /// rte_lpm on the real table, which takes most of a minute to build.
  var buildsLargeLPM = false
  /// Which tables are measured.
  var tables: [TestTable.Name] = TestTable.Name.allCases
  /// Quiet rounds that are wanted.
  var rounds = 9
  /// After so many seconds a table's measurement ends with what it has.
  var secondsPerTable = 300.0
  /// Keys of one call of this project's tables, and of a peer's. DPDK was seen to be as fast or faster with
  /// 1,024 as with 64 and 256.
  var callSize = 1_024
  var peerCallSize = 1_024
  var seed: UInt64 = 1
  /// Measure chains, memory, updates and families for the table of bars.
  var measuresBars = true

  static let usage = """
    Usage: peers lpm [OPTIONS]
           peers journeys

    lpm measures this project's longest-prefix match beside DPDK's, in one process; journeys measures
    packets from end to end beside ns-3's.

      --json FILE              write the rates as JSON rows
      --svg FILE               write the chart
      --table FILE             the real table: a prefix list or a routing dump
      --tables real,10k,1k     measure these tables only
      --rounds N               quiet rounds that are wanted (9)
      --seconds N              give up on quiet rounds after N seconds a table (300)
      --call N                 keys of one call of vnetem, 64 to 4096 (1024)
      --peer-call N            keys of one call of a peer, 64 to 4096 (1024)
      --seed N                 seed of tables and keys (1)
      --no-bars                leave out chains, memory, updates and families
      --build-rte-lpm-real     rte_lpm on the real table, too (builds for 40 s)

    """

  /// `nil` if the command line is wrong.
  init?(_ arguments: [String]) {
    guard arguments.first == "lpm" else { return nil }
    var rest = arguments.dropFirst()
    while let option = rest.popFirst() {
      switch option {
      case "--build-rte-lpm-real": buildsLargeLPM = true
      case "--no-bars": measuresBars = false
      case "--json", "--svg", "--table", "--tables", "--rounds", "--seconds", "--call",
        "--peer-call",
        "--seed":
        guard let value = rest.popFirst(), take(option, value) else { return nil }
      case _: return nil
      }
    }
  }

  private mutating func take(_ option: String, _ value: String) -> Bool {
    switch option {
    case "--json": jsonPath = value
    case "--svg": svgPath = value
    case "--table": tablePath = value
    case "--tables":
      let names = value.split(separator: ",").map { TestTable.Name(rawValue: String($0)) }
      tables = names.compactMap(\.self)
      return !tables.isEmpty && !names.contains(nil)
    case "--rounds":
      rounds = Int(value) ?? 0
      return rounds > 0
    case "--seconds":
      secondsPerTable = Double(value) ?? 0
      return secondsPerTable > 0
    case "--call", "--peer-call":
      guard let size = Int(value), (64...4_096).contains(size), size % 64 == 0 else { return false }
      if option == "--call" { callSize = size } else { peerCallSize = size }
    case _:
      guard let number = UInt64(value) else { return false }
      seed = number
    }
    return true
  }
}
