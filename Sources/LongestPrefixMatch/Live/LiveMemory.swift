import CLookupKernels

/// What one change of a ``LiveTable`` does to the memory that readers search.
struct LiveMemory {
  /// The answers of ``TrieGeometry/speed``.
  let direct: UnsafeMutablePointer<UInt16>?
  let epoch: UInt64
  var reclaimer = Reclaimer()

  init(direct: UnsafeMutablePointer<UInt16>?, epoch: UInt64) {
    self.direct = direct
    self.epoch = epoch
  }

  /// Stores a word at each of the root's `indexes`, and retires what the words there have pointed to.
  mutating func store(_ builder: inout TrieBuilder, _ indexes: Range<Int>, _ word: UInt64) {
    for index in indexes {
      let old = TrieWord(rawValue: builder.words.base[index])
      if old.rawValue == word { continue }
      lookup_store_word(builder.words.base + index, word)
      if let direct {
        DirectAnswers.fill(
          direct, fromRootWord: index, words: builder.words.base, leaves: builder.leaves.base)
      }
      retire(old, &builder)
    }
  }

  private mutating func retire(_ word: TrieWord, _ builder: inout TrieBuilder) {
    if word.isConstant { return }
    let start = word.base
    let length = word.runCount
    if word.leadsToWords {
      for index in start..<start + length {
        retire(TrieWord(rawValue: builder.words.base[index]), &builder)
      }
      reclaimer.retire(.words(start: start, length: length), epoch: epoch)
    } else {
      if word.isFlat { builder.flatBlocks -= 1 }
      reclaimer.retire(.leaves(start: start, length: length), epoch: epoch)
    }
  }
}
