import Addressing
import LongestPrefixMatch
import TestSupport
import Testing

@Suite("A family of tables")
struct TableFamilyTests {
  @Test("answers for each of its tables like the oracle, with every kernel")
  func agreesWithTheOracle() throws {
    var generator = SeededGenerator(seed: 5)
    let tables = TableShape.allCases.map { $0.routes(using: &generator) }
    let family = try TableFamily(tables)
    var keys: [IPv4Address] = []
    var numbers: [UInt32] = []
    var expected: [NextHopIndex] = []
    for (number, routes) in tables.enumerated() {
      let oracle = RoutesByLength(routes)
      for key in interestingKeys(of: routes, limit: 2_000) + mixedKeys(routes, count: 999, seed: 6)
      {
        keys.append(key)
        numbers.append(UInt32(number))
        expected.append(oracle.lookup(key) ?? .noRoute)
      }
    }
    // Neighbouring keys ask different tables.
    let order = keys.indices.shuffled(using: &generator)
    keys = order.map { keys[$0] }
    numbers = order.map { numbers[$0] }
    expected = order.map { expected[$0] }
    for kernel in LookupKernel.available {
      var results = [NextHopIndex](repeating: .noRoute, count: keys.count)
      var span = results.mutableSpan
      family.lookup(keys.span, inTables: numbers.span, into: &span, using: kernel)
      #expect(results == expected, "\(kernel)")
    }
    for index in keys.indices.prefix(2_000) {
      let answer = family.lookup(keys[index], inTable: Int(numbers[index]))
      #expect((answer ?? .noRoute) == expected[index])
    }
  }

  @Test("answers batches in one table, whatever their size", arguments: [0, 1, 63, 64, 65, 200])
  func oneTable(_ count: Int) throws {
    var generator = SeededGenerator(seed: 8)
    let tables = (0..<3).map { _ in TableShape.cloudEstate.routes(using: &generator) }
    let family = try TableFamily(tables)
    let keys = mixedKeys(tables[1], count: count, seed: 2)
    let oracle = RoutesByLength(tables[1])
    for kernel in LookupKernel.available {
      var results = [NextHopIndex](repeating: .noRoute, count: count)
      var span = results.mutableSpan
      family.lookup(keys.span, inTable: 1, into: &span, using: kernel)
      #expect(results == keys.map { oracle.lookup($0) ?? .noRoute })
    }
  }

  @Test("keeps equal tables once")
  func sharing() throws {
    var generator = SeededGenerator(seed: 8)
    let routes = TableShape.cloudEstate.routes(using: &generator)
    let other = TableShape.cloudEstate.routes(using: &generator)
    let one = try TableFamily([routes, other])
    let many = try TableFamily(Array(repeating: routes, count: 50) + [other])
    #expect(many.distinctCount == 2)
    #expect(many.count == 51)
    #expect(many.memoryBytes - one.memoryBytes == 49 * 16)
  }

  @Test("takes at most 16,000 bytes for a table of 1,000 routes of an estate")
  func memory() throws {
    let tables = (0..<8).map { number in
      RouteGenerator.assign(
        nextHops: 100, to: RouteGenerator.estate(count: 1_000, seed: UInt64(number)), seed: 1)
    }
    #expect(try TableFamily(tables).memoryBytes <= 8 * 16_000)
  }

  @Test("refuses a table that its search tree cannot hold, and says which")
  func tooLarge() {
    let prefixes = RouteGenerator.uniform(length: 32, count: 40_000, seed: 1)
    let routes = RouteGenerator.assign(nextHops: 5, to: prefixes, seed: 1)
    #expect {
      _ = try TableFamily([[], routes])
    } throws: { error in
      (error as? TableFamily.TableTooLarge)?.table == 1
    }
  }
}
