import CLookupKernels

/// The answers for each /24 that stand before the words in ``TrieGeometry/speed``.
///
/// An answer is a next hop or ``NextHopIndex/noRoute``. The number `LOOKUP_ASK_TRIE` sends the key through
/// the words: for the /24s that hold longer prefixes, and for next hop 65,534 itself, which therefore costs
/// time but no correctness.
enum DirectAnswers {
  static let count = 1 << 24
  /// Two bytes more, because the vector kernels read four at each answer.
  static let byteCount = count * 2 + 2

  static func allocate() -> UnsafeMutablePointer<UInt16> {
    let raw = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 2 << 20)
    adviseHugePages(raw, byteCount)
    return raw.bindMemory(to: UInt16.self, capacity: count + 1)
  }

  /// Writes the 32 answers that follow from one word of a root of 19 bits.
  @inline(__always)
  static func fill(
    _ direct: UnsafeMutablePointer<UInt16>, fromRootWord index: Int,
    words: UnsafePointer<UInt64>, leaves: UnsafePointer<UInt16>
  ) {
    let word = TrieWord(rawValue: words[index])
    let answers = direct + index &* 32
    let base = word.base
    if word.isConstant {
      let answer = leaves[base]
      for slot in 0..<32 { lookup_store_leaf(answers + slot, answer) }
      return
    }
    var run = 0
    for slot in 0..<32 {
      run &+= Int(word.bitmap &>> UInt32(slot) & 1)
      var answer = UInt16(truncatingIfNeeded: LOOKUP_ASK_TRIE)
      if word.leadsToWords {
        let deeper = TrieWord(rawValue: words[base &+ run])
        if deeper.isConstant { answer = leaves[deeper.base] }
      } else {
        answer = leaves[base &+ run]
      }
      lookup_store_leaf(answers + slot, answer)
    }
  }
}
