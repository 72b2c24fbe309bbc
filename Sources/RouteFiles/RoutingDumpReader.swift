import Addressing

/// Reads the IPv4 unicast routes of an MRT TABLE_DUMP_V2 dump (RFC 6396, 4.3), as route collectors publish.
///
/// ```
///  0                   4          6          8                  12
///  +-------------------+----------+----------+------------------+---------+
///  | timestamp         | type 13  | subtype  | length of body   | body    |
///  +-------------------+----------+----------+------------------+---------+
///
///  Body of RIB_IPV4_UNICAST (subtype 2):
///  sequence number (4), prefix length (1), prefix (0 to 4), entry count (2), then for each entry
///  peer index (2), originated time (4), length of attributes (2), path attributes
/// ```
///
/// A route's next hop is NEXT_HOP (RFC 4271, 5.1.3) of the first entry that has one, and 0.0.0.0 if none has.
/// Every length is checked against what it counts, so that a damaged record is found where it is.
enum RoutingDumpReader {
  private static let tableDumpV2 = 13
  private static let headerLength = 12
  /// A record of a collector with thousands of peers has less than a megabyte.
  private static let longestRecord = 1 << 26

  private enum Subtype {
    static let peerIndexTable = 1
    static let ipv4Unicast = 2
    static let geographicPeerTable = 7
    static let ipv4UnicastAdditionalPaths = 8
  }

  static func read(
    _ window: inout ByteWindow, into file: inout RouteFile
  ) throws(RouteFileFault) {
    while true {
      try need(headerLength, of: &window, what: "a record's header")
      if window.count == 0 { return }
      let header = Bytes(base: window.base, offset: window.offset, end: headerLength)
      let type = header.word(4)
      let subtype = header.word(6)
      let length = header.doubleWord(8)
      guard length <= longestRecord else {
        throw .malformed(what: "a record of \(length) bytes", offset: window.offset + 8)
      }
      try need(headerLength + length, of: &window, what: "a record")
      let record = Bytes(base: window.base, offset: window.offset, end: headerLength + length)
      if type != tableDumpV2 {
        file.skipped.otherTypes += 1
      } else {
        switch subtype {
        case Subtype.peerIndexTable, Subtype.geographicPeerTable: break
        case Subtype.ipv4Unicast: try readRoute(record, into: &file)
        case Subtype.ipv4UnicastAdditionalPaths: file.skipped.additionalPaths += 1
        case _: file.skipped.otherFamilies += 1
        }
      }
      window.advance(by: headerLength + length)
    }
  }

  /// Nothing at all is the end of the dump; a part of what is needed is not.
  private static func need(
    _ count: Int, of window: inout ByteWindow, what: String
  ) throws(RouteFileFault) {
    try window.need(count)
    if window.count < count, window.count > 0 {
      throw .truncated(what: what, offset: window.offset)
    }
  }

  private static func readRoute(
    _ record: Bytes, into file: inout RouteFile
  ) throws(RouteFileFault) {
    var position = headerLength + 4
    try record.check(position, 1, "the prefix length of a route")
    let length = Int(record.base[position])
    guard length <= 32 else {
      throw .malformed(what: "a prefix of \(length) bits", offset: record.offset + position)
    }
    position += 1
    let octets = (length + 7) / 8
    try record.check(position, octets + 2, "the prefix of a route")
    var address: UInt32 = 0
    for octet in 0..<octets {
      address |= UInt32(record.base[position + octet]) &<< UInt32(24 - 8 * octet)
    }
    position += octets
    let entries = record.word(position)
    position += 2
    var nextHop: IPv4Address?
    for _ in 0..<entries {
      try record.check(position, 8, "an entry of a route")
      let attributes = record.word(position + 6)
      position += 8
      try record.check(position, attributes, "the attributes of an entry")
      if nextHop == nil {
        nextHop = try self.nextHop(record, position..<position + attributes)
      }
      position += attributes
    }
    guard position == record.end else {
      throw .malformed(
        what: "\(record.end - position) bytes behind the last entry of a route",
        offset: record.offset + position)
    }
    if entries == 0 {
      file.skipped.withoutEntries += 1
      return
    }
    // Bits beyond the length mean nothing (RFC 4271, 4.3).
    let prefix = IPv4Prefix(containing: IPv4Address(rawValue: address), length: length)
    guard file.append(prefix, via: nextHop ?? .any) else {
      throw .tooManyNextHops(offset: record.offset)
    }
  }

  /// NEXT_HOP among path attributes, each `flags (1), type (1), length (1 or 2), value`.
  private static func nextHop(
    _ record: Bytes, _ attributes: Range<Int>
  ) throws(RouteFileFault) -> IPv4Address? {
    let inside = Bytes(base: record.base, offset: record.offset, end: attributes.upperBound)
    var position = attributes.lowerBound
    while position < attributes.upperBound {
      try inside.check(position, 3, "a path attribute")
      let hasLongLength = record.base[position] & 0x10 != 0
      let type = record.base[position + 1]
      if hasLongLength { try inside.check(position, 4, "a path attribute") }
      let length = hasLongLength ? record.word(position + 2) : Int(record.base[position + 2])
      let value = position + (hasLongLength ? 4 : 3)
      try inside.check(value, length, "the value of a path attribute")
      if type == 3 {
        guard length == 4 else {
          throw .malformed(
            what: "a next hop of \(length) bytes", offset: record.offset + position)
        }
        return IPv4Address(rawValue: UInt32(truncatingIfNeeded: record.doubleWord(value)))
      }
      position = value + length
    }
    return nil
  }
}

/// Big-endian numbers of one record.
private struct Bytes {
  let base: UnsafePointer<UInt8>
  /// Where in the content the record begins.
  let offset: Int
  /// Where in the record what may be read ends.
  let end: Int

  func word(_ at: Int) -> Int { Int(base[at]) &<< 8 | Int(base[at + 1]) }

  func doubleWord(_ at: Int) -> Int { word(at) &<< 16 | word(at + 2) }

  func check(_ at: Int, _ count: Int, _ what: String) throws(RouteFileFault) {
    guard at + count <= end else {
      throw .malformed(what: "\(what) reaches beyond its record", offset: offset + at)
    }
  }
}
