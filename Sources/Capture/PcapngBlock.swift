/// The bytes of one pcapng block while it is put together (draft-ietf-opsawg-pcapng, 3.1):
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +---------------------------------------------------------------+
///     |                          Block Type                           |
///     +---------------------------------------------------------------+
///     |                      Block Total Length                       |
///     +---------------------------------------------------------------+
///     /                          Block Body                           /
///     /              variable length, padded to 32 bits               /
///     +---------------------------------------------------------------+
///     |                      Block Total Length                       |
///     +---------------------------------------------------------------+
///
/// Numbers are little-endian on every machine, so that files are equal everywhere.
struct PcapngBlock {
  /// Block types (draft-ietf-opsawg-pcapng, 10.1).
  enum Kind: UInt32 {
    case interfaceDescription = 1
    case nameResolution = 4
    case interfaceStatistics = 5
    case enhancedPacket = 6
    case sectionHeader = 0x0A0D_0D0A
  }

  private var bytes: [UInt8]

  init(_ kind: Kind, capacity: Int = 128) {
    bytes = []
    bytes.reserveCapacity(capacity)
    append(kind.rawValue)
    append(UInt32(0))
  }

  mutating func append(_ value: UInt8) { bytes.append(value) }

  mutating func append(_ value: UInt16) {
    bytes.append(UInt8(truncatingIfNeeded: value))
    bytes.append(UInt8(truncatingIfNeeded: value >> 8))
  }

  mutating func append(_ value: UInt32) {
    append(UInt16(truncatingIfNeeded: value))
    append(UInt16(truncatingIfNeeded: value >> 16))
  }

  mutating func append(_ value: UInt64) {
    append(UInt32(truncatingIfNeeded: value))
    append(UInt32(truncatingIfNeeded: value >> 32))
  }

  /// A point in time as this format wants it: the upper word first.
  mutating func append(timestamp nanoseconds: Int64) {
    append(UInt32(truncatingIfNeeded: nanoseconds >> 32))
    append(UInt32(truncatingIfNeeded: nanoseconds))
  }

  /// Bytes, padded with zeros to a multiple of four.
  mutating func append(padded content: some Collection<UInt8>) {
    bytes.append(contentsOf: content)
    while bytes.count % 4 != 0 { bytes.append(0) }
  }

  /// An option with a text. What an option cannot hold (65,535 bytes) is cut at a character's end.
  mutating func option(_ code: UInt16, text: String) {
    var content = text
    while content.utf8.count > Int(UInt16.max) { content.removeLast() }
    append(code)
    append(UInt16(content.utf8.count))
    append(padded: content.utf8)
  }

  mutating func option(_ code: UInt16, _ value: UInt8) {
    append(code)
    append(UInt16(1))
    append(padded: CollectionOfOne(value))
  }

  mutating func option(_ code: UInt16, _ value: UInt32) {
    append(code)
    append(UInt16(4))
    append(value)
  }

  mutating func option(_ code: UInt16, _ value: UInt64) {
    append(code)
    append(UInt16(8))
    append(value)
  }

  mutating func option(_ code: UInt16, timestamp nanoseconds: Int64) {
    append(code)
    append(UInt16(8))
    append(timestamp: nanoseconds)
  }

  mutating func endOfOptions() {
    append(UInt32(0))
  }

  /// The bytes of a comment's option (opt_comment) alone.
  static func option(comment: String) -> ArraySlice<UInt8> {
    var block = PcapngBlock(.enhancedPacket)
    block.option(1, text: comment)
    return block.bytes[8...]
  }

  /// The whole block, its length filled in at both ends.
  consuming func finished() -> [UInt8] {
    let length = UInt32(bytes.count + 4)
    append(length)
    for index in 0..<4 { bytes[4 + index] = UInt8(truncatingIfNeeded: length >> UInt32(8 * index)) }
    return bytes
  }
}
