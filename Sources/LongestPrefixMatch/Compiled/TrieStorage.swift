import CLookupKernels

/// The memory of one compiled trie; freed with the last trie that refers to it.
///
/// The pointers never change and what they point to is not written after compilation, which is why
/// the class may be shared between threads.
@usableFromInline
final class TrieStorage: @unchecked Sendable {
  /// Empty if there are short words.
  let words: UnsafeMutableBufferPointer<UInt64>
  let leaves: UnsafeMutableBufferPointer<UInt16>
  let direct: UnsafeMutablePointer<UInt16>?
  /// Both empty but in ``TrieGeometry/medium``.
  let shortWords: UnsafeMutableBufferPointer<UInt32>
  let wideLeaves: UnsafeMutableBufferPointer<UInt32>
  /// Bytes that the table occupies, every allocation counted.
  let memoryBytes: Int

  /// Takes over the builder's buffers.
  init(_ builder: consuming TrieBuilder, direct: UnsafeMutablePointer<UInt16>?) {
    builder.words.shrink(to: builder.words.count)
    builder.leaves.shrink(to: builder.leaves.count)
    words = builder.words.elements
    leaves = builder.leaves.elements
    self.direct = direct
    shortWords = UnsafeMutableBufferPointer(start: nil, count: 0)
    wideLeaves = UnsafeMutableBufferPointer(start: nil, count: 0)
    memoryBytes =
      builder.words.memoryBytes + builder.leaves.memoryBytes
      + (direct == nil ? 0 : DirectAnswers.byteCount)
  }

  /// Takes over the buffers.
  init(_ short: consuming ShortWords) {
    words = UnsafeMutableBufferPointer(start: nil, count: 0)
    direct = nil
    leaves = short.leaves.elements
    shortWords = short.words.elements
    wideLeaves = short.wideLeaves.elements
    memoryBytes = short.memoryBytes
  }

  /// As the kernels see the table.
  func view(rootBits: Int) -> lookup_trie {
    lookup_trie(
      words: words.baseAddress, leaves: leaves.baseAddress, direct: direct,
      short_words: shortWords.baseAddress, wide_leaves: wideLeaves.baseAddress,
      root_bits: UInt32(rootBits))
  }

  deinit {
    words.deallocate()
    leaves.deallocate()
    shortWords.deallocate()
    wideLeaves.deallocate()
    if let direct { UnsafeMutableRawPointer(direct).deallocate() }
  }
}
