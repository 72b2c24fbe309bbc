import Addressing

extension RouteTrie {
  /// The next hop of exactly this prefix.
  public func nextHop(of prefix: IPv4Prefix) -> NextHopIndex? {
    var node = nodes[0]
    for level in 0..<RouteTrieNode.level(ofLength: prefix.length) {
      let slot = RouteTrieNode.slot(of: prefix.address.rawValue, level: level)
      guard node.hasChild(slot) else { return nil }
      node = nodes[child(slot, of: node)]
    }
    let position = RouteTrieNode.position(of: prefix)
    guard node.hasPrefix(position) else { return nil }
    return NextHopIndex(rawValue: hop(at: position, of: node))
  }

  /// The longest route that contains an address.
  public func longestMatch(
    _ address: IPv4Address
  ) -> (prefix: IPv4Prefix, nextHop: NextHopIndex)? {
    covering(IPv4Prefix(containing: address, length: 32)).last
  }

  /// The routes that cover `prefix`, shortest first; a route of the prefix itself is the last of them.
  public func covering(
    _ prefix: IPv4Prefix
  ) -> [(prefix: IPv4Prefix, nextHop: NextHopIndex)] {
    var result: [(prefix: IPv4Prefix, nextHop: NextHopIndex)] = []
    let address = prefix.address.rawValue
    let last = RouteTrieNode.level(ofLength: prefix.length)
    var node = nodes[0]
    for level in 0...last {
      let slot = RouteTrieNode.slot(of: address, level: level)
      let end = level == last ? RouteTrieNode.position(of: prefix) : 32 + slot
      for bits in 1...RouteTrieNode.bitCount(of: end) {
        let position = end >> (RouteTrieNode.bitCount(of: end) - bits)
        guard node.hasPrefix(position) else { continue }
        let covering = RouteTrieNode.prefix(at: position, level: level, address: address)
        result.append((covering, NextHopIndex(rawValue: hop(at: position, of: node))))
      }
      guard level < last else { break }
      guard node.hasChild(slot) else { break }
      node = nodes[child(slot, of: node)]
    }
    return result
  }

  /// The routes that `prefix` covers, ascending; a route of the prefix itself is the first of them.
  public func covered(
    by prefix: IPv4Prefix
  ) -> [(prefix: IPv4Prefix, nextHop: NextHopIndex)] {
    var result: [(prefix: IPv4Prefix, nextHop: NextHopIndex)] = []
    let address = prefix.address.rawValue
    let last = RouteTrieNode.level(ofLength: prefix.length)
    var node = nodes[0]
    for level in 0..<last {
      let slot = RouteTrieNode.slot(of: address, level: level)
      guard node.hasChild(slot) else { return [] }
      node = nodes[child(slot, of: node)]
    }
    walk(node, level: last, address: address, from: RouteTrieNode.position(of: prefix)) {
      result.append(($0, $1))
    }
    return result
  }

  /// Calls `body` with every route, ascending by address, then length.
  public func forEach(_ body: (IPv4Prefix, NextHopIndex) -> Void) {
    walk(nodes[0], level: 0, address: 0, from: 2, body)
  }

  /// Every route, ascending by address, then length.
  public var routes: [(prefix: IPv4Prefix, nextHop: NextHopIndex)] {
    var result: [(prefix: IPv4Prefix, nextHop: NextHopIndex)] = []
    result.reserveCapacity(count)
    forEach { result.append(($0, $1)) }
    return result
  }

  /// The position itself, then the positions below it, then the children of their slots, in order.
  private func walk(
    _ node: RouteTrieNode, level: Int, address: UInt32, from position: Int,
    _ body: (IPv4Prefix, NextHopIndex) -> Void
  ) {
    if node.hasPrefix(position) {
      let prefix = RouteTrieNode.prefix(at: position, level: level, address: address)
      body(prefix, NextHopIndex(rawValue: hop(at: position, of: node)))
    }
    if position < 32 {
      walk(node, level: level, address: address, from: 2 * position, body)
      walk(node, level: level, address: address, from: 2 * position + 1, body)
      return
    }
    let slot = position - 32
    guard node.hasChild(slot) else { return }
    let below = nodes[child(slot, of: node)]
    let prefix = RouteTrieNode.prefix(at: position, level: level, address: address)
    for first in 2...3 {
      walk(below, level: level + 1, address: prefix.address.rawValue, from: first, body)
    }
  }

  /// What is wrong with the trie's structure, `nil` for nothing. For tests.
  package func brokenInvariant() -> String? {
    var routes = 0
    var previous: IPv4Prefix?
    var disorder: String?
    forEach { prefix, hop in
      routes += 1
      if let previous, previous >= prefix { disorder = "\(previous) before \(prefix)" }
      if hop == .noRoute { disorder = "\(prefix) without a next hop" }
      previous = prefix
    }
    if let disorder { return disorder }
    if routes != count { return "\(routes) routes are found, \(count) are counted" }
    var used = 1
    var hopsUsed = 0
    if let broken = brokenNode(0, level: 0, &used, &hopsUsed) { return broken }
    if hopsUsed > hops.elements.count - hops.freeElements { return "next hops leak" }
    if used > nodes.elements.count - nodes.freeElements { return "nodes leak" }
    return nil
  }

  private func brokenNode(
    _ index: Int, level: Int, _ used: inout Int, _ hopsUsed: inout Int
  ) -> String? {
    let node = nodes[index]
    if node.prefixes & 3 != 0 { return "a prefix at position 0 or 1" }
    if level > 0, node.isEmpty { return "an empty node at level \(level)" }
    if level == RouteTrieNode.levelCount - 1, node.children != 0 { return "a child below /32" }
    used += node.children.nonzeroBitCount
    hopsUsed += node.prefixes.nonzeroBitCount
    for slot in 0..<32 where node.hasChild(slot) {
      let broken = brokenNode(child(slot, of: node), level: level + 1, &used, &hopsUsed)
      if let broken { return broken }
    }
    return nil
  }
}
