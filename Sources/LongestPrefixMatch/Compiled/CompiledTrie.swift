import Addressing
import CLookupKernels

/// A longest-prefix-match table in the form that is searched: a popcount-compressed multibit trie.
///
/// The leading bits of an address index an array of words; each further word consumes five bits (the
/// last three). ``TrieWord`` draws the bits. A value never changes; copies share memory.
public struct CompiledTrie: @unchecked Sendable {
  @usableFromInline let view: lookup_trie
  let storage: TrieStorage
  /// The shape that the table has been compiled to.
  public let geometry: TrieGeometry
  /// Distinct prefixes.
  public let routeCount: Int

  /// Compiles routes in any order; where a prefix occurs twice, its last occurrence counts.
  ///
  /// Takes O(n) for routes that ascend by address and then length, O(n log n) otherwise.
  ///
  /// - Parameter geometry: `nil` lets the number of routes decide. A table that is too large for
  ///   ``TrieGeometry/medium`` becomes compact.
  /// - Precondition: no next hop is ``NextHopIndex/noRoute``.
  public init(
    _ routes: [(prefix: IPv4Prefix, nextHop: NextHopIndex)], geometry: TrieGeometry? = nil
  ) {
    let packed = PackedRoutes(routes)
    let geometry = geometry ?? .preferred(forRoutes: packed.count)
    let rootBits = geometry.rootBits(forRoutes: packed.count)
    var builder = TrieBuilder(
      rootWords: 1 << rootBits, denseHops: packed.denseHops, flatLimit: geometry.flatLimit,
      expectedLeaves: packed.count + packed.count / 8)
    packed.withRoutes { builder.encodeRoot($0, rootBits: rootBits) }
    self.init(builder, geometry: geometry, rootBits: rootBits, routeCount: packed.count)
  }

  /// Compiles the routes of a trie.
  public init(_ routes: RouteTrie, geometry: TrieGeometry? = nil) {
    let geometry = geometry ?? .preferred(forRoutes: routes.count)
    let rootBits = geometry.rootBits(forRoutes: routes.count)
    var builder = TrieBuilder(
      rootWords: 1 << rootBits, denseHops: 256, flatLimit: geometry.flatLimit,
      expectedLeaves: routes.count + routes.count / 8)
    builder.encodeRoot(routes, rootLevel: (rootBits + 1) / 5)
    self.init(builder, geometry: geometry, rootBits: rootBits, routeCount: routes.count)
  }

  private init(
    _ builder: consuming TrieBuilder, geometry: TrieGeometry, rootBits: Int, routeCount: Int
  ) {
    if geometry == .medium {
      if let short = ShortWords(words: builder.words.base, leaves: builder.leaves.base) {
        builder.words.deallocate()
        builder.leaves.deallocate()
        self.init(TrieStorage(short), geometry: .medium, rootBits: rootBits, routeCount: routeCount)
      } else {
        self.init(builder, geometry: .compact, rootBits: rootBits, routeCount: routeCount)
      }
      return
    }
    var direct: UnsafeMutablePointer<UInt16>?
    if geometry == .speed {
      let answers = DirectAnswers.allocate()
      for index in 0..<1 << rootBits {
        DirectAnswers.fill(
          answers, fromRootWord: index, words: builder.words.base, leaves: builder.leaves.base)
      }
      direct = answers
    }
    self.init(
      TrieStorage(builder, direct: direct), geometry: geometry, rootBits: rootBits,
      routeCount: routeCount)
  }

  private init(_ storage: TrieStorage, geometry: TrieGeometry, rootBits: Int, routeCount: Int) {
    self.storage = storage
    view = storage.view(rootBits: rootBits)
    self.geometry = geometry
    self.routeCount = routeCount
  }

  /// The next hop of the longest prefix that contains `address`, or `nil` if none does.
  @inlinable
  public func lookup(_ address: IPv4Address) -> NextHopIndex? {
    let hop = NextHopIndex(
      rawValue: withUnsafePointer(to: view) { lookup_single($0, address.rawValue) })
    return hop == .noRoute ? nil : hop
  }

  /// Looks up many addresses: `results[i]` becomes the next hop of `addresses[i]`, or
  /// ``NextHopIndex/noRoute``.
  ///
  /// - Precondition: `results` has at least as many elements as `addresses`, and the processor runs `kernel`.
  public func lookup(
    _ addresses: Span<IPv4Address>, into results: inout MutableSpan<NextHopIndex>,
    using kernel: LookupKernel = .fastest
  ) {
    precondition(results.count >= addresses.count, "fewer results than addresses")
    withUnsafePointer(to: view) { view in
      kernel.run(view, addresses: addresses, results: &results)
    }
  }

  /// Bytes that the table occupies, every allocation counted.
  public var memoryBytes: Int { storage.memoryBytes }

  /// The table as kernels see it: pointers only, valid as long as the trie, or a copy of it, lives.
  package var kernelView: lookup_trie { view }
}

extension CompiledTrie: CustomStringConvertible {
  /// The shape, the routes and the memory: `compact trie, 901899 routes, root of 19 bits, 6071040 bytes`.
  public var description: String {
    "\(geometry.rawValue) trie, \(routeCount) routes, root of "
      + "\(geometry == .medium ? ShortWords.rootBits : Int(view.root_bits)) bits, "
      + "\(memoryBytes) bytes"
  }
}

extension LookupKernel {
  /// The kernels see addresses and next hops as the integers that they are.
  func run(
    _ view: UnsafePointer<lookup_trie>, addresses: Span<IPv4Address>,
    results: inout MutableSpan<NextHopIndex>
  ) {
    addresses.withUnsafeBufferPointer { addresses in
      results.withUnsafeMutableBufferPointer { results in
        guard let keys = addresses.baseAddress, let answers = results.baseAddress else { return }
        run(
          view, keys: UnsafeRawPointer(keys).assumingMemoryBound(to: UInt32.self),
          results: UnsafeMutableRawPointer(answers).assumingMemoryBound(to: UInt16.self),
          count: addresses.count)
      }
    }
  }
}
