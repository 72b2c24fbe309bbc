import Addressing

/// A text with one prefix a line: `192.0.2.0/24`. Empty lines and lines that begin with `#` are skipped;
/// a bare address is a /32; what follows a blank is ignored.
public struct PrefixList: Sendable {
  public let prefixes: [IPv4Prefix]

  /// Reads a list, plain or compressed by gzip.
  public init(_ file: [UInt8]) throws(RouteFileError) {
    let bytes = try Gzip.decompressed(file)
    var prefixes: [IPv4Prefix] = []
    prefixes.reserveCapacity(bytes.count / 15)
    var line = 1
    var start = 0
    while start < bytes.count {
      var end = start
      while end < bytes.count, bytes[end] != 0x0A { end += 1 }
      if let prefix = try Self.prefix(in: bytes, start..<end, line: line) {
        prefixes.append(prefix)
      }
      line += 1
      start = end + 1
    }
    self.prefixes = prefixes
  }

  private static func prefix(
    in bytes: [UInt8], _ range: Range<Int>, line: Int
  ) throws(RouteFileError) -> IPv4Prefix? {
    func bad() -> RouteFileError {
      let shown = bytes[range.prefix(60)]
      return .notAPrefix(
        line: line, offset: range.lowerBound, text: String(decoding: shown, as: UTF8.self))
    }
    var position = range.lowerBound
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
    while position < range.upperBound, isBlank(bytes[position]) { position += 1 }
    if position == range.upperBound || bytes[position] == UInt8(ascii: "#") { return nil }
    // Four parts and a length, each a number without a sign.
    var numbers: (UInt32, UInt32) = (0, 32)
    var part: UInt32 = 0
    var digits = 0
    var parts = 0
    var inLength = false
    while position < range.upperBound, !isBlank(bytes[position]) {
      let byte = bytes[position]
      switch byte {
      case 0x30...0x39:
        part = part * 10 + UInt32(byte - 0x30)
        digits += 1
        if digits > 3 || part > 255 { throw bad() }
      case UInt8(ascii: "."), UInt8(ascii: "/"):
        let ends = byte == UInt8(ascii: "/")
        guard digits > 0, !inLength, parts < 4, ends == (parts == 3) else { throw bad() }
        numbers.0 = numbers.0 << 8 | part
        parts += 1
        part = 0
        digits = 0
        inLength = ends
      case _: throw bad()
      }
      position += 1
    }
    guard digits > 0 else { throw bad() }
    if inLength {
      numbers.1 = part
    } else {
      guard parts == 3 else { throw bad() }
      numbers.0 = numbers.0 << 8 | part
    }
    guard numbers.1 <= 32 else { throw bad() }
    let address = IPv4Address(rawValue: numbers.0)
    let prefix = IPv4Prefix(containing: address, length: Int(numbers.1))
    guard prefix.address == address else { throw bad() }
    return prefix
  }
}
