/// The Internet checksum (RFC 1071): the ones' complement of the ones' complement sum of 16-bit words.
///
/// Words are in network order, values here in host order: what ``compute(_:)`` returns is stored high byte
/// first.
public enum InternetChecksum {
  /// The checksum of `bytes`; an odd last byte is padded with zero. O(count).
  @inlinable
  public static func compute(_ bytes: UnsafeRawBufferPointer) -> UInt16 {
    ~fold(sum(bytes))
  }

  /// The checksum of an array.
  public static func compute(_ bytes: [UInt8]) -> UInt16 {
    bytes.withUnsafeBytes { compute($0) }
  }

  /// The running sum of 16-bit words, not folded.
  ///
  /// - Precondition: at most 2^32 words, so that the sum does not overflow.
  @inlinable
  public static func sum(_ bytes: UnsafeRawBufferPointer, initial: UInt64 = 0) -> UInt64 {
    var sum = initial
    var index = 0
    let even = bytes.count & ~1
    while index < even {
      let word = UInt16(
        bigEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt16.self))
      sum &+= UInt64(word)
      index &+= 2
    }
    if even != bytes.count { sum &+= UInt64(bytes[even]) << 8 }
    return sum
  }

  /// Adds the carries until 16 bits are left.
  @inlinable
  public static func fold(_ sum: UInt64) -> UInt16 {
    var sum = sum
    while sum > 0xFFFF { sum = (sum & 0xFFFF) &+ (sum >> 16) }
    return UInt16(truncatingIfNeeded: sum)
  }

  /// The checksum after one 16-bit word changed from `old` to `new` (RFC 1624, equation 3):
  /// `HC' = ~(~HC + ~m + m')`.
  @inlinable
  public static func update(_ checksum: UInt16, old: UInt16, new: UInt16) -> UInt16 {
    ~fold(UInt64(~checksum) &+ UInt64(~old) &+ UInt64(new))
  }
}
