import Addressing

/// The IPv4 unicast routes of an MRT TABLE_DUMP_V2 dump (RFC 6396, 4.3), as route collectors publish them.
///
/// ```
///   0                   4          6          8                  12
///  +-------------------+----------+----------+------------------+---------+
///  | timestamp         | type 13  | subtype  | length of body   | body    |
///  +-------------------+----------+----------+------------------+---------+
///
///  RIB_IPV4_UNICAST (subtype 2) body:
///  sequence number (4), prefix length (1), prefix (0 to 4), entry count (2), then for each entry:
///  peer index (2), originated time (4), attribute length (2), path attributes
/// ```
///
/// The next hop of a route is the BGP next hop (RFC 4271, 5.1.3) of its first entry, numbered in the order in
/// which next hops first occur.
public struct RoutingDump: Sendable {
  /// In the order of the dump; the table's order where the collector sorts, as all known ones do.
  public private(set) var routes: [(prefix: IPv4Prefix, nextHop: NextHopIndex)] = []
  /// What the next-hop numbers stand for.
  public private(set) var nextHops: [IPv4Address] = []

  private static let tableDump: UInt16 = 13
  private static let ipv4Unicast: UInt16 = 2
  private static let nextHopAttribute: UInt8 = 3

  /// Reads a dump, plain or compressed by gzip. Offsets in errors count bytes of the decompressed dump.
  public init(_ file: [UInt8]) throws(RouteFileError) {
    let bytes = try Gzip.decompressed(file)
    var numbers: [IPv4Address: UInt16] = [:]
    var position = 0
    while position < bytes.count {
      guard position + 12 <= bytes.count else {
        throw .truncated(what: "an MRT header", offset: position)
      }
      let type = Self.word(bytes, position + 4)
      let subtype = Self.word(bytes, position + 6)
      let length = Int(Self.word(bytes, position + 8)) << 16 | Int(Self.word(bytes, position + 10))
      let body = position + 12
      guard length <= bytes.count - body else {
        throw .truncated(what: "an MRT record of \(length) bytes", offset: position)
      }
      if type == Self.tableDump, subtype == Self.ipv4Unicast {
        try readRoute(bytes, body..<body + length, &numbers)
      }
      position = body + length
    }
  }

  private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt16 {
    UInt16(bytes[offset]) << 8 | UInt16(bytes[offset + 1])
  }

  private mutating func readRoute(
    _ bytes: [UInt8], _ body: Range<Int>, _ numbers: inout [IPv4Address: UInt16]
  ) throws(RouteFileError) {
    guard body.count >= 7 else {
      throw .truncated(what: "a RIB record", offset: body.lowerBound)
    }
    let length = Int(bytes[body.lowerBound + 4])
    guard length <= 32 else {
      throw .damaged(what: "a prefix of \(length) bits", offset: body.lowerBound + 4)
    }
    let octets = (length + 7) / 8
    var position = body.lowerBound + 5
    guard position + octets + 2 <= body.upperBound else {
      throw .truncated(what: "a RIB record", offset: body.lowerBound)
    }
    var address: UInt32 = 0
    for octet in 0..<octets { address |= UInt32(bytes[position + octet]) << UInt32(24 - 8 * octet) }
    position += octets
    let entries = Self.word(bytes, position)
    position += 2
    guard entries > 0 else { return }
    guard position + 8 <= body.upperBound else {
      throw .truncated(what: "a RIB entry", offset: position)
    }
    let attributes = Int(Self.word(bytes, position + 6))
    guard position + 8 + attributes <= body.upperBound else {
      throw .truncated(what: "the attributes of a RIB entry", offset: position + 8)
    }
    let hop = try Self.nextHop(bytes, position + 8..<position + 8 + attributes)
    let number: UInt16
    if let known = numbers[hop] {
      number = known
    } else {
      guard nextHops.count < Int(NextHopIndex.noRoute.rawValue) else {
        throw .damaged(what: "more than 65,535 next hops", offset: position)
      }
      number = UInt16(nextHops.count)
      numbers[hop] = number
      nextHops.append(hop)
    }
    routes.append(
      (
        IPv4Prefix(containing: IPv4Address(rawValue: address), length: length),
        NextHopIndex(rawValue: number)
      ))
  }

  /// The NEXT_HOP among path attributes; 0.0.0.0 if there is none.
  private static func nextHop(
    _ bytes: [UInt8], _ attributes: Range<Int>
  ) throws(RouteFileError) -> IPv4Address {
    var position = attributes.lowerBound
    while position < attributes.upperBound {
      // The flag 0x10 says that the length has two bytes.
      guard position + 3 <= attributes.upperBound else {
        throw .truncated(what: "a path attribute", offset: position)
      }
      let extended = bytes[position] & 0x10 != 0
      guard !extended || position + 4 <= attributes.upperBound else {
        throw .truncated(what: "a path attribute", offset: position)
      }
      let length = extended ? Int(word(bytes, position + 2)) : Int(bytes[position + 2])
      let value = position + (extended ? 4 : 3)
      guard value + length <= attributes.upperBound else {
        throw .truncated(what: "a path attribute", offset: position)
      }
      if bytes[position + 1] == nextHopAttribute, length == 4 {
        return IPv4Address(bytes[value], bytes[value + 1], bytes[value + 2], bytes[value + 3])
      }
      position = value + length
    }
    return .any
  }
}
