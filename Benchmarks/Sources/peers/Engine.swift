import Addressing
import LongestPrefixMatch

/// Something that looks up addresses.
protocol Engine: AnyObject {
  /// As the JSON rows call it.
  var name: String { get }
  /// Looks up all keys and discards the results.
  func pass(_ keys: [IPv4Address])
  /// The answers; ``NextHopIndex/noRoute`` where there is no route.
  func answers(_ keys: [IPv4Address]) -> [NextHopIndex]
}

/// This project's trie with one kernel.
final class TrieEngine: Engine {
  let name: String
  let trie: CompiledTrie
  private let kernel: LookupKernel
  private let callSize: Int
  private var results: [NextHopIndex]

  init(name: String, _ trie: CompiledTrie, _ kernel: LookupKernel, callSize: Int) {
    self.callSize = callSize
    self.name = name
    self.trie = trie
    self.kernel = kernel
    results = Array(repeating: .noRoute, count: 4_096)
  }

  func pass(_ keys: [IPv4Address]) {
    let all = keys.span
    var answers = results.mutableSpan
    var start = 0
    while start + callSize <= keys.count {
      trie.lookup(all.extracting(start..<start + callSize), into: &answers, using: kernel)
      start += callSize
    }
  }

  func answers(_ keys: [IPv4Address]) -> [NextHopIndex] {
    var results = [NextHopIndex](repeating: .noRoute, count: keys.count)
    var answers = results.mutableSpan
    trie.lookup(keys.span, into: &answers, using: kernel)
    return results
  }
}
