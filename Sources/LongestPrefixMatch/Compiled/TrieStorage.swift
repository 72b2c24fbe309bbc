import CLookupKernels

/// The memory of one compiled trie; freed with the last trie that refers to it.
///
/// The pointers never change and what they point to is not written after compilation, which is why
/// the class may be shared between threads.
@usableFromInline
final class TrieStorage: @unchecked Sendable {
  let words: UnsafeMutablePointer<UInt64>
  let wordCount: Int
  let leaves: UnsafeMutablePointer<UInt16>
  let leafCount: Int
  /// Bytes that the table occupies, every allocation counted.
  let memoryBytes: Int
  let direct: UnsafeMutablePointer<UInt16>?

  /// Takes over the builder's buffers.
  init(_ builder: consuming TrieBuilder, direct: UnsafeMutablePointer<UInt16>?) {
    wordCount = builder.words.count
    leafCount = builder.leaves.count
    builder.words.shrink(to: builder.words.count)
    builder.leaves.shrink(to: builder.leaves.count)
    words = builder.words.base
    leaves = builder.leaves.base
    self.direct = direct
    memoryBytes =
      builder.words.memoryBytes + builder.leaves.memoryBytes
      + (direct == nil ? 0 : DirectAnswers.byteCount)
  }

  deinit {
    UnsafeMutableRawPointer(words).deallocate()
    UnsafeMutableRawPointer(leaves).deallocate()
    if let direct { UnsafeMutableRawPointer(direct).deallocate() }
  }

  /// The arrays that the kernels read, without the padding behind them. For tests that place copies against
  /// the end of a page.
  func withArrays<Result>(
    _ body: (UnsafeBufferPointer<UInt64>, UnsafeBufferPointer<UInt16>, UnsafePointer<UInt16>?) ->
      Result
  ) -> Result {
    withExtendedLifetime(self) {
      body(
        UnsafeBufferPointer(start: words, count: wordCount),
        UnsafeBufferPointer(start: leaves, count: leafCount), direct.map { UnsafePointer($0) })
    }
  }
}
