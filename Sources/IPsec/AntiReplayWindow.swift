/// Which sequence numbers a receiver has seen (RFC 4303, 3.4.3 and appendix A2.1): those of the last ``size`` up to the
/// highest one.
///
/// ```
///           lowest            highest
/// ... too old | seen or not ... | not seen yet ...
///             |<---- size ----->|
/// ```
/// The bits stand in a ring of words, at the number's own place: nothing is shifted when the window moves on. The ring is
/// twice as long as the window, because words are cleared whole (RFC 6479).
package struct AntiReplayWindow: Sendable {
  /// What the window says of a number.
  package enum Judgement: Hashable, Sendable {
    /// Not seen: take it if its integrity is right.
    case fresh
    /// Seen already.
    case replayed
    /// Left of the window: it may have been seen.
    case tooOld
  }

  /// How many numbers are remembered; 64 unless said, which is what receivers should have at least.
  package let size: UInt32
  private var words: [UInt64]
  /// The highest number that was accepted; 0 before the first.
  package private(set) var highest: UInt32 = 0

  /// - Precondition: a power of two, 64...65536.
  package init(size: Int = 64) {
    precondition(
      size >= 64 && size <= 65536 && size.nonzeroBitCount == 1, "a power of two from 64 to 65536")
    self.size = UInt32(size)
    // A power of two, so that places follow from the number's low bits.
    words = Array(repeating: 0, count: 2 * size / 64)
  }

  /// Changes nothing: the number counts as seen when the packet's integrity was found right. O(1).
  package func judge(_ number: UInt32) -> Judgement {
    // No sender uses 0 (RFC 4303, 3.3.3).
    guard number > 0 else { return .tooOld }
    guard number <= highest else { return .fresh }
    guard highest &- number < size else { return .tooOld }
    return words[place(number)] & bit(number) == 0 ? .fresh : .replayed
  }

  /// A packet of this number was found right. O(1), or O(size) where numbers were left out.
  ///
  /// - Precondition: ``judge(_:)`` calls it fresh.
  package mutating func accept(_ number: UInt32) {
    if number > highest {
      let steps = min(number >> 6 &- highest >> 6, UInt32(words.count))
      for step in 0..<steps { words[place(number &- step << 6)] = 0 }
      highest = number
    }
    words[place(number)] |= bit(number)
  }

  private func place(_ number: UInt32) -> Int { Int(number >> 6) & (words.count - 1) }

  private func bit(_ number: UInt32) -> UInt64 { 1 << UInt64(number & 63) }
}
