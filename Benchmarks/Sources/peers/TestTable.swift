import Addressing
import Glibc
import LongestPrefixMatch
import RouteFiles

/// A route table, its streams of keys, and the right answers.
struct TestTable {
  enum Name: String, CaseIterable {
    case real
    case tenThousand = "10k"
    case thousand = "1k"
  }

  let name: Name
  /// Ascending, each prefix once; 100 next hops by a hash, the worst case for what merges neighbours.
  let routes: [(prefix: IPv4Prefix, nextHop: NextHopIndex)]
  /// Whether the real table stands behind `real`.
  let isReal: Bool
  let streams: [(stream: KeyStream, keys: [IPv4Address])]
  let oracle: FlattenedRoutes

  static let nextHops = 100
  static let keyCount = 1 << 22
  static let realCount = 901_899

  init(_ name: Name, options: Options) {
    self.name = name
    var prefixes: [IPv4Prefix]
    var isReal = false
    switch name {
    case .real: (prefixes, isReal) = Self.realPrefixes(options.tablePath, seed: options.seed)
    case .tenThousand: prefixes = RouteGenerator.estate(count: 10_000, seed: options.seed)
    case .thousand: prefixes = RouteGenerator.estate(count: 1_000, seed: options.seed)
    }
    self.isReal = isReal
    let routes = RouteGenerator.assign(nextHops: Self.nextHops, to: prefixes, seed: options.seed)
    self.routes = routes
    streams = KeyStream.allCases.map { stream in
      (
        stream,
        stream.keys(count: Self.keyCount, prefixes: prefixes, seed: options.seed &+ 1)
      )
    }
    oracle = FlattenedRoutes(routes)
  }

  /// The Internet's prefixes, ascending, or generated ones in their place; says which.
  static func realPrefixes(
    _ path: String?, seed: UInt64
  ) -> (prefixes: [IPv4Prefix], isReal: Bool) {
    guard let path = path ?? usualPath() else {
      report(
        "real: no table found (--table FILE); a generated one with the lengths of the Internet's "
          + "stands in: \(realCount) prefixes, seed \(seed)")
      return (RouteGenerator.internet(count: realCount, seed: seed), false)
    }
    do throws(RouteFileError) {
      let prefixes = Array(Set(try RouteFile(path: path).routes.map(\.prefix))).sorted()
      report("real: \(prefixes.count) prefixes from \(path)")
      return (prefixes, true)
    } catch {
      report("\(path): \(error); a generated table stands in")
      return (RouteGenerator.internet(count: realCount, seed: seed), false)
    }
  }

  /// The table that lies beside the checkout, or what `VNETEM_ROUTES` names.
  private static func usualPath() -> String? {
    if let named = getenv("VNETEM_ROUTES") { return String(cString: named) }
    let source = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    let beside = "/\(source)/../shared/data/rib-ipv4.txt.gz"
    return access(beside, R_OK) == 0 ? beside : nil
  }

  /// The first, the last and the neighbouring addresses of every prefix.
  var borders: [IPv4Address] {
    routes.flatMap { route in
      [
        route.prefix.address, route.prefix.address.advanced(by: -1), route.prefix.lastAddress,
        route.prefix.lastAddress.advanced(by: 1),
      ]
    }
  }

  /// Mean bits of the lengths' mix, as facts for the console.
  var lengthMix: String {
    func share(_ lengths: ClosedRange<Int>) -> Int {
      let count = routes.count { lengths.contains($0.prefix.length) }
      return (count * 100 + routes.count / 2) / max(routes.count, 1)
    }
    return "/16 \(share(16...16)) %, /24 \(share(24...24)) %, /26-/28 \(share(26...28)) %, "
      + "/32 \(share(32...32)) %"
  }
}
