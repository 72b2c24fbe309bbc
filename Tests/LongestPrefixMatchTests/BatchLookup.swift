import Addressing
import LongestPrefixMatch

/// Looks up all keys in one batch.
func batch(
  _ trie: CompiledTrie, _ keys: [IPv4Address], using kernel: LookupKernel
) -> [NextHopIndex] {
  var results = [NextHopIndex](repeating: NextHopIndex(rawValue: 12_345), count: keys.count)
  var span = results.mutableSpan
  trie.lookup(keys.span, into: &span, using: kernel)
  return results
}

/// Looks up all keys in one batch.
func batch(
  _ reader: LiveTableReader, _ keys: [IPv4Address], using kernel: LookupKernel = .fastest
) -> [NextHopIndex] {
  var results = [NextHopIndex](repeating: NextHopIndex(rawValue: 12_345), count: keys.count)
  var span = results.mutableSpan
  reader.lookup(keys.span, into: &span, using: kernel)
  return results
}

/// Keys drawn from everywhere and from inside the prefixes of a table.
func mixedKeys(
  _ routes: [(prefix: IPv4Prefix, nextHop: NextHopIndex)], count: Int, seed: UInt64
) -> [IPv4Address] {
  let prefixes = routes.map(\.prefix)
  return KeyStream.uniform.keys(count: count / 2, prefixes: prefixes, seed: seed)
    + KeyStream.inside.keys(count: count - count / 2, prefixes: prefixes, seed: seed)
}
