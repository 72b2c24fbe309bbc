import Addressing

/// One node of a ``RouteTrie``: five bits of address, at most 62 prefixes and 32 children.
///
/// A node at level `k` stands below `5k - 1` bits of address (below none, with a zero put before the address,
/// for the root) and holds the prefixes that are one to five bits longer. A prefix whose last `r` bits in
/// the node are `b` has position `1 << r | b`: the positions of a binary tree in an array, so that the
/// prefix one bit shorter stands at half the position, and shorter prefixes stand before longer ones.
///
/// ```
///   r = 1:              2 (0)                        3 (1)
///   r = 2:       4 (00)       5 (01)         6 (10)        7 (11)
///   ...
///   r = 5:  32 (00000) ...                                    63 (11111)
/// ```
struct RouteTrieNode: BitwiseCopyable {
  /// Bit `p` says that position `p` holds a prefix.
  var prefixes: UInt64 = 0
  /// Bit `s` says that slot `s`, the next five bits, has a child.
  var children: UInt32 = 0
  /// The children stand side by side from here, in the order of their slots.
  var firstChild: UInt32 = 0
  /// The next hops of the prefixes stand side by side from here, in the order of their positions.
  var firstHop: UInt32 = 0

  @inline(__always) var isEmpty: Bool { prefixes == 0 && children == 0 }

  /// The number of children before slot `s`.
  @inline(__always)
  func childRank(_ slot: Int) -> Int { (children & (1 &<< UInt32(slot) &- 1)).nonzeroBitCount }

  /// The number of prefixes before position `p`.
  @inline(__always)
  func prefixRank(_ position: Int) -> Int {
    (prefixes & (1 &<< UInt64(position) &- 1)).nonzeroBitCount
  }

  @inline(__always)
  func hasChild(_ slot: Int) -> Bool { children &>> UInt32(slot) & 1 != 0 }

  @inline(__always)
  func hasPrefix(_ position: Int) -> Bool { prefixes &>> UInt64(position) & 1 != 0 }

  /// The longest prefix of the node that contains slot `s`, as a position; `nil` if none does.
  @inline(__always)
  func longestMatch(_ slot: Int) -> Int? {
    var position = 32 &+ slot
    while position > 1 {
      if hasPrefix(position) { return position }
      position &>>= 1
    }
    return nil
  }

  /// The slots that a position covers.
  @inline(__always)
  static func slots(of position: Int) -> Range<Int> {
    let length = bitCount(of: position)
    let first = (position &<< (5 &- length)) &- 32
    return first..<first &+ (1 &<< (5 &- length))
  }

  /// How many bits of the node a position consumes, 1...5.
  @inline(__always)
  static func bitCount(of position: Int) -> Int { 63 &- position.leadingZeroBitCount }

  // MARK: Addresses

  /// The levels of a trie: below 0, 4, 9, 14, 19, 24 and 29 bits of address.
  static let levelCount = 7

  /// The level that holds prefixes of this length.
  @inline(__always)
  static func level(ofLength length: Int) -> Int { length / 5 }

  /// The five bits that level `level` takes from an address.
  @inline(__always)
  static func slot(of address: UInt32, level: Int) -> Int {
    Int((UInt64(address) &<< 31) &>> UInt64(59 &- 5 &* level)) & 31
  }

  /// Where a prefix stands in its node.
  @inline(__always)
  static func position(of prefix: IPv4Prefix) -> Int {
    let level = level(ofLength: prefix.length)
    let bits = prefix.length &+ 1 &- 5 &* level
    return 1 &<< bits | slot(of: prefix.address.rawValue, level: level) &>> (5 &- bits)
  }

  /// The prefix at `position` of the node at `level` whose addresses begin with those of `address`.
  static func prefix(at position: Int, level: Int, address: UInt32) -> IPv4Prefix {
    let bits = bitCount(of: position)
    let length = 5 * level - 1 + bits
    let within = UInt64(position & (1 << bits - 1)) << UInt64(64 - 5 * level - bits)
    let above = address & IPv4Prefix.mask(length: max(0, 5 * level - 1))
    let raw = above | UInt32(truncatingIfNeeded: within >> 31)
    return IPv4Prefix(containing: IPv4Address(rawValue: raw), length: length)
  }
}
