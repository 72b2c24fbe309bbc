import Addressing

/// Encodes blocks of 32 slots into words and runs; the bottom half of every compilation.
///
/// The leaves begin with the constants: leaf 0 is ``NextHopIndex/noRoute``, leaf `1 + h` is next hop `h`
/// for every `h` below `denseHops`. Next hops above that get their constant when they are first met.
struct TrieBuilder {
  var words: GrowingBuffer<UInt64>
  var leaves: GrowingBuffer<UInt16>
  let denseHops: Int
  /// Constants of next hops that are not dense.
  private(set) var sparseConstants: [UInt16: UInt32] = [:]

  /// - Parameters:
  ///   - rootWords: words that exist from the start, uninitialised.
  ///   - denseHops: next hops below this number have a constant each, at most 65,535.
  init(rootWords: Int, denseHops: Int, expectedLeaves: Int) {
    words = GrowingBuffer(capacity: rootWords + rootWords / 16 + 16)
    leaves = GrowingBuffer(capacity: denseHops + 1 + expectedLeaves)
    self.denseHops = denseHops
    _ = words.extend(by: rootWords)
    _ = leaves.extend(by: denseHops + 1)
    leaves.base[0] = NextHopIndex.noRoute.rawValue
    for hop in 0..<denseHops { leaves.base[hop + 1] = UInt16(hop) }
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
    var deeper: UInt64 = slots[0]
    var anyBitmap = UInt32(truncatingIfNeeded: slots[0])
    for slot in 1..<32 {
      bitmap |= (slots[slot] != slots[slot &- 1] ? 1 : 0) &<< UInt32(slot)
      deeper |= slots[slot]
      anyBitmap |= UInt32(truncatingIfNeeded: slots[slot])
    }
    let leadsToWords = anyBitmap != 0 || deeper &>> 63 != 0
    if bitmap == 0, !leadsToWords { return slots[0] }
    let runs = bitmap.nonzeroBitCount &+ 1
    var rest = bitmap
    if leadsToWords {
      let base = words.extend(by: runs)
      words.base[base] = slots[0]
      for run in 1..<max(runs, 1) {
        words.base[base &+ run] = slots[rest.trailingZeroBitCount]
        rest &= rest &- 1
      }
      return TrieWord(bitmap: bitmap, base: UInt32(base), leadsToWords: true).rawValue
    }
    let base = leaves.extend(by: runs)
    leaves.base[base] = leaves.base[Int(slots[0] &>> 32)]
    for run in 1..<max(runs, 1) {
      let constant = Int(slots[rest.trailingZeroBitCount] &>> 32)
      leaves.base[base &+ run] = leaves.base[constant]
      rest &= rest &- 1
    }
    return TrieWord(bitmap: bitmap, base: UInt32(base), leadsToWords: false).rawValue
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
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 32) { slots in
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
