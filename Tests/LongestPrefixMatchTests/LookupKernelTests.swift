import Addressing
import LongestPrefixMatch
import TestSupport
import Testing

@Suite("Every lookup kernel")
struct LookupKernelTests {
  @Test(
    "agrees with the oracle in every geometry, whatever the shape of the table",
    arguments: TableShape.allCases, TrieGeometry.allCases)
  func agreesWithTheOracle(_ shape: TableShape, _ geometry: TrieGeometry) {
    var generator = SeededGenerator(seed: 99)
    let routes = shape.routes(using: &generator)
    let oracle = RoutesByLength(routes)
    let trie = CompiledTrie(routes, geometry: geometry)
    let keys = interestingKeys(of: routes, limit: 2_000) + mixedKeys(routes, count: 2_000, seed: 5)
    let expected = keys.map { oracle.lookup($0) ?? .noRoute }
    for kernel in LookupKernel.available {
      #expect(batch(trie, keys, using: kernel) == expected, "\(kernel)")
    }
    #expect(keys.map { trie.lookup($0) ?? .noRoute } == expected)
  }

  @Test(
    "writes exactly as many results as there are addresses",
    arguments: [0, 1, 2, 7, 8, 9, 15, 63, 64, 65, 127, 128, 129, 1_000])
  func batchesOfEverySize(_ count: Int) {
    var generator = SeededGenerator(seed: 3)
    let routes = TableShape.cloudEstate.routes(using: &generator)
    let keys = mixedKeys(routes, count: count, seed: 6)
    let sentinel = NextHopIndex(rawValue: 54_321)
    for geometry in TrieGeometry.allCases {
      let trie = CompiledTrie(routes, geometry: geometry)
      for kernel in LookupKernel.available {
        var results = [NextHopIndex](repeating: sentinel, count: count + 70)
        var span = results.mutableSpan
        trie.lookup(keys.span, into: &span, using: kernel)
        #expect(results[..<count].elementsEqual(keys.map { trie.lookup($0) ?? .noRoute }))
        #expect(results[count...].allSatisfy { $0 == sentinel })
      }
    }
  }

  @Test("accepts spans that begin anywhere", arguments: 0..<8)
  func unalignedSpans(_ offset: Int) {
    var generator = SeededGenerator(seed: 4)
    let routes = TableShape.nestedChains.routes(using: &generator)
    let keys = mixedKeys(routes, count: 300, seed: 8)
    let trie = CompiledTrie(routes, geometry: .compact)
    for kernel in LookupKernel.available {
      var results = [NextHopIndex](repeating: .noRoute, count: 300)
      var span = results.mutableSpan
      var tail = span._mutatingExtracting(offset..<300)
      trie.lookup(keys.span.extracting(offset..<300), into: &tail, using: kernel)
      #expect(results[offset...].elementsEqual(keys[offset...].map { trie.lookup($0) ?? .noRoute }))
    }
  }

  @Test(
    "knows 65,535 next hops, the highest of them too, from no route",
    arguments: TrieGeometry.allCases)
  func allNextHops(_ geometry: TrieGeometry) {
    // One /25 and one /24 in turn for each next hop, so that both kinds of leaves carry all numbers.
    let routes = (0..<65_535).map { hop in
      let block = IPv4Address(rawValue: UInt32(hop) << 8)
      return (
        prefix: IPv4Prefix(containing: block, length: hop % 16 == 0 ? 25 : 24),
        nextHop: NextHopIndex(rawValue: UInt16(hop))
      )
    }
    let trie = CompiledTrie(routes, geometry: geometry)
    let keys = (0..<65_536).map { IPv4Address(rawValue: UInt32($0) << 8 | 5) }
    let expected = (0..<65_536).map { NextHopIndex(rawValue: UInt16($0)) }
    for kernel in LookupKernel.available {
      #expect(batch(trie, keys, using: kernel) == expected, "\(kernel)")
    }
  }

  @Test("answers bursts to one /24 and scans like single lookups", arguments: TrieGeometry.allCases)
  func burstsAndScans(_ geometry: TrieGeometry) {
    var generator = SeededGenerator(seed: 17)
    let routes =
      TableShape.cloudEstate.routes(using: &generator)
      + TableShape.neighbouringHosts.routes(using: &generator)
    let trie = CompiledTrie(routes, geometry: geometry)
    var keys: [IPv4Address] = []
    for route in routes.prefix(300) {
      keys += (0..<64).map { _ in
        IPv4Address(
          rawValue: route.prefix.address.rawValue & ~255 | UInt32(generator.next() % 256))
      }
    }
    keys += (0..<16_384).map { IPv4Address(10, 8, 240, 0).advanced(by: $0) }
    let expected = keys.map { trie.lookup($0) ?? .noRoute }
    for kernel in LookupKernel.available {
      #expect(batch(trie, keys, using: kernel) == expected, "\(kernel)")
    }
  }

  @Test("stays exact where more /24s hold longer prefixes than are stored flat")
  func beyondTheFlatLimit() {
    let routes = RouteGenerator.assign(
      nextHops: 900, to: RouteGenerator.uniform(length: 32, count: 9_000, seed: 1), seed: 2)
    let oracle = RoutesByLength(routes)
    let trie = CompiledTrie(routes, geometry: .compact)
    let keys = interestingKeys(of: routes, limit: 36_000)
    let expected = keys.map { oracle.lookup($0) ?? .noRoute }
    for kernel in LookupKernel.available {
      #expect(batch(trie, keys, using: kernel) == expected, "\(kernel)")
    }
  }

  @Test("takes the medium shape as long as its runs can be numbered with two bytes")
  func mediumLimit() {
    let fits = RouteGenerator.assign(
      nextHops: 700, to: RouteGenerator.estate(count: 10_000, seed: 4), seed: 4)
    #expect(CompiledTrie(fits).geometry == .medium)
    let manyRuns = RouteGenerator.assign(
      nextHops: 700, to: RouteGenerator.uniform(length: 24, count: 60_000, seed: 4), seed: 4)
    #expect(CompiledTrie(manyRuns, geometry: .medium).geometry == .compact)
    let manyLong = RouteGenerator.assign(
      nextHops: 700, to: RouteGenerator.uniform(length: 32, count: 6_000, seed: 4), seed: 4)
    #expect(CompiledTrie(manyLong, geometry: .medium).geometry == .compact)
    let none = CompiledTrie([], geometry: .medium)
    #expect(none.geometry == .medium)
    #expect(none.lookup(IPv4Address(10, 0, 0, 1)) == nil)
  }
}
