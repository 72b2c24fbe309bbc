import Wire

/// Validation.
///
/// - Summary: takes a packet only if its header is sound.
/// - Reads: the whole header, the number of bytes.
/// - Writes: nothing.
/// - Drops: `truncated`, `notIPv4`, `headerLengthInvalid`, `headerChecksumWrong`.
/// - Next: direction lookup at a port, routing elsewhere.
/// - Source: RFC 1812, 5.2.2.
/// - Example: a packet whose total length field says 84 in a frame of 60 bytes is `truncated`.
enum Validation {
  static func check(_ bytes: UnsafeMutableRawBufferPointer) -> Result<IPv4Packet, HeaderError> {
    do throws(HeaderError) {
      return .success(try IPv4Packet(validating: bytes))
    } catch {
      return .failure(error)
    }
  }
}

extension DropReason {
  init(_ fault: HeaderError) {
    switch fault {
    case .truncated: self = .truncated
    case .wrongVersion: self = .notIPv4
    case .headerLengthInvalid: self = .headerLengthInvalid
    case .checksumWrong: self = .headerChecksumWrong
    }
  }
}
