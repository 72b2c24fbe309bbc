/// Which sequence numbers a receiver has seen (RFC 4303, 3.4.3 and appendix A2): those of the last ``size`` up to the
/// highest one. Numbers have 64 bits; those of 32 are the same with nothing before.
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
  package let size: UInt64
  private var words: [UInt64]
  /// The highest number that was accepted; 0 before the first.
  package private(set) var highest: UInt64 = 0

  /// - Precondition: a power of two, 64...65536.
  package init(size: Int = 64) {
    precondition(
      size >= 64 && size <= 65536 && size.nonzeroBitCount == 1, "a power of two from 64 to 65536")
    self.size = UInt64(size)
    // A power of two, so that places follow from the number's low bits.
    words = Array(repeating: 0, count: 2 * size / 64)
  }

  /// The number of 64 bits whose lower 32 were sent: the one nearest to the window, which an integrity check then confirms
  /// (RFC 4303, appendix A2.2). `nil` for one before the first. O(1).
  ///
  /// ```
  /// sent   bottom of the window ... highest ... and so on: of this subspace, or of the next one
  /// ```
  /// A window that reaches into the subspace before has its bottom there: what is sent from the bottom on is of that one.
  package func extended(_ sent: UInt32) -> UInt64? {
    let low = UInt32(truncatingIfNeeded: highest)
    let high = highest >> 32
    let bottom = low &- (UInt32(truncatingIfNeeded: size) &- 1)
    let isInOne = UInt64(low) >= size - 1
    let subspace: UInt64
    if isInOne {
      guard sent < bottom else { return high << 32 | UInt64(sent) }
      guard high < UInt32.max else { return nil }
      subspace = high + 1
    } else {
      guard sent >= bottom else { return high << 32 | UInt64(sent) }
      guard high > 0 else { return nil }
      subspace = high - 1
    }
    return subspace << 32 | UInt64(sent)
  }

  /// Changes nothing: the number counts as seen when the packet's integrity was found right. O(1).
  package func judge(_ number: UInt64) -> Judgement {
    // No sender uses 0 (RFC 4303, 3.3.3).
    guard number > 0 else { return .tooOld }
    guard number <= highest else { return .fresh }
    guard highest &- number < size else { return .tooOld }
    return words[place(number)] & bit(number) == 0 ? .fresh : .replayed
  }

  /// A packet of this number was found right. O(1), or O(size) where numbers were left out.
  ///
  /// - Precondition: ``judge(_:)`` calls it fresh.
  package mutating func accept(_ number: UInt64) {
    if number > highest {
      let steps = min(number >> 6 &- highest >> 6, UInt64(words.count))
      for step in 0..<steps { words[place(number &- step << 6)] = 0 }
      highest = number
    }
    words[place(number)] |= bit(number)
  }

  private func place(_ number: UInt64) -> Int {
    Int(truncatingIfNeeded: number >> 6) & (words.count - 1)
  }

  private func bit(_ number: UInt64) -> UInt64 { 1 << (number & 63) }
}
