import Synchronization

/// What readers of a ``LiveTable`` look at before each batch, in cache lines of its own: the writer changes
/// other fields at every update, and a line that both use would travel between their processors.
final class LivePublication: Sendable {
  private let before = InlineArray<16, UInt64>(repeating: 0)
  /// What readers search: a `lookup_trie`, replaced when the table's memory grows or the whole table changes.
  let view: Atomic<UInt>
  let epoch = Atomic<UInt64>(1)
  private let after = InlineArray<16, UInt64>(repeating: 0)

  init(view: UInt) {
    self.view = Atomic(view)
  }
}
