// RFC 4303, 2:
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+ ----
// |               Security Parameters Index (SPI)                 | ^Int.
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+ |Cov-
// |                      Sequence Number                          | |ered
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+ | ----
// |                    IV (8 octets, RFC 4106, 3.1)               | |   ^
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+ |   |
// ~                    Payload Data (variable)                    ~ |Conf.
// +               +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+ |Cov-
// |               |     Padding (0-255 bytes)                     | |ered
// +-+-+-+-+-+-+-+-+               +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+ |   |
// |                               |  Pad Length   | Next Header   | v   v
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+ ------
// |         Integrity Check Value (16 octets, RFC 4106, 6)        |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

/// A view of an ESP payload with AES-GCM in memory that somebody else owns. It must not outlive that memory.
///
/// Only the header can be read without the key; the trailer is inside what is encrypted.
public struct ESPHeader {
  @usableFromInline
  enum Offset {
    @usableFromInline static let securityParametersIndex = 0
    @usableFromInline static let sequenceNumber = 4
  }

  /// SPI and sequence number, in bytes.
  public static let length = 8
  /// The nonce's part that is sent, in bytes.
  public static let initializationVectorLength = 8
  /// Pad length and next header, in bytes.
  public static let trailerLength = 2
  /// The full length of AES-GCM's tag, in bytes.
  public static let integrityCheckLength = 16
  /// Header, IV, the shortest trailer at a multiple of four, integrity check value.
  public static let minimumLength =
    length + initializationVectorLength + 4 + integrityCheckLength
  /// What the encrypted part is padded to (RFC 4303, 2.4), in bytes.
  public static let alignment = 4

  @usableFromInline let base: UnsafeRawPointer

  /// The payload's header, or what is wrong: too few bytes. O(1).
  @inlinable
  public init(validating bytes: UnsafeRawBufferPointer) throws(HeaderError) {
    guard bytes.count >= Self.minimumLength, let base = bytes.baseAddress else {
      throw .truncated(needed: Self.minimumLength, available: bytes.count)
    }
    self.base = base
  }

  /// Names the receiver's security association; 256 and more (RFC 4303, 2.1).
  @inlinable
  public var securityParametersIndex: UInt32 {
    UInt32(
      bigEndian: base.loadUnaligned(
        fromByteOffset: Offset.securityParametersIndex, as: UInt32.self))
  }

  /// From 1, one more for each packet of the association (RFC 4303, 2.2).
  @inlinable
  public var sequenceNumber: UInt32 {
    UInt32(
      bigEndian: base.loadUnaligned(fromByteOffset: Offset.sequenceNumber, as: UInt32.self))
  }
}
