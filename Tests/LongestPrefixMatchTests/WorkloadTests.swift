import Addressing
import LongestPrefixMatch
import TestSupport
import Testing

struct WorkloadTests {
  @Test("the generator of numbers is SplitMix64 as published")
  func knownSequence() {
    // The reference implementation's first outputs for the seed 1234567.
    var generator = SplitMix64(seed: 1_234_567)
    #expect(
      (0..<3).map { _ in generator.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      ])
  }

  @Test("an estate's table mixes lengths as described", arguments: [1_000, 10_000])
  func estateMix(count: Int) {
    let prefixes = RouteGenerator.estate(count: count, seed: 1)
    #expect(prefixes.count == count)
    #expect(zip(prefixes, prefixes.dropFirst()).allSatisfy { $0 < $1 })
    func share(_ lengths: ClosedRange<Int>) -> Double {
      Double(prefixes.count { lengths.contains($0.length) }) / Double(count)
    }
    #expect(abs(share(24...24) - 0.58) < 0.06)
    #expect(abs(share(26...28) - 0.10) < 0.03)
    #expect(abs(share(32...32) - 0.13) < 0.03)
    #expect(prefixes.allSatisfy { $0.length >= 13 && $0.length != 25 && $0.length != 29 })
    #expect(prefixes == RouteGenerator.estate(count: count, seed: 1))
    #expect(prefixes != RouteGenerator.estate(count: count, seed: 2))
  }

  @Test("a table in the Internet's stead has its lengths")
  func internetMix() {
    let prefixes = RouteGenerator.internet(count: 20_000, seed: 3)
    let share = Double(prefixes.count { $0.length == 24 }) / 20_000
    #expect(abs(share - 0.596) < 0.03)
    #expect(prefixes.allSatisfy { $0.address >= IPv4Address(1, 0, 0, 0) })
    #expect(prefixes.allSatisfy { $0.lastAddress < IPv4Address(224, 0, 0, 0) })
  }

  @Test("next hops depend on prefix and seed alone, and all occur")
  func assignment() {
    let prefixes = RouteGenerator.uniform(length: 32, count: 5_000, seed: 4)
    let routes = RouteGenerator.assign(nextHops: 100, to: prefixes, seed: 5)
    #expect(Set(routes.map(\.nextHop)).count == 100)
    #expect(routes.allSatisfy { $0.nextHop.rawValue < 100 })
    let again = RouteGenerator.assign(nextHops: 100, to: prefixes.reversed(), seed: 5)
    #expect(again.map(\.nextHop) == routes.reversed().map(\.nextHop))
  }

  @Test("streams are what their names say")
  func streams() {
    let prefixes = RouteGenerator.estate(count: 500, seed: 6)
    let flattened = FlattenedRoutes(RouteGenerator.assign(nextHops: 9, to: prefixes, seed: 6))
    let count = 20_000
    func keys(_ stream: KeyStream) -> [IPv4Address] {
      stream.keys(count: count, prefixes: prefixes, seed: 7)
    }
    for stream in KeyStream.allCases {
      #expect(keys(stream).count == count)
      #expect(keys(stream) == keys(stream))
    }
    #expect(keys(.inside).allSatisfy { flattened.lookup($0) != nil })
    #expect(keys(.zipf).allSatisfy { flattened.lookup($0) != nil })
    #expect(keys(.uniform).count { flattened.lookup($0) == nil } > count / 2)
    #expect(Set(keys(.uniform)).count > count * 99 / 100)
    let zipf = Dictionary(keys(.zipf).map { ($0, 1) }, uniquingKeysWith: +).values.max() ?? 0
    // The most popular of 2^18 destinations comes up once in 13.05.
    #expect(abs(Double(zipf) / Double(count) - 1 / 13.05) < 0.02)
    let sequential = keys(.sequential)
    #expect(sequential[0] == prefixes[0].address)
    #expect(sequential[count - 1] == prefixes[0].address.advanced(by: count - 1))
  }

  @Test("flattened routes answer as the list that is scanned", arguments: TableShape.allCases)
  func flattenedAgrees(shape: TableShape) {
    var generator = SeededGenerator(seed: 8)
    let routes = shape.routes(using: &generator)
    let linear = LinearRoutes(routes)
    let flattened = FlattenedRoutes(routes)
    let random = (0..<500).map { _ in IPv4Address(rawValue: generator.next()) }
    for key in random + interestingKeys(of: routes, limit: 1_000) {
      #expect(flattened.lookup(key) == linear.lookup(key))
    }
    #expect(flattened.starts.first == .any)
    #expect(zip(flattened.starts, flattened.starts.dropFirst()).allSatisfy { $0 < $1 })
  }
}
