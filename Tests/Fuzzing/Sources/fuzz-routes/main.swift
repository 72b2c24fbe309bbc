import Addressing
import FuzzerLoop
import LongestPrefixMatch

/// What one input is tried on. The tables live as long as the process and are empty between inputs.
struct RouteFuzzer {
  private let small = LiveTable(geometry: .small)
  private let compact = LiveTable(geometry: .compact)
  private let smallReader: LiveTableReader
  private let compactReader: LiveTableReader

  init() {
    smallReader = small.makeReader()
    compactReader = compact.makeReader()
  }

  /// Six bytes are one step: what to do, four bytes of address, and a length that is a next hop too.
  ///
  /// The oracle is a list that is scanned.
  func run(_ input: UnsafeBufferPointer<UInt8>) {
    var list: [(prefix: IPv4Prefix, nextHop: NextHopIndex)] = []
    var trie = RouteTrie()
    var keys: [IPv4Address] = [.any, .broadcast]
    for start in stride(from: 0, to: input.count - 5, by: 6) {
      let address = IPv4Address(
        input[start + 1], input[start + 2], input[start + 3], input[start + 4])
      // The default route of the large table rewrites half a million words, which would make inputs slow.
      let prefix = IPv4Prefix(containing: address, length: 12 + Int(input[start + 5]) % 21)
      keys += [address, prefix.address.advanced(by: -1), prefix.lastAddress.advanced(by: 1)]
      let known = list.firstIndex { $0.prefix == prefix }
      if input[start] & 3 == 0 {
        let removed = known.map { list.remove(at: $0).nextHop }
        check(trie.remove(prefix) == removed, "remove from the trie")
        check(small.remove(prefix) == removed, "remove from the small table")
        check(compact.remove(prefix) == removed, "remove from the compact table")
      } else {
        let hop = NextHopIndex(rawValue: UInt16(input[start]) << 8 | UInt16(input[start + 5]))
        if hop == .noRoute { continue }
        if let known { list[known].nextHop = hop } else { list.append((prefix, hop)) }
        trie.insert(prefix, hop)
        small.insert(prefix, hop)
        compact.insert(prefix, hop)
      }
      let expected = Self.lookup(address, list)
      check(trie.longestMatch(address)?.nextHop == expected, "lookup in the trie")
      check(smallReader.lookup(address) == expected, "lookup in the small table")
      check(compactReader.lookup(address) == expected, "lookup in the compact table")
    }
    check(trie.count == list.count, "the number of routes")
    compareBatches(keys, list, trie)
    for route in list {
      small.remove(route.prefix)
      compact.remove(route.prefix)
    }
    check(compactReader.lookup(keys[keys.count - 1]) == nil, "the emptied table")
  }

  /// A compiled trie from the list and one from the trie, with every kernel, for all keys at once.
  private func compareBatches(
    _ keys: [IPv4Address], _ list: [(prefix: IPv4Prefix, nextHop: NextHopIndex)], _ trie: RouteTrie
  ) {
    let expected = keys.map { Self.lookup($0, list) ?? .noRoute }
    var results = [NextHopIndex](repeating: .noRoute, count: keys.count)
    for compiled in [CompiledTrie(list, geometry: .small), CompiledTrie(trie, geometry: .small)] {
      for kernel in LookupKernel.available {
        var span = results.mutableSpan
        compiled.lookup(keys.span, into: &span, using: kernel)
        check(results == expected, "a batch by \(kernel)")
      }
    }
    var span = results.mutableSpan
    compactReader.lookup(keys.span, into: &span)
    check(results == expected, "a batch in the compact table")
  }

  private static func lookup(
    _ address: IPv4Address, _ list: [(prefix: IPv4Prefix, nextHop: NextHopIndex)]
  ) -> NextHopIndex? {
    list.filter { $0.prefix.contains(address) }.max { $0.prefix.length < $1.prefix.length }?.nextHop
  }
}

nonisolated(unsafe) let fuzzer = RouteFuzzer()
fuzz { bytes, count in
  fuzzer.run(UnsafeBufferPointer(start: bytes, count: count))
  return 0
}
