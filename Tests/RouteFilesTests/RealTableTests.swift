import Addressing
import Foundation
import LongestPrefixMatch
import RouteFiles
import Testing

@Suite("The Internet's table")
struct RealTableTests {
  /// The file, beside the checkout or named by the environment; the tests are skipped where it is not.
  private static var path: String? {
    let package = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let beside = package.deletingLastPathComponent()
      .appendingPathComponent("shared/data/rib-ipv4.txt.gz").path
    let path = ProcessInfo.processInfo.environment["VNETEM_ROUTE_TABLE"] ?? beside
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }

  @Test(
    "is answered like the plain search by every kernel in every shape: all edges and 10 million keys",
    .enabled(if: path != nil, "there is no table of the Internet beside the checkout"))
  func agreesWithThePlainSearch() throws {
    let prefixes = try RouteFile(path: #require(Self.path)).routes.map(\.prefix)
    let routes = RouteGenerator.assign(nextHops: 60_000, to: prefixes, seed: 1)
    let oracle = FlattenedRoutes(routes)
    let tries = TrieGeometry.allCases.map { CompiledTrie(routes, geometry: $0) }
    var seed: UInt64 = 0
    func compare(_ keys: [IPv4Address]) {
      let expected = keys.map { oracle.lookup($0) ?? .noRoute }
      var results = [NextHopIndex](repeating: .noRoute, count: keys.count)
      for trie in tries {
        for kernel in LookupKernel.available {
          var span = results.mutableSpan
          trie.lookup(keys.span, into: &span, using: kernel)
          #expect(results == expected, "\(trie) with \(kernel), seed \(seed)")
        }
      }
    }
    for start in stride(from: 0, to: prefixes.count, by: 100_000) {
      compare(
        prefixes[start..<min(start + 100_000, prefixes.count)].flatMap { prefix in
          [
            prefix.address, prefix.address.advanced(by: -1), prefix.lastAddress,
            prefix.lastAddress.advanced(by: 1),
          ]
        })
    }
    for _ in 0..<10 {
      seed += 1
      compare(KeyStream.uniform.keys(count: 500_000, prefixes: prefixes, seed: seed))
      compare(KeyStream.inside.keys(count: 500_000, prefixes: prefixes, seed: seed))
    }
  }
}
