/// One eight-byte word of a compiled trie: 32 slots, as runs of equal slots.
///
/// ```
///   63  62  61                32 31                                0
///  +---+---+--------------------+-----------------------------------+
///  | W | F |        base        |         bitmap (or mask)          |
///  +---+---+--------------------+-----------------------------------+
/// ```
///
/// Bit `s` of `bitmap` says that slot `s` differs from slot `s - 1` (bit 0 is never set), so the runs of a
/// word are numbered by counting bits: slot `s` lies in run `popcount(bitmap & bits 0...s)`. The answer
/// for the slot stands `run` entries after `base`: in the array of words if `W` is set, which leads one
/// level deeper, otherwise in the array of leaves, which are next hops of two bytes each.
///
/// A word without a set bit has one run. If its `W` is clear too it is a *constant*: its leaf is shared by
/// all constants of that next hop. Every other word owns the run that it points to.
///
/// A word to which another word leads may be *flat* (`F`): its low half is then no bitmap but a mask, and
/// its answer is leaf `base + (address & mask)`. The mask is 0 for a constant and 255 for a /24 that is
/// stored as 256 leaves.
struct TrieWord: Equatable, Sendable {
  var rawValue: UInt64

  static let leadsToWordsFlag: UInt64 = 1 << 63
  static let flatFlag: UInt64 = 1 << 62
  /// Leaves of a flat /24.
  static let flatLeaves = 256

  @inline(__always)
  init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  @inline(__always)
  init(bitmap: UInt32, base: Int, leadsToWords: Bool) {
    rawValue =
      UInt64(bitmap) | UInt64(truncatingIfNeeded: base) &<< 32
      | (leadsToWords ? Self.leadsToWordsFlag : 0)
  }

  /// The /24 whose 256 leaves begin at `base`.
  @inline(__always)
  static func flat(base: Int) -> Self {
    Self(rawValue: UInt64(truncatingIfNeeded: base) &<< 32 | flatFlag | 255)
  }

  @inline(__always) var bitmap: UInt32 { UInt32(truncatingIfNeeded: rawValue) }
  /// Index of the first run, below 2^30.
  @inline(__always) var base: Int { Int(rawValue &>> 32 & 0x3FFF_FFFF) }
  @inline(__always) var leadsToWords: Bool { rawValue & Self.leadsToWordsFlag != 0 }
  @inline(__always) var isFlat: Bool { rawValue & Self.flatFlag != 0 }
  /// Entries that the word points to, 1...32 (256 for a flat /24).
  @inline(__always) var runCount: Int {
    isFlat ? Int(bitmap) &+ 1 : bitmap.nonzeroBitCount &+ 1
  }
  /// Whether all slots have one next hop.
  @inline(__always) var isConstant: Bool {
    rawValue & (Self.leadsToWordsFlag | 0xFFFF_FFFF) == 0
  }
}
