/// The shapes that a table may be compiled to: what they cost in memory, what they are good for.
public enum TrieGeometry: String, CaseIterable, Sendable {
  /// A root of 16 to 16,384 words (128 bytes to 128 KB, by the number of routes). For the tables of an estate.
  case small
  /// A root of 2^20 words of four bytes, and four bytes for each run of next hops: 4.2 MB, and 512 bytes for each
  /// /24 that holds longer prefixes. Most keys need two loads, those in such a /24 three. For the larger tables
  /// of an estate, as long as their runs can be numbered with 16 bits.
  case medium
  /// A root of 2^19 words of eight bytes, one for 32 /24s, and two bytes for each run of next hops: about 6 MB
  /// for the Internet's table. Most keys need two loads.
  case compact
  /// The compact trie and before it 2^24 answers of two bytes: 33.6 MB more, and one load for most keys. For
  /// streams with few distinct destinations.
  case speed

  /// The shape that ``CompiledTrie`` chooses for this many routes.
  public static func preferred(forRoutes count: Int) -> Self {
    switch count {
    case ...512: .small
    case ...16_384: .medium
    case _: .compact
    }
  }

  /// The shape of a table that changes while it is searched: of those whose words can be replaced one by one.
  var changing: Self {
    switch self {
    case .small, .compact, .speed: self
    case .medium: .compact
    }
  }

  /// Leading bits that index the root; the levels below end at 24, 29 and 32 bits in every shape.
  func rootBits(forRoutes count: Int) -> Int {
    switch self {
    case .medium, .compact, .speed: 19
    case .small:
      switch count {
      case ..<33: 4
      case ..<1_025: 9
      case _: 14
      }
    }
  }

  /// How many /24s with longer prefixes are stored as 256 leaves (2 MB in all): such a /24 costs one load more
  /// than others. Beyond that their bits are compressed like those above, which may cost two.
  var flatLimit: Int {
    switch self {
    case .small: 0
    case .medium, .compact, .speed: 4_096
    }
  }
}
