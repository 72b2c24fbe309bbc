import Addressing
import CAllocationCounter
import Glibc
import LongestPrefixMatch
import NetworkWatcher

/// Counts what does not depend on how fast the machine is: allocations of lookups, packets and journeys, bytes of
/// tables, and instructions, stepped through or under a tool that counts them. `.ci/counts` compares with its
/// thresholds.
@main
enum Counts {
  private static let keyCount = 1 << 16

  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch arguments.first {
    case "allocations": allocations()
    case "bytes": bytes()
    case "passes":
      guard arguments.count == 3, let kernel = LookupKernel(rawValue: arguments[1]),
        let passes = Int(arguments[2]), LookupKernel.available.contains(kernel)
      else { usage() }
      run(kernel, passes: passes)
    case "journeys":
      guard arguments.count == 3, let way = JourneyRound.Way(rawValue: arguments[1]),
        let packets = Int(arguments[2]), packets > 0
      else { usage() }
      exit(JourneyCounts.run(way, packets: packets) ? 0 : 1)
    case "bulk":
      guard arguments.count == 3, let way = BulkCounts.Way(rawValue: arguments[1]),
        let packets = Int(arguments[2]), packets > 0
      else { usage() }
      exit(BulkCounts.run(way, packets: packets) ? 0 : 1)
    case "forward":
      guard arguments.count == 4, let row = ForwardingCounts.Row(rawValue: arguments[1]),
        let passes = Int(arguments[2]), ["packets", "preparation"].contains(arguments[3])
      else { usage() }
      ForwardingCounts.run(row, passes: passes, preparesOnly: arguments[3] == "preparation")
    case "steps": steps()
    case _: usage()
    }
  }

  private static func usage() -> Never {
    print(
      """
      Usage: counts allocations             allocations of a million lookups, for every way to look up
             counts bytes                   bytes a prefix, for generated tables
             counts passes KERNEL N         N times 65,536 lookups, to count their instructions
             counts journeys WAY N          N packets over three links, to count their instructions;
                                            WAY is events, collapsed or staged
             counts bulk WAY N              N packets in interop by one worker, to count their instructions;
                                            WAY is known or staged
             counts forward ROW N WHAT      N passes over the packets of a forwarding row, to count their
                                            instructions; WHAT is packets, or preparation alone
             counts steps                   instructions a packet of every forwarding row as this
                                            processor executes them
      """)
    exit(2)
  }

  private static func table(
    _ prefixes: [IPv4Prefix]
  ) -> [(prefix: IPv4Prefix, nextHop: NextHopIndex)] {
    RouteGenerator.assign(nextHops: 100, to: prefixes, seed: 1)
  }

  /// Looks up all keys once, 1,024 a call.
  private static func pass(
    _ keys: [IPv4Address], _ results: inout [NextHopIndex],
    _ lookup: (Span<IPv4Address>, inout MutableSpan<NextHopIndex>) -> Void
  ) {
    var answers = results.mutableSpan
    for start in stride(from: 0, to: keys.count, by: 1_024) {
      lookup(keys.span.extracting(start..<start + 1_024), &answers)
    }
  }

  private static func run(_ kernel: LookupKernel, passes: Int) {
    let prefixes = RouteGenerator.estate(count: 10_000, seed: 1)
    let trie = CompiledTrie(table(prefixes), geometry: .compact)
    let keys = KeyStream.inside.keys(count: keyCount, prefixes: prefixes, seed: 2)
    var results = [NextHopIndex](repeating: .noRoute, count: 1_024)
    for _ in 0..<passes {
      pass(keys, &results) { trie.lookup($0, into: &$1, using: kernel) }
    }
    print(results[7].rawValue)
  }

  private static func allocations() {
    let prefixes = RouteGenerator.estate(count: 10_000, seed: 1)
    let routes = table(prefixes)
    let keys = KeyStream.inside.keys(count: keyCount, prefixes: prefixes, seed: 2)
    var results = [NextHopIndex](repeating: .noRoute, count: 1_024)
    var total: UInt64 = 0
    func count(_ name: String, _ body: () -> Void) {
      body()
      let before = allocation_count()
      for _ in 0..<16 { body() }
      let made = allocation_count() - before
      print("allocations of \(16 * keyCount) lookups, \(name): \(made)")
      total += made
    }
    for geometry in TrieGeometry.allCases {
      let trie = CompiledTrie(routes, geometry: geometry)
      for kernel in LookupKernel.available {
        count("\(geometry.rawValue), \(kernel.rawValue)") {
          pass(keys, &results) { trie.lookup($0, into: &$1, using: kernel) }
        }
      }
      count("\(geometry.rawValue), one by one") {
        for key in keys { results[0] = trie.lookup(key) ?? .noRoute }
      }
    }
    let live = LiveTable(routes)
    let reader = live.makeReader()
    count("live table") { pass(keys, &results) { reader.lookup($0, into: &$1) } }
    if let family = try? TableFamily([routes, Array(routes.prefix(1_000))]) {
      let numbers = [UInt32](repeating: 1, count: 1_024)
      count("family") {
        pass(keys, &results) { family.lookup($0, inTables: numbers.span, into: &$1) }
      }
    }
    for row in ForwardingCounts.Row.allCases {
      let (packets, made) = ForwardingCounts.allocations(row)
      print("allocations of \(packets) packets, \(row.rawValue): \(made)")
      total += made
    }
    func add(_ name: String, _ counted: (packets: Int, made: UInt64)?) {
      guard let counted else {
        print("not every packet arrived: \(name)")
        exit(1)
      }
      print("allocations of \(counted.packets) \(name): \(counted.made)")
      total += counted.made
    }
    add("packets, bulk", BulkCounts.allocations())
    add("packets, bulk through a tunnel", BulkCounts.tunnelledAllocations())
    for way in JourneyRound.Way.allCases {
      add("journeys, \(way.rawValue)", JourneyCounts.allocations(way))
    }
    add("journeys, through a tunnel", JourneyCounts.tunnelledAllocations())
    // Building the tables has allocated: a counter that saw nothing does not work.
    guard allocation_count() > 0 else {
      print("allocations cannot be counted on this system")
      exit(1)
    }
    exit(total == 0 ? 0 : 1)
  }

  /// The kernel that all rows use, then a row a line. Nothing else if this machine does not let steps be counted.
  private static func steps() {
    print("kernel", LookupKernel.fastest.rawValue)
    for row in ForwardingCounts.Row.allCases {
      guard let each = ForwardingCounts.instructions(row) else { return }
      let tenths = Int((each * 10).rounded())
      print(row.rawValue, "\(tenths / 10).\(tenths % 10)")
    }
  }

  private static func bytes() {
    let tables: [(String, [IPv4Prefix], TrieGeometry?)] = [
      ("internet-compact", RouteGenerator.internet(count: 901_899, seed: 1), .compact),
      ("hosts", RouteGenerator.uniform(length: 32, count: 1_000_000, seed: 1), nil),
      ("estate-1k-small", RouteGenerator.estate(count: 1_000, seed: 1), .small),
      ("estate-1k", RouteGenerator.estate(count: 1_000, seed: 1), nil),
      ("estate-10k", RouteGenerator.estate(count: 10_000, seed: 1), nil),
    ]
    for (name, prefixes, geometry) in tables {
      print(name, CompiledTrie(table(prefixes), geometry: geometry).memoryBytes)
    }
    let family = try? TableFamily(count: 100) { number in
      table(RouteGenerator.estate(count: 1_000, seed: UInt64(number)))
    }
    print("family-100x1k", family?.memoryBytes ?? 0)
  }
}
