import Addressing

/// Builds MRT dumps byte by byte, as RFC 6396 draws them.
struct DumpBuilder {
  private(set) var bytes: [UInt8] = []
  /// Where each record begins, and where the last one ends.
  private(set) var borders: [Int] = [0]

  /// An entry's path attributes: flags, type, value.
  typealias Attribute = (flags: UInt8, type: UInt8, value: [UInt8])

  static func origin() -> Attribute { (0x40, 1, [0]) }

  /// AS_PATH with the long form of length.
  static func path() -> Attribute { (0x50, 2, [2, 2, 0, 0, 0x1A, 0x6A, 0, 0, 0xFD, 0xE8]) }

  static func nextHop(_ address: IPv4Address) -> Attribute {
    (0x40, 3, word32(address.rawValue))
  }

  mutating func record(type: UInt16 = 13, subtype: UInt16, body: [UInt8]) {
    bytes += Self.word32(1_700_000_000) + Self.word16(type) + Self.word16(subtype)
    bytes += Self.word32(UInt32(body.count)) + body
    borders.append(bytes.count)
  }

  mutating func peerIndexTable() {
    record(subtype: 1, body: Self.word32(0x0A00_0001) + [0, 0] + Self.word16(0))
  }

  mutating func route(_ prefix: IPv4Prefix, entries: [[Attribute]]) {
    record(subtype: 2, body: Self.route(prefix, entries: entries))
  }

  static func route(_ prefix: IPv4Prefix, entries: [[Attribute]]) -> [UInt8] {
    var body = word32(7) + [UInt8(prefix.length)]
    body += word32(prefix.address.rawValue).prefix((prefix.length + 7) / 8)
    body += word16(UInt16(entries.count))
    for entry in entries {
      var attributes: [UInt8] = []
      for attribute in entry {
        attributes += [attribute.flags, attribute.type]
        if attribute.flags & 0x10 != 0 {
          attributes += word16(UInt16(attribute.value.count))
        } else {
          attributes.append(UInt8(attribute.value.count))
        }
        attributes += attribute.value
      }
      body += word16(0) + word32(1_600_000_000) + word16(UInt16(attributes.count)) + attributes
    }
    return body
  }

  static func word16(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xFF)] }

  static func word32(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(value >> $0 & 0xFF) }
  }
}
