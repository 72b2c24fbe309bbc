import Addressing
import LongestPrefixMatch
import TestSupport
import Testing

@Suite("A route trie")
struct RouteTrieTests {
  @Test(
    "holds what was inserted, in order, and keeps its invariants", arguments: TableShape.allCases)
  func walksInOrder(_ shape: TableShape) {
    var generator = SeededGenerator(seed: 21)
    let oracle = LinearRoutes(shape.routes(using: &generator))
    let trie = RouteTrie(oracle.routes)
    let expected = oracle.routes.sorted { $0.prefix < $1.prefix }
    #expect(trie.routes.map(\.prefix) == expected.map(\.prefix))
    #expect(trie.routes.map(\.nextHop) == expected.map(\.nextHop))
    #expect(trie.brokenInvariant() == nil)
  }

  @Test("agrees with the oracle after long random sequences of changes", arguments: 1...6)
  func randomChanges(_ seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let shape = TableShape.allCases[2 + seed % (TableShape.allCases.count - 2)]
    let pool = shape.routes(using: &generator)
    var oracle = LinearRoutes()
    var trie = RouteTrie()
    for step in 0..<3_000 {
      let route = pool[Int(generator.next() % UInt64(pool.count))]
      if generator.next() % 5 < 3 {
        oracle.insert(route.prefix, route.nextHop)
        trie.insert(route.prefix, route.nextHop)
      } else {
        oracle.remove(route.prefix)
        trie.remove(route.prefix)
      }
      let address = IPv4Address(rawValue: route.prefix.address.rawValue ^ UInt32(step & 3))
      #expect(trie.longestMatch(address)?.nextHop == oracle.lookup(address))
    }
    #expect(trie.brokenInvariant() == nil)
    #expect(trie.count == oracle.routes.count)
    for route in oracle.routes { #expect(trie.nextHop(of: route.prefix) == route.nextHop) }
    for route in oracle.routes { trie.remove(route.prefix) }
    #expect(trie.count == 0)
    #expect(trie.brokenInvariant() == nil)
  }

  @Test("finds what covers a prefix and what it covers", arguments: 1...4)
  func coverQueries(_ seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let oracle = LinearRoutes(
      TableShape.nestedChains.routes(using: &generator)
        + TableShape.cloudEstate.routes(using: &generator))
    let trie = RouteTrie(oracle.routes)
    for route in oracle.routes.prefix(200) {
      for length in [route.prefix.length, max(0, route.prefix.length - 3)] {
        let asked = IPv4Prefix(containing: route.prefix.address, length: length)
        let covering = oracle.routes.map(\.prefix).filter { $0.covers(asked) }.sorted()
        let covered = oracle.routes.map(\.prefix).filter { asked.covers($0) }.sorted()
        #expect(trie.covering(asked).map(\.prefix).sorted() == covering, "\(asked)")
        #expect(trie.covering(asked).map(\.prefix.length) == covering.map(\.length).sorted())
        #expect(trie.covered(by: asked).map(\.prefix) == covered, "\(asked)")
      }
    }
  }

  @Test(
    "compiles to the same answers as a list of its routes", arguments: TableShape.allCases,
    TrieGeometry.allCases)
  func compiles(_ shape: TableShape, _ geometry: TrieGeometry) {
    var generator = SeededGenerator(seed: 31)
    let routes = shape.routes(using: &generator)
    let fromTrie = CompiledTrie(RouteTrie(routes), geometry: geometry)
    let fromList = CompiledTrie(routes, geometry: geometry)
    let keys = interestingKeys(of: routes, limit: 2_000) + mixedKeys(routes, count: 1_000, seed: 1)
    for key in keys { #expect(fromTrie.lookup(key) == fromList.lookup(key), "\(key)") }
  }

  @Test("says which next hop a change replaced")
  func previousNextHop() throws {
    var trie = RouteTrie()
    let prefix = try IPv4Prefix("10.2.0.0/16")
    #expect(trie.insert(prefix, NextHopIndex(rawValue: 4)) == nil)
    #expect(trie.insert(prefix, NextHopIndex(rawValue: 5)) == NextHopIndex(rawValue: 4))
    #expect(trie.remove(prefix) == NextHopIndex(rawValue: 5))
    #expect(trie.remove(prefix) == nil)
  }

  @Test("numbers equal sets of next hops equally and spreads flows by weight")
  func nextHopSets() {
    var sets = NextHopSets<Int>()
    let both = sets.number(of: [7, 3])
    #expect(both == sets.number(of: [3, 7]))
    #expect(sets.number(of: [3]) != both)
    #expect(sets.members(of: NextHopIndex(rawValue: 0)) == [3, 7])
    let weighted = NextHopIndex(rawValue: 2)
    #expect(sets.number(of: [1, 1, 1, 2]) == weighted)
    let chosen = (0..<4_000).map { sets.member(of: weighted, hash: UInt32($0) << 20) }
    #expect(chosen.count { $0 == 1 } == 3_072)
  }
}
