/// One eight-byte word of a compiled trie: 32 slots, as runs of equal slots.
///
/// ```
///   63  62                    32 31                                0
///  +---+------------------------+-----------------------------------+
///  | W |          base          |              bitmap               |
///  +---+------------------------+-----------------------------------+
/// ```
///
/// Bit `s` of `bitmap` says that slot `s` differs from slot `s - 1` (bit 0 is never set), so the runs of a
/// word are numbered by counting bits: slot `s` lies in run `popcount(bitmap & bits 0...s)`. The answer
/// for the slot stands `run` entries after `base`: in the array of words if `W` is set, which leads one
/// level deeper, otherwise in the array of leaves, which are next hops of two bytes each.
///
/// A word without a set bit has one run. If its `W` is clear too it is a *constant*: its leaf is shared by
/// all constants of that next hop. Every other word owns the run that it points to.
@usableFromInline
struct TrieWord: Equatable, Sendable {
  @usableFromInline var rawValue: UInt64

  @inlinable
  init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  @inlinable
  init(bitmap: UInt32, base: UInt32, leadsToWords: Bool) {
    rawValue = UInt64(bitmap) | UInt64(base) << 32 | (leadsToWords ? 1 << 63 : 0)
  }

  @inlinable var bitmap: UInt32 { UInt32(truncatingIfNeeded: rawValue) }
  /// Index of the first run, below 2^31.
  @inlinable var base: UInt32 { UInt32(truncatingIfNeeded: rawValue >> 32) & 0x7FFF_FFFF }
  @inlinable var leadsToWords: Bool { rawValue >> 63 != 0 }
  /// Entries that the word points to, 1...32.
  @inlinable var runCount: Int { bitmap.nonzeroBitCount + 1 }
  /// Whether all 32 slots have one next hop.
  @inlinable var isConstant: Bool { bitmap == 0 && !leadsToWords }
}
