import CLookupKernels

/// The words of ``TrieGeometry/medium``, four bytes each: 16 slots, which are /24s, as runs of equal slots.
///
/// ```
///   31            16 15             0
///  +----------------+----------------+
///  |      base      |     bitmap     |
///  +----------------+----------------+
/// ```
///
/// As in a ``TrieWord``, bit `s` of `bitmap` says that slot `s` differs from slot `s - 1`, and slot `s` lies in
/// run `base + popcount(bitmap & bits 0...s)` of the *wide leaves*. A wide leaf is a next hop, or, with its top bit
/// set, where the 256 leaves of a /24 begin that holds longer prefixes.
///
/// All loads but the last are of four bytes, which vector kernels gather eight at a time without putting halves
/// together: that is why small tables are faster so than in compact shape. Two bytes of base are the limit.
struct ShortWords {
  static let rootBits = 20
  private static let slots = 16

  private(set) var words: GrowingBuffer<UInt32>
  private(set) var wideLeaves: GrowingBuffer<UInt32>
  private(set) var leaves: GrowingBuffer<UInt16>
  /// The run of constant words by their wide leaf.
  private var constants: [UInt32: Int] = [:]

  /// From the words and leaves of a compact trie; `nil` if its runs are too many for two bytes, or if so many /24s hold
  /// longer prefixes that some are not stored flat.
  init?(words compact: UnsafePointer<UInt64>, leaves compactLeaves: UnsafePointer<UInt16>) {
    words = GrowingBuffer(capacity: 1 << Self.rootBits)
    wideLeaves = GrowingBuffer(capacity: 1 << 12)
    leaves = GrowingBuffer(capacity: TrieWord.flatLeaves)
    var last: (leaf: UInt32, word: UInt32)?
    for index in 0..<1 << (Self.rootBits - 1) {
      let word = TrieWord(rawValue: compact[index])
      if word.isConstant {
        let leaf = UInt32(compactLeaves[word.base])
        if last?.leaf != leaf {
          guard let base = constant(leaf) else {
            deallocate()
            return nil
          }
          last = (leaf, UInt32(base) << 16)
        }
        let short = last?.word ?? 0
        words.append(short)
        words.append(short)
        continue
      }
      guard let halves = encode(word, compact, compactLeaves) else {
        deallocate()
        return nil
      }
      words.append(halves.0)
      words.append(halves.1)
    }
    wideLeaves.shrink(to: wideLeaves.count)
    leaves.shrink(to: leaves.count)
  }

  func deallocate() {
    words.deallocate()
    wideLeaves.deallocate()
    leaves.deallocate()
  }

  var memoryBytes: Int { words.memoryBytes + wideLeaves.memoryBytes + leaves.memoryBytes }

  /// The run of a constant, made if it is not there.
  private mutating func constant(_ leaf: UInt32) -> Int? {
    if let known = constants[leaf] { return known }
    guard let base = base() else { return nil }
    wideLeaves.append(leaf)
    constants[leaf] = base
    return base
  }

  /// Where the next run begins; `nil` if two bytes cannot say it.
  private func base() -> Int? { wideLeaves.count < 1 << 16 ? wideLeaves.count : nil }

  /// The two short words for the 32 slots of a word that is no constant.
  private mutating func encode(
    _ word: TrieWord, _ compact: UnsafePointer<UInt64>, _ compactLeaves: UnsafePointer<UInt16>
  ) -> (UInt32, UInt32)? {
    var halves: [UInt32] = []
    var run = -1
    var leaf: UInt32 = 0
    for half in 0..<2 {
      guard let base = base() else { return nil }
      var bitmap: UInt32 = 0
      for slot in 0..<Self.slots {
        let wordSlot = half * Self.slots + slot
        let next = (word.bitmap << UInt32(31 - wordSlot)).nonzeroBitCount
        if next != run {
          run = next
          guard let found = wideLeaf(word, run, compact, compactLeaves) else { return nil }
          leaf = found
          if slot > 0 { bitmap |= 1 << UInt32(slot) }
          wideLeaves.append(leaf)
        } else if slot == 0 {
          wideLeaves.append(leaf)
        }
      }
      halves.append(UInt32(base) << 16 | bitmap)
    }
    return (halves[0], halves[1])
  }

  /// What the run of a word leads to; a /24 that is stored flat is copied.
  private mutating func wideLeaf(
    _ word: TrieWord, _ run: Int, _ compact: UnsafePointer<UInt64>,
    _ compactLeaves: UnsafePointer<UInt16>
  ) -> UInt32? {
    guard word.leadsToWords else { return UInt32(compactLeaves[word.base + run]) }
    let deeper = TrieWord(rawValue: compact[word.base + run])
    if deeper.isConstant { return UInt32(compactLeaves[deeper.base]) }
    guard deeper.isFlat else { return nil }
    let start = leaves.extend(by: TrieWord.flatLeaves)
    (leaves.base + start).update(from: compactLeaves + deeper.base, count: TrieWord.flatLeaves)
    return UInt32(start) | 1 << 31
  }
}
