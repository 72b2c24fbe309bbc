#if canImport(Glibc)
  import Addressing
  import CLookupKernels
  import Glibc
  @testable import LongestPrefixMatch
  import TestSupport
  import Testing

  @Suite("At the end of a table")
  struct GuardPageTests {
    @Test(
      "no kernel reads more than the padding: the next page would stop the process",
      arguments: TrieGeometry.allCases)
    func nothingBehindThePadding(_ geometry: TrieGeometry) {
      // The highest addresses have the last words and the last leaves.
      var routes = RouteGenerator.assign(
        nextHops: 200, to: RouteGenerator.estate(count: 400, seed: 3), seed: 3)
      routes += (0..<64).map { host in
        let address = IPv4Address(rawValue: UInt32.max - UInt32(host) * 7)
        return (IPv4Prefix(containing: address, length: 32), NextHopIndex(rawValue: UInt16(host)))
      }
      let trie = CompiledTrie(routes, geometry: geometry)
      let keys =
        (0..<4_096).map { UInt32.max - UInt32($0) }
        + mixedKeys(routes, count: 4_096, seed: 1).map(\.rawValue)
      withExtendedLifetime(trie.storage) {
        let storage = trie.storage
        let words = GuardedCopy(UnsafeRawBufferPointer(storage.words), padding: 0)
        let leaves = GuardedCopy(UnsafeRawBufferPointer(storage.leaves), padding: 2)
        let shortWords = GuardedCopy(UnsafeRawBufferPointer(storage.shortWords), padding: 0)
        let wideLeaves = GuardedCopy(UnsafeRawBufferPointer(storage.wideLeaves), padding: 0)
        let direct = storage.direct.map {
          GuardedCopy(UnsafeRawBufferPointer(start: $0, count: DirectAnswers.count * 2), padding: 2)
        }
        var view = lookup_trie(
          words: words.start?.assumingMemoryBound(to: UInt64.self),
          leaves: leaves.start?.assumingMemoryBound(to: UInt16.self),
          direct: direct?.start?.assumingMemoryBound(to: UInt16.self),
          short_words: shortWords.start?.assumingMemoryBound(to: UInt32.self),
          wide_leaves: wideLeaves.start?.assumingMemoryBound(to: UInt32.self),
          root_bits: trie.view.root_bits)
        for kernel in LookupKernel.available {
          var results = [UInt16](repeating: 0, count: keys.count)
          kernel.run(&view, keys: keys, results: &results, count: keys.count)
          let expected = keys.map { trie.lookup(IPv4Address(rawValue: $0)) ?? .noRoute }
          #expect(results == expected.map(\.rawValue), "\(kernel)")
        }
      }
    }
  }

  /// A copy of some bytes that ends, with its padding, where a page begins that nobody may read.
  private final class GuardedCopy {
    private let mapping: UnsafeMutableRawPointer
    private let length: Int
    /// `nil` for a copy of nothing.
    let start: UnsafeRawPointer?

    init(_ bytes: UnsafeRawBufferPointer, padding: Int) {
      let page = 4_096
      let readable = (bytes.count + padding + page - 1) / page * page
      length = readable + page
      mapping = mmap(
        nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)!
      mprotect(mapping + readable, page, PROT_NONE)
      let copy = mapping + (readable - bytes.count - padding)
      if let source = bytes.baseAddress { copy.copyMemory(from: source, byteCount: bytes.count) }
      start = bytes.baseAddress.map { _ in UnsafeRawPointer(copy) }
    }

    deinit {
      munmap(mapping, length)
    }
  }
#endif
