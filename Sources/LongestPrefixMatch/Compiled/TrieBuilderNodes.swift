import Addressing

/// Encoding from a ``RouteTrie``, whose nodes have the same five bits as the words.
extension TrieBuilder {
  /// The word of the block of a node, for compilations and for updates alike.
  mutating func encodeNode(
    _ index: Int, of trie: borrowing RouteTrie, level: Int, inherited: UInt64
  ) -> UInt64 {
    let node = trie.nodes[index]
    if level == 5, flatBlocks < flatLimit {
      return encodeFlatNode(node, of: trie, inherited: inherited)
    }
    return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 32) { slots in
      let slots = slots.baseAddress.unsafelyUnwrapped
      paint(node, of: trie, inherited: inherited, into: slots)
      var children = node.children
      var child = Int(node.firstChild)
      while children != 0 {
        let slot = children.trailingZeroBitCount
        slots[slot] = encodeNode(child, of: trie, level: level &+ 1, inherited: slots[slot])
        child &+= 1
        children &= children &- 1
      }
      return encode(slots)
    }
  }

  /// The constant of each slot: that of the longest prefix of the node, or what the node inherits.
  @inline(__always)
  mutating func paint(
    _ node: RouteTrieNode, of trie: borrowing RouteTrie, inherited: UInt64,
    into slots: UnsafeMutablePointer<UInt64>
  ) {
    slots.update(repeating: inherited, count: 32)
    // Shorter prefixes come first, so that longer ones paint over them.
    var prefixes = node.prefixes
    var hop = Int(node.firstHop)
    while prefixes != 0 {
      let covered = RouteTrieNode.slots(of: prefixes.trailingZeroBitCount)
      let constant = constant(trie.hops[hop])
      for slot in covered { slots[slot] = constant }
      hop &+= 1
      prefixes &= prefixes &- 1
    }
  }

  private mutating func encodeFlatNode(
    _ node: RouteTrieNode, of trie: borrowing RouteTrie, inherited: UInt64
  ) -> UInt64 {
    withUnsafeTemporaryAllocation(of: UInt16.self, capacity: TrieWord.flatLeaves) { hops in
      let hops = hops.baseAddress.unsafelyUnwrapped
      let covering = leaves.base[TrieWord(rawValue: inherited).base]
      hops.update(repeating: covering, count: TrieWord.flatLeaves)
      Self.paintHosts(node, of: trie, hostsPerSlot: 8, into: hops)
      for slot in 0..<32 where node.hasChild(slot) {
        // A level below has three bits left: its slots count by quarters of a host.
        let below = trie.nodes[trie.child(slot, of: node)]
        var prefixes = below.prefixes
        var hop = Int(below.firstHop)
        while prefixes != 0 {
          let covered = RouteTrieNode.slots(of: prefixes.trailingZeroBitCount)
          let first = slot &* 8 &+ covered.lowerBound / 4
          (hops + first).update(repeating: trie.hops[hop], count: covered.count / 4)
          hop &+= 1
          prefixes &= prefixes &- 1
        }
      }
      return encodeFlat(hops)
    }
  }

  private static func paintHosts(
    _ node: RouteTrieNode, of trie: borrowing RouteTrie, hostsPerSlot: Int,
    into hops: UnsafeMutablePointer<UInt16>
  ) {
    var prefixes = node.prefixes
    var hop = Int(node.firstHop)
    while prefixes != 0 {
      let covered = RouteTrieNode.slots(of: prefixes.trailingZeroBitCount)
      (hops + covered.lowerBound &* hostsPerSlot).update(
        repeating: trie.hops[hop], count: covered.count &* hostsPerSlot)
      hop &+= 1
      prefixes &= prefixes &- 1
    }
  }

  /// Fills the root words, which are the first words, from all routes.
  mutating func encodeRoot(_ trie: borrowing RouteTrie, rootLevel: Int) {
    encodeRootWords(
      below: 0, of: trie, level: 0, rootLevel: rootLevel,
      inherited: constant(NextHopIndex.noRoute.rawValue), slots: 0..<16, longest: 5, firstWord: 0
    ) { builder, indexes, word in
      (builder.words.base + indexes.lowerBound).update(repeating: word, count: indexes.count)
    }
  }

  /// Finds the root words that depend on a node and gives each to `store`, with its number.
  ///
  /// - Parameters:
  ///   - slots: the slots of the node that matter.
  ///   - longest: slots whose longest prefix in the node has more bits than this are left out.
  ///   - firstWord: the number of the first root word of the node's block.
  mutating func encodeRootWords(
    below index: Int, of trie: borrowing RouteTrie, level: Int, rootLevel: Int, inherited: UInt64,
    slots: Range<Int>, longest: Int, firstWord: Int,
    store: (inout TrieBuilder, Range<Int>, UInt64) -> Void
  ) {
    let node = trie.nodes[index]
    // Root words for each slot of the node; the root of the trie has a zero before its four bits.
    let wordsPerSlot = 1 << (5 * (rootLevel - level - 1))
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 32) { constants in
      let constants = constants.baseAddress.unsafelyUnwrapped
      paint(node, of: trie, inherited: inherited, into: constants)
      for slot in slots {
        if let match = node.longestMatch(slot), RouteTrieNode.bitCount(of: match) > longest {
          continue
        }
        let first = firstWord + slot * wordsPerSlot
        if !node.hasChild(slot) {
          store(&self, first..<first + wordsPerSlot, constants[slot])
        } else if level + 1 == rootLevel {
          let word = encodeNode(
            trie.child(slot, of: node), of: trie, level: rootLevel, inherited: constants[slot])
          store(&self, first..<first + 1, word)
        } else {
          encodeRootWords(
            below: trie.child(slot, of: node), of: trie, level: level + 1, rootLevel: rootLevel,
            inherited: constants[slot], slots: 0..<32, longest: longest == 5 ? 5 : 0,
            firstWord: first, store: store)
        }
      }
    }
  }
}
