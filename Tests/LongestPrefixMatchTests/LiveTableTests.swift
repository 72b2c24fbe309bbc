import Addressing
import LongestPrefixMatch
import Synchronization
import TestSupport
import Testing

@Suite("A table that changes while it is searched")
struct LiveTableTests {
  @Test(
    "agrees with the oracle after every one of many random changes",
    arguments: TableShape.allCases.dropFirst(2), TrieGeometry.allCases)
  func randomChanges(_ shape: TableShape, _ geometry: TrieGeometry) {
    var generator = SeededGenerator(seed: 77)
    let pool = shape.routes(using: &generator)
    var oracle = RoutesByLength(Array(pool.prefix(pool.count / 2)))
    let table = LiveTable(Array(pool.prefix(pool.count / 2)), geometry: geometry)
    let reader = table.makeReader()
    // The default route of a table of millions of answers takes milliseconds to change.
    let shortest = geometry == .small ? 0 : 8
    for _ in 0..<400 {
      let route = pool[Int(generator.next() % UInt64(pool.count))]
      guard route.prefix.length >= shortest else { continue }
      if generator.next() % 5 < 3 {
        let hop = NextHopIndex(rawValue: UInt16(generator.next() % 65_535))
        oracle.insert(route.prefix, hop)
        table.insert(route.prefix, hop)
      } else {
        oracle.remove(route.prefix)
        table.remove(route.prefix)
      }
      let near = interestingKeys(of: [route], limit: 4)
      #expect(near.map { reader.lookup($0) } == near.map { oracle.lookup($0) }, "\(route.prefix)")
    }
    let keys = interestingKeys(of: pool, limit: 4_000) + mixedKeys(pool, count: 2_000, seed: 1)
    let expected = keys.map { oracle.lookup($0) ?? .noRoute }
    for kernel in LookupKernel.available {
      #expect(batch(reader, keys, using: kernel) == expected, "\(kernel)")
    }
    #expect(table.routes.brokenInvariant() == nil)
  }

  @Test("changes the default route and short prefixes", arguments: TrieGeometry.allCases)
  func shortPrefixes(_ geometry: TrieGeometry) throws {
    var generator = SeededGenerator(seed: 78)
    let routes = TableShape.cloudEstate.routes(using: &generator)
    var oracle = RoutesByLength(routes)
    let table = LiveTable(routes, geometry: geometry)
    let reader = table.makeReader()
    let keys = interestingKeys(of: routes, limit: 2_000) + mixedKeys(routes, count: 1_000, seed: 2)
    let texts = ["0.0.0.0/0", "10.0.0.0/8", "128.0.0.0/1", "10.0.0.0/14", "10.0.0.0/19"]
    for (number, text) in texts.enumerated() {
      let prefix = try IPv4Prefix(text)
      let hop = NextHopIndex(rawValue: UInt16(60_000 + number))
      table.insert(prefix, hop)
      oracle.insert(prefix, hop)
      #expect(batch(reader, keys) == keys.map { oracle.lookup($0) ?? .noRoute }, "with \(text)")
    }
    for text in texts {
      let prefix = try IPv4Prefix(text)
      table.remove(prefix)
      oracle.remove(prefix)
      #expect(batch(reader, keys) == keys.map { oracle.lookup($0) ?? .noRoute }, "without \(text)")
    }
  }

  @Test("uses the memory of replaced runs again")
  func memoryIsReclaimed() {
    let prefixes = RouteGenerator.estate(count: 2_000, seed: 3)
    let routes = RouteGenerator.assign(nextHops: 50, to: prefixes, seed: 3)
    let table = LiveTable(routes, geometry: .compact)
    let reader = table.makeReader()
    func churn() {
      for route in routes { table.remove(route.prefix) }
      for route in routes { table.insert(route.prefix, route.nextHop) }
      _ = reader.lookup(prefixes[0].address)
    }
    for _ in 0..<3 { churn() }
    let settled = table.memoryBytes
    for _ in 0..<30 { churn() }
    #expect(table.memoryBytes == settled)
  }

  @Test("shows readers either answer of a change, never another", .timeLimit(.minutes(1)))
  func readersAndWriters() async {
    // Each prefix has one of two next hops, which its number gives; the default route stays.
    let prefixes = RouteGenerator.estate(count: 1_500, seed: 9)
    @Sendable func route(_ index: Int, _ phase: Int) -> (prefix: IPv4Prefix, nextHop: NextHopIndex)
    {
      (prefixes[index], NextHopIndex(rawValue: UInt16(1 + 2 * index + phase)))
    }
    let table = LiveTable(prefixes.indices.map { route($0, 0) }, geometry: .compact)
    table.insert(.all, NextHopIndex(rawValue: 0))
    let keys = KeyStream.inside.keys(count: 2_048, prefixes: prefixes, seed: 4)
    let owners = keys.map { key in
      Set(prefixes.indices.filter { prefixes[$0].contains(key) })
    }
    let stop = Flag()
    await withTaskGroup(of: String?.self) { group in
      for worker in 0..<2 {
        group.addTask {
          let reader = table.makeReader()
          var rounds = 0
          while !stop.isRaised || rounds < 3 {
            rounds += 1
            await Task.yield()
            let kernel: LookupKernel = worker == 0 ? .portable : .fastest
            let answers = batch(reader, keys, using: kernel)
            for (index, answer) in answers.enumerated() where answer.rawValue != 0 {
              let owner = Int(answer.rawValue - 1) / 2
              if !owners[index].contains(owner) { return "\(keys[index]) got \(answer)" }
            }
          }
          return nil
        }
      }
      group.addTask {
        var generator = SeededGenerator(seed: 10)
        for step in 0..<20_000 {
          let index = Int(generator.next() % UInt64(prefixes.count))
          switch step % 3 {
          case 0: table.remove(prefixes[index])
          case 1: table.insert(prefixes[index], route(index, 1).nextHop)
          case _: table.insert(prefixes[index], route(index, 0).nextHop)
          }
          if step % 2_000 == 0 {
            let everything = prefixes.indices.map { route($0, 0) }
            table.replaceAll(everything + [(.all, NextHopIndex(rawValue: 0))])
          }
        }
        stop.raise()
        return nil
      }
      for await wrong in group { #expect(wrong == nil) }
    }
  }

  @Test("answers from one table throughout a batch when all routes are replaced")
  func bulkReplacement() async {
    let prefixes = RouteGenerator.estate(count: 500, seed: 12)
    let tables = (0..<2).map { phase in
      prefixes.map { (prefix: $0, nextHop: NextHopIndex(rawValue: UInt16(phase))) }
    }
    let table = LiveTable(tables[0], geometry: .small)
    let keys = KeyStream.inside.keys(count: 256, prefixes: prefixes, seed: 4)
    let stop = Flag()
    await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        let reader = table.makeReader()
        var rounds = 0
        while !stop.isRaised || rounds < 3 {
          rounds += 1
          await Task.yield()
          if Set(batch(reader, keys)).count != 1 { return false }
        }
        return true
      }
      group.addTask {
        for round in 1..<400 { table.replaceAll(tables[round % 2]) }
        stop.raise()
        return true
      }
      for await consistent in group { #expect(consistent) }
    }
  }
}

/// Tells other tasks that the work is done.
private final class Flag: Sendable {
  private let value = Atomic<Bool>(false)
  var isRaised: Bool { value.load(ordering: .relaxed) }
  func raise() { value.store(true, ordering: .relaxed) }
}
