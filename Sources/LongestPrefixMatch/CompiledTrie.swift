import Addressing

/// A longest-prefix-match table in the form that is searched: a popcount-compressed multibit trie.
///
/// The leading ``rootBits`` bits of an address index an array of words; each further word consumes five
/// bits (the last three). See ``TrieWord`` for the bits. A value never changes; copies share memory.
public struct CompiledTrie: @unchecked Sendable {
  @usableFromInline let words: UnsafePointer<UInt64>
  @usableFromInline let leaves: UnsafePointer<UInt16>
  @usableFromInline let rootBits: UInt32
  let storage: TrieStorage

  /// Compiles routes in any order; where a prefix occurs twice, its last occurrence counts.
  ///
  /// Takes O(n) for routes that ascend by address and then length, O(n log n) otherwise.
  ///
  /// - Precondition: no next hop is ``NextHopIndex/noRoute``.
  public init(_ routes: [(prefix: IPv4Prefix, nextHop: NextHopIndex)]) {
    let packed = Self.sortedAndUnique(routes)
    let rootBits = Self.rootBits(forRoutes: packed.count)
    var highest = -1
    for route in packed { highest = max(highest, Int(UInt16(truncatingIfNeeded: route))) }
    precondition(
      highest < Int(NextHopIndex.noRoute.rawValue), "noRoute is no next hop of a route")
    var builder = TrieBuilder(
      rootWords: 1 << rootBits, denseHops: min(highest + 1, max(256, packed.count)),
      expectedLeaves: packed.count + packed.count / 8)
    packed.withUnsafeBufferPointer { builder.encodeRoot($0, rootBits: rootBits) }
    storage = TrieStorage(builder)
    words = UnsafePointer(storage.words)
    leaves = UnsafePointer(storage.leaves)
    self.rootBits = UInt32(rootBits)
  }

  /// The next hop of the longest prefix that contains `address`, or `nil` if none does.
  @inlinable
  public func lookup(_ address: IPv4Address) -> NextHopIndex? {
    let key = address.rawValue
    var word = words[Int(key &>> (32 &- rootBits))]
    // The complement, because a slot's run is counted by shifting away the bits above the slot.
    var rest = ~key &<< rootBits
    while true {
      let run = (UInt32(truncatingIfNeeded: word) &<< (rest &>> 27)).nonzeroBitCount
      let index = Int(word &>> 32 & 0x7FFF_FFFF) &+ run
      if Int64(bitPattern: word) >= 0 {
        let hop = NextHopIndex(rawValue: leaves[index])
        return hop == .noRoute ? nil : hop
      }
      word = words[index]
      rest = rest &<< 5
    }
  }

  /// Bytes that the table occupies, every allocation counted.
  public var memoryBytes: Int { storage.memoryBytes }

  /// Leading bits that index the first array, so that the levels end at 24, 29 and 32 bits.
  private static func rootBits(forRoutes count: Int) -> Int {
    switch count {
    case ..<33: 4
    case ..<513: 9
    case ..<8193: 14
    default: 19
    }
  }

  /// Ascending by address, then length, without repetitions.
  private static func sortedAndUnique(
    _ routes: [(prefix: IPv4Prefix, nextHop: NextHopIndex)]
  ) -> [TrieBuilder.PackedRoute] {
    var ascending = true
    var previous: UInt64?
    var packed: [TrieBuilder.PackedRoute] = []
    packed.reserveCapacity(routes.count)
    for route in routes {
      let next = TrieBuilder.pack(route.prefix, route.nextHop)
      if let previous, previous >> 16 >= next >> 16 { ascending = false }
      previous = next
      packed.append(next)
    }
    guard !ascending else { return packed }
    let order = packed.indices.sorted {
      (packed[$0] >> 16, $0) < (packed[$1] >> 16, $1)
    }
    var unique: [TrieBuilder.PackedRoute] = []
    unique.reserveCapacity(packed.count)
    for index in order {
      let route = packed[index]
      if let last = unique.last, last >> 16 == route >> 16 { unique.removeLast() }
      unique.append(route)
    }
    return unique
  }
}
