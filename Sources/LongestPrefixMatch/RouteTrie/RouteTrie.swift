import Addressing

/// Routes that change: a multibit trie of prefixes and their next hops, with value semantics.
///
/// It answers questions about prefixes (exact match, what covers what) and holds what a compiled trie is
/// made from. Insertion and removal visit at most seven nodes.
public struct RouteTrie: Sendable {
  var nodes = RunPool(blank: RouteTrieNode())
  var hops = RunPool<UInt16>(blank: 0)
  /// Distinct prefixes.
  public private(set) var count = 0

  public init() {
    // The root is node 0 for ever.
    _ = nodes.insert(RouteTrieNode(), at: 0, of: 0, start: 0)
  }

  /// Where a prefix occurs twice, its last occurrence counts.
  public init(_ routes: [(prefix: IPv4Prefix, nextHop: NextHopIndex)]) {
    self.init()
    for route in routes { insert(route.prefix, route.nextHop) }
  }

  /// Adds a route, or changes the next hop of the one that is there, which is returned.
  ///
  /// - Precondition: `nextHop` is not ``NextHopIndex/noRoute``.
  @discardableResult
  public mutating func insert(_ prefix: IPv4Prefix, _ nextHop: NextHopIndex) -> NextHopIndex? {
    precondition(nextHop != .noRoute, "noRoute is no next hop of a route")
    let address = prefix.address.rawValue
    var index = 0
    for level in 0..<RouteTrieNode.level(ofLength: prefix.length) {
      let slot = RouteTrieNode.slot(of: address, level: level)
      var node = nodes[index]
      let rank = node.childRank(slot)
      if !node.hasChild(slot) {
        let first = nodes.insert(
          RouteTrieNode(), at: rank, of: node.children.nonzeroBitCount,
          start: Int(node.firstChild))
        node.firstChild = UInt32(first)
        node.children |= 1 &<< UInt32(slot)
        nodes[index] = node
      }
      index = Int(node.firstChild) &+ rank
    }
    let position = RouteTrieNode.position(of: prefix)
    var node = nodes[index]
    let rank = node.prefixRank(position)
    if node.hasPrefix(position) {
      let previous = hops[Int(node.firstHop) + rank]
      hops[Int(node.firstHop) + rank] = nextHop.rawValue
      return NextHopIndex(rawValue: previous)
    }
    let first = hops.insert(
      nextHop.rawValue, at: rank, of: node.prefixes.nonzeroBitCount, start: Int(node.firstHop))
    node.firstHop = UInt32(first)
    node.prefixes |= 1 &<< UInt64(position)
    nodes[index] = node
    count += 1
    return nil
  }

  /// Removes a route; its next hop, or `nil` if there was none for exactly this prefix.
  @discardableResult
  public mutating func remove(_ prefix: IPv4Prefix) -> NextHopIndex? {
    let address = prefix.address.rawValue
    let last = RouteTrieNode.level(ofLength: prefix.length)
    return withUnsafeTemporaryAllocation(of: Int.self, capacity: RouteTrieNode.levelCount) { path in
      var index = 0
      for level in 0..<last {
        path[level] = index
        let slot = RouteTrieNode.slot(of: address, level: level)
        let node = nodes[index]
        guard node.hasChild(slot) else { return nil }
        index = Int(node.firstChild) &+ node.childRank(slot)
      }
      let position = RouteTrieNode.position(of: prefix)
      var node = nodes[index]
      guard node.hasPrefix(position) else { return nil }
      let rank = node.prefixRank(position)
      let removed = hops[Int(node.firstHop) + rank]
      let first = hops.remove(
        at: rank, of: node.prefixes.nonzeroBitCount, start: Int(node.firstHop))
      node.firstHop = UInt32(first)
      node.prefixes &= ~(1 &<< UInt64(position))
      nodes[index] = node
      count -= 1
      var level = last
      while level > 0, nodes[index].isEmpty {
        level -= 1
        index = path[level]
        removeChild(RouteTrieNode.slot(of: address, level: level), of: index)
      }
      return NextHopIndex(rawValue: removed)
    }
  }

  private mutating func removeChild(_ slot: Int, of index: Int) {
    var node = nodes[index]
    let first = nodes.remove(
      at: node.childRank(slot), of: node.children.nonzeroBitCount, start: Int(node.firstChild))
    node.firstChild = UInt32(first)
    node.children &= ~(1 &<< UInt32(slot))
    nodes[index] = node
  }

  /// The child of a node at a slot that has one.
  @inline(__always)
  func child(_ slot: Int, of node: RouteTrieNode) -> Int {
    Int(node.firstChild) &+ node.childRank(slot)
  }

  /// The next hop at a position that has one.
  @inline(__always)
  func hop(at position: Int, of node: RouteTrieNode) -> UInt16 {
    hops[Int(node.firstHop) &+ node.prefixRank(position)]
  }
}
