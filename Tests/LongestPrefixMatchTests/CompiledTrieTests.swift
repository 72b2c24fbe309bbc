import Addressing
import LongestPrefixMatch
import TestSupport
import Testing

@Suite("A compiled trie")
struct CompiledTrieTests {
  @Test(
    "answers like the linear oracle, whatever the shape of the table",
    arguments: TableShape.allCases)
  func agreesWithTheOracle(_ shape: TableShape) {
    for seed in 1...4 as ClosedRange<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let routes = shape.routes(using: &generator)
      let oracle = LinearRoutes(routes)
      let trie = CompiledTrie(routes)
      var keys = interestingKeys(of: routes, limit: 1_500)
      for _ in 0..<1_000 { keys.append(IPv4Address(rawValue: generator.next())) }
      for key in keys {
        #expect(trie.lookup(key) == oracle.lookup(key), "\(key) in \(shape), seed \(seed)")
      }
    }
  }

  @Test("takes the last occurrence of a prefix that is given twice")
  func lastOccurrenceCounts() throws {
    let prefix = try IPv4Prefix("10.0.0.0/8")
    let trie = CompiledTrie([
      (prefix, NextHopIndex(rawValue: 9)), (.all, NextHopIndex(rawValue: 1)),
      (prefix, NextHopIndex(rawValue: 3)),
    ])
    #expect(trie.lookup(IPv4Address(10, 1, 2, 3)) == NextHopIndex(rawValue: 3))
    #expect(trie.lookup(IPv4Address(11, 1, 2, 3)) == NextHopIndex(rawValue: 1))
  }

  @Test("keeps a table of a subnet's usual size in a few kilobytes")
  func smallTablesAreSmall() {
    var generator = SeededGenerator(seed: 7)
    let routes = Array(TableShape.cloudEstate.routes(using: &generator).prefix(30))
    #expect(CompiledTrie(routes).memoryBytes < 4_096)
    #expect(CompiledTrie([]).memoryBytes < 256)
  }
}
