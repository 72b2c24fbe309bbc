import Addressing

/// Encodes blocks of 32 slots into words and runs; the bottom half of every compilation.
///
/// The leaves begin with the constants: leaf 0 is ``NextHopIndex/noRoute``, leaf `1 + h` is next hop `h`
/// for every `h` below `denseHops`. Next hops above that get their constant when they are first met.
struct TrieBuilder {
  var words: GrowingBuffer<UInt64>
  var leaves: GrowingBuffer<UInt16>
  let denseHops: Int
  /// /24s that are stored as 256 leaves, and how many may be.
  var flatBlocks = 0
  let flatLimit: Int
  /// Runs that updates have freed.
  var freeWords = RunRecycler()
  var freeLeaves = RunRecycler()
  var recycles = false
  /// Constants of next hops that are not dense.
  private(set) var sparseConstants: [UInt16: UInt32] = [:]

  /// - Parameters:
  ///   - rootWords: words that exist from the start, uninitialised.
  ///   - denseHops: next hops below this number have a constant each, at most 65,535.
  ///   - flatLimit: how many /24s with longer prefixes may cost 512 bytes each, to be fast.
  init(rootWords: Int, denseHops: Int, flatLimit: Int, expectedLeaves: Int) {
    self.flatLimit = flatLimit
    words = GrowingBuffer(capacity: rootWords + rootWords / 16 + 16)
    leaves = GrowingBuffer(capacity: denseHops + 1 + expectedLeaves)
    self.denseHops = denseHops
    _ = words.extend(by: rootWords)
    _ = leaves.extend(by: denseHops + 1)
    leaves.base[0] = NextHopIndex.noRoute.rawValue
    for hop in 0..<denseHops { leaves.base[hop + 1] = UInt16(hop) }
  }

  @inline(__always)
  private mutating func allocateWords(_ length: Int) -> Int {
    if recycles, let start = freeWords.take(length) { return start }
    return words.extend(by: length)
  }

  @inline(__always)
  private mutating func allocateLeaves(_ length: Int) -> Int {
    if recycles, let start = freeLeaves.take(length) { return start }
    return leaves.extend(by: length)
  }

  /// The word all of whose slots have this next hop (or no route).
  @inline(__always)
  mutating func constant(_ hop: UInt16) -> UInt64 {
    if hop == NextHopIndex.noRoute.rawValue { return 0 }
    if Int(hop) < denseHops { return (UInt64(hop) &+ 1) &<< 32 }
    return sparseConstant(hop)
  }

  @inline(never)
  private mutating func sparseConstant(_ hop: UInt16) -> UInt64 {
    if let leaf = sparseConstants[hop] { return UInt64(leaf) << 32 }
    let leaf = UInt32(leaves.count)
    leaves.append(hop)
    sparseConstants[hop] = leaf
    return UInt64(leaf) << 32
  }

  /// The word for 32 slots of which each is a word: the constant of its next hop, or a deeper block.
  @inline(__always)
  mutating func encode(_ slots: UnsafePointer<UInt64>) -> UInt64 {
    var bitmap: UInt32 = 0
    var all = slots[0]
    for slot in 1..<32 {
      bitmap |= (slots[slot] != slots[slot &- 1] ? 1 : 0) &<< UInt32(slot)
      all |= slots[slot]
    }
    // A word that is no constant has a bitmap, a mask or a flag.
    let leadsToWords = !TrieWord(rawValue: all).isConstant
    if bitmap == 0, !leadsToWords { return slots[0] }
    let runs = bitmap.nonzeroBitCount &+ 1
    var rest = bitmap
    var slot = 0
    if leadsToWords {
      let base = allocateWords(runs)
      for run in 0..<runs {
        let word = TrieWord(rawValue: slots[slot])
        words.base[base &+ run] = word.rawValue | (word.isConstant ? TrieWord.flatFlag : 0)
        slot = rest.trailingZeroBitCount & 31
        rest &= rest &- 1
      }
      return TrieWord(bitmap: bitmap, base: base, leadsToWords: true).rawValue
    }
    let base = allocateLeaves(runs)
    for run in 0..<runs {
      leaves.base[base &+ run] = leaves.base[TrieWord(rawValue: slots[slot]).base]
      slot = rest.trailingZeroBitCount & 31
      rest &= rest &- 1
    }
    return TrieWord(bitmap: bitmap, base: base, leadsToWords: false).rawValue
  }

  /// The word for a /24 given as 256 next hops: flat leaves, or a constant.
  mutating func encodeFlat(_ hops: UnsafePointer<UInt16>) -> UInt64 {
    var differs: UInt16 = 0
    for host in 1..<TrieWord.flatLeaves { differs |= hops[host] ^ hops[0] }
    if differs == 0 { return constant(hops[0]) }
    let base = allocateLeaves(TrieWord.flatLeaves)
    (leaves.base + base).update(from: hops, count: TrieWord.flatLeaves)
    flatBlocks += 1
    return TrieWord.flat(base: base).rawValue
  }
}

extension TrieBuilder {
  /// The word of the block of `depth` leading bits in which all of `routes` lie, each longer than `depth`.
  ///
  /// - Parameters:
  ///   - routes: ascending by address, then length; each prefix at most once.
  ///   - inherited: the constant of the longest route that covers the whole block.
  mutating func encodeBlock(
    _ routes: UnsafeBufferPointer<PackedRoutes.Route>, depth: Int, inherited: UInt64
  ) -> UInt64 {
    if depth == 24, flatBlocks < flatLimit { return encodeFlatBlock(routes, inherited: inherited) }
    return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 32) { slots in
      let slots = slots.baseAddress.unsafelyUnwrapped
      for slot in 0..<32 { slots[slot] = inherited }
      // The last level has 3 bits; they are the high bits of a slot number of 5.
      let below = depth &+ 5
      var next = 0
      while next < routes.count {
        let route = routes[next]
        let length = PackedRoutes.length(of: route)
        let address = UInt32(truncatingIfNeeded: route &>> 32)
        let slot = Int((address &<< UInt32(depth)) &>> 27)
        if length <= below {
          let hop = constant(UInt16(truncatingIfNeeded: route))
          for covered in slot..<slot &+ (1 &<< (below &- length)) { slots[covered] = hop }
          next &+= 1
        } else {
          var end = next &+ 1
          let shift = UInt64(64 &- below)
          while end < routes.count, routes[end] &>> shift == route &>> shift { end &+= 1 }
          let inner = UnsafeBufferPointer(rebasing: routes[next..<end])
          slots[slot] = encodeBlock(inner, depth: below, inherited: slots[slot])
          next = end
        }
      }
      return encode(slots)
    }
  }

  /// The word of the /24 in which all of `routes` lie, as 256 leaves.
  private mutating func encodeFlatBlock(
    _ routes: UnsafeBufferPointer<PackedRoutes.Route>, inherited: UInt64
  ) -> UInt64 {
    withUnsafeTemporaryAllocation(of: UInt16.self, capacity: TrieWord.flatLeaves) { hops in
      let hops = hops.baseAddress.unsafelyUnwrapped
      let covering = leaves.base[TrieWord(rawValue: inherited).base]
      hops.update(repeating: covering, count: TrieWord.flatLeaves)
      for route in routes {
        let host = Int(route &>> 32 & 0xFF)
        let count = 1 &<< (32 &- PackedRoutes.length(of: route))
        (hops + host).update(repeating: UInt16(truncatingIfNeeded: route), count: count)
      }
      return encodeFlat(hops)
    }
  }

  /// Fills the root words, which are the first `1 << rootBits` words.
  mutating func encodeRoot(_ routes: UnsafeBufferPointer<PackedRoutes.Route>, rootBits: Int) {
    let rootCount = 1 << rootBits
    var filled = 0
    // Routes that cover what comes next, shortest first: where each ends, and its constant.
    var covers: [(end: Int, constant: UInt64)] = [
      (rootCount, constant(NextHopIndex.noRoute.rawValue))
    ]
    var next = 0

    func fill(_ words: UnsafeMutablePointer<UInt64>, upTo end: Int) {
      while filled < end {
        while covers[covers.count - 1].end <= filled { covers.removeLast() }
        let cover = covers[covers.count - 1]
        let stop = min(end, cover.end)
        (words + filled).update(repeating: cover.constant, count: stop - filled)
        filled = stop
      }
    }

    let shift = UInt64(64 - rootBits)
    while next < routes.count {
      let route = routes[next]
      let length = PackedRoutes.length(of: route)
      let index = rootBits == 0 ? 0 : Int(route &>> shift)
      fill(words.base, upTo: index)
      if length <= rootBits {
        while covers[covers.count - 1].end <= index { covers.removeLast() }
        let hop = constant(UInt16(truncatingIfNeeded: route))
        covers.append((index + 1 << (rootBits - length), hop))
        next += 1
      } else {
        var end = next &+ 1
        while end < routes.count, Int(routes[end] &>> shift) == index { end &+= 1 }
        while covers[covers.count - 1].end <= index { covers.removeLast() }
        let inner = UnsafeBufferPointer(rebasing: routes[next..<end])
        let word = encodeBlock(
          inner, depth: rootBits, inherited: covers[covers.count - 1].constant)
        words.base[index] = word
        filled = index + 1
        next = end
      }
    }
    fill(words.base, upTo: rootCount)
  }
}
