import Synchronization

/// Where one reader says since when it has been reading, so that memory is not taken from under it.
///
/// The value is the epoch in which the reader entered, 0 while it reads nothing. The padding keeps two
/// readers' values out of one cache line.
final class ReaderSlot: Sendable {
  private let before = InlineArray<8, UInt64>(repeating: 0)
  let epoch = Atomic<UInt64>(0)
  private let after = InlineArray<8, UInt64>(repeating: 0)
}
