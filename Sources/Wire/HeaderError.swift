/// Why bytes are no valid header, with the evidence.
public enum HeaderError: Error, Hashable, Sendable {
  /// Fewer bytes than the header, or than its own length field, needs.
  case truncated(needed: Int, available: Int)
  /// Not the version that was asked for.
  case wrongVersion(Int)
  /// A header length below the minimum, in bytes.
  case headerLengthInvalid(Int)
  /// The checksum does not fit: what stands there, and what should.
  case checksumWrong(found: UInt16, computed: UInt16)
}
