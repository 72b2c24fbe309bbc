import Addressing
import LongestPrefixMatch

/// Kinds of route tables that tests draw from a seed; each stresses another part of a trie.
package enum TableShape: String, CaseIterable, Sendable {
  case empty, defaultRouteAlone, hostRoutesOnly, nestedChains, everyLength, cloudEstate
  case manyNextHops, neighbouringHosts

  package func routes(
    using generator: inout SeededGenerator
  ) -> [(prefix: IPv4Prefix, nextHop: NextHopIndex)] {
    switch self {
    case .empty: return []
    case .defaultRouteAlone: return [(.all, hop(&generator, below: 65_535))]
    case .hostRoutesOnly:
      return (0..<400).map { _ in (prefix(&generator, length: 32), hop(&generator, below: 50)) }
    case .nestedChains:
      return (0..<12).flatMap { _ in
        let address = IPv4Address(rawValue: generator.next())
        return (0...32).map {
          (IPv4Prefix(containing: address, length: $0), hop(&generator, below: 40))
        }
      }
    case .everyLength:
      return (0..<500).map { _ in
        (
          prefix(&generator, length: Int.random(in: 0...32, using: &generator)),
          hop(&generator, below: 7)
        )
      }
    case .cloudEstate:
      return (0..<700).map { _ in (cloudPrefix(&generator), hop(&generator, below: 100)) }
    case .manyNextHops:
      return (0..<600).map { number in
        (
          prefix(&generator, length: Int.random(in: 8...32, using: &generator)),
          NextHopIndex(rawValue: UInt16(65_534 - number * 109))
        )
      }
    case .neighbouringHosts:
      // All in one /20, so that every level below is dense.
      return (0..<500).map { _ in
        let host = IPv4Address(10, 9, 0, 0).advanced(by: Int(generator.next() % 4_096))
        let length = Int.random(in: 20...32, using: &generator)
        return (IPv4Prefix(containing: host, length: length), hop(&generator, below: 3))
      }
    }
  }

  private func hop(_ generator: inout SeededGenerator, below limit: UInt64) -> NextHopIndex {
    NextHopIndex(rawValue: UInt16(generator.next() % limit))
  }

  private func prefix(_ generator: inout SeededGenerator, length: Int) -> IPv4Prefix {
    IPv4Prefix(containing: IPv4Address(rawValue: generator.next()), length: length)
  }

  /// 12 % /16, 58 % /24, 10 % /26 to /28, 13 % /32, 7 % /13 to /20; mostly in 10/8 and 172.16/12.
  private func cloudPrefix(_ generator: inout SeededGenerator) -> IPv4Prefix {
    let length: Int
    switch generator.next() % 100 {
    case ..<12: length = 16
    case ..<70: length = 24
    case ..<80: length = Int.random(in: 26...28, using: &generator)
    case ..<93: length = 32
    case _: length = Int.random(in: 13...20, using: &generator)
    }
    let bits: UInt32 = generator.next()
    let address: UInt32 =
      switch generator.next() % 10 {
      case ..<7: 0x0A00_0000 | bits & 0x00FF_FFFF
      case ..<9: 0xAC10_0000 | bits & 0x000F_FFFF
      case _: bits
      }
    return IPv4Prefix(containing: IPv4Address(rawValue: address), length: length)
  }
}

/// The first, the last and the neighbouring addresses of every prefix, at most `limit` of them.
package func interestingKeys(
  of routes: [(prefix: IPv4Prefix, nextHop: NextHopIndex)], limit: Int
) -> [IPv4Address] {
  var keys: [IPv4Address] = [.any, .broadcast]
  for route in routes.prefix(limit / 4) {
    keys.append(route.prefix.address)
    keys.append(route.prefix.address.advanced(by: -1))
    keys.append(route.prefix.lastAddress)
    keys.append(route.prefix.lastAddress.advanced(by: 1))
  }
  return keys
}
