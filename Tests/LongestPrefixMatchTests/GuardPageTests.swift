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
      trie.storage.withArrays { words, leaves, direct in
        let guardedWords = GuardedCopy(UnsafeRawBufferPointer(words), padding: 0)
        let guardedLeaves = GuardedCopy(UnsafeRawBufferPointer(leaves), padding: 2)
        let guardedDirect = direct.map {
          GuardedCopy(UnsafeRawBufferPointer(start: $0, count: DirectAnswers.count * 2), padding: 2)
        }
        var view = lookup_trie(
          words: guardedWords.start.assumingMemoryBound(to: UInt64.self),
          leaves: guardedLeaves.start.assumingMemoryBound(to: UInt16.self),
          direct: guardedDirect?.start.assumingMemoryBound(to: UInt16.self),
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
    let start: UnsafeRawPointer

    init(_ bytes: UnsafeRawBufferPointer, padding: Int) {
      let page = 4_096
      let readable = (bytes.count + padding + page - 1) / page * page
      length = readable + page
      mapping = mmap(
        nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)!
      mprotect(mapping + readable, page, PROT_NONE)
      let copy = mapping + (readable - bytes.count - padding)
      copy.copyMemory(from: bytes.baseAddress!, byteCount: bytes.count)
      start = UnsafeRawPointer(copy)
    }

    deinit {
      munmap(mapping, length)
    }
  }
#endif
