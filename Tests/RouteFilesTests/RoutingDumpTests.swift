import Addressing
import LongestPrefixMatch
import RouteFiles
import Testing

struct RoutingDumpTests {
  static let first = IPv4Address(192, 0, 2, 1)
  static let second = IPv4Address(192, 0, 2, 2)

  /// A peer index, five routes of awkward lengths, and what a reader has to pass over.
  static func sample() throws -> DumpBuilder {
    var dump = DumpBuilder()
    dump.peerIndexTable()
    let one: [DumpBuilder.Attribute] = [
      DumpBuilder.origin(), DumpBuilder.path(), DumpBuilder.nextHop(first),
    ]
    let two: [DumpBuilder.Attribute] = [DumpBuilder.nextHop(second), DumpBuilder.origin()]
    dump.route(try IPv4Prefix("0.0.0.0/0"), entries: [one])
    dump.route(try IPv4Prefix("10.0.0.0/9"), entries: [two, one])
    dump.record(subtype: 4, body: [0, 0, 0, 1, 0, 0, 0])
    dump.route(try IPv4Prefix("10.128.0.0/17"), entries: [one, two, two])
    dump.record(subtype: 8, body: [0, 0, 0, 1, 8, 10, 0, 0])
    dump.route(try IPv4Prefix("203.0.113.7/32"), entries: [[DumpBuilder.origin()], two])
    dump.record(type: 16, subtype: 4, body: [1, 2, 3])
    dump.route(try IPv4Prefix("198.51.100.0/24"), entries: [[DumpBuilder.path()]])
    dump.route(try IPv4Prefix("198.51.101.0/24"), entries: [])
    return dump
  }

  @Test("a dump yields its IPv4 unicast routes with the next hop of the first entry that has one")
  func readsRoutes() throws {
    let file = try RouteFile(bytes: try Self.sample().bytes)
    #expect(file.format == .routingDump)
    #expect(
      file.routes.map(\.prefix.description) == [
        "0.0.0.0/0", "10.0.0.0/9", "10.128.0.0/17", "203.0.113.7/32", "198.51.100.0/24",
      ])
    #expect(
      file.routes.map { file.nextHops[Int($0.nextHop.rawValue)] } == [
        Self.first, Self.second, Self.first, Self.second, .any,
      ])
    #expect(file.nextHops == [Self.first, Self.second, .any])
    #expect(file.hasNextHops)
  }

  @Test("records of other kinds are counted, not read")
  func countsWhatItSkips() throws {
    let skipped = try RouteFile(bytes: try Self.sample().bytes).skipped
    #expect(skipped.otherFamilies == 1)
    #expect(skipped.additionalPaths == 1)
    #expect(skipped.otherTypes == 1)
    #expect(skipped.withoutEntries == 1)
    #expect(skipped.total == 4)
  }

  @Test(
    "a dump that ends anywhere but between records names the record, and keeps what precedes it")
  func everyTruncationIsNoticed() throws {
    let dump = try Self.sample()
    for length in 5..<dump.bytes.count {
      let whole = dump.borders.count { $0 <= length && $0 > 0 }
      let start = dump.borders[whole]
      let bytes = Array(dump.bytes[..<length])
      if start == length {
        #expect(throws: Never.self) { try RouteFile(bytes: bytes) }
        continue
      }
      let error = try #require(throws: RouteFileError.self) { try RouteFile(bytes: bytes) }
      let what = length - start < 12 ? "a record's header" : "a record"
      #expect(error.fault == .truncated(what: what, offset: start))
      let kept = try RouteFile(bytes: Array(dump.bytes[..<start]))
      #expect(error.partial.routes.map(\.prefix) == kept.routes.map(\.prefix))
      #expect(error.partial.byteCount == start)
    }
  }

  @Test("lengths that contradict each other are found at their byte")
  func contradictionsAreFound() throws {
    let body = DumpBuilder.route(
      try IPv4Prefix("10.0.0.0/8"), entries: [[DumpBuilder.nextHop(Self.first)]])
    // Offsets in the body: length 4, prefix 5, entries 6, entry 8 with its attribute length at 14,
    // the attribute's length at 18.
    let cases: [(at: Int, value: UInt8, fault: RouteFileFault)] = [
      (4, 33, .malformed(what: "a prefix of 33 bits", offset: 16)),
      (7, 2, .malformed(what: "an entry of a route reaches beyond its record", offset: 35)),
      (7, 0, .malformed(what: "15 bytes behind the last entry of a route", offset: 20)),
      (
        15, 99, .malformed(what: "the attributes of an entry reaches beyond its record", offset: 28)
      ),
      (
        15, 6,
        .malformed(what: "the value of a path attribute reaches beyond its record", offset: 31)
      ),
      (
        18, 9,
        .malformed(what: "the value of a path attribute reaches beyond its record", offset: 31)
      ),
      (18, 3, .malformed(what: "a next hop of 3 bytes", offset: 28)),
    ]
    for (at, value, fault) in cases {
      var damaged = body
      damaged[at] = value
      var dump = DumpBuilder()
      dump.record(subtype: 2, body: damaged)
      let error = try #require(throws: RouteFileError.self) { try RouteFile(bytes: dump.bytes) }
      #expect(error.fault == fault)
      #expect(error.partial.routes.isEmpty)
    }
  }

  @Test("no damage of a single byte reads outside of the dump or crashes")
  func survivesEveryByte() throws {
    let bytes = try Self.sample().bytes
    for index in bytes.indices {
      for value: UInt8 in [0, 1, 0x7F, 0xFF] {
        var damaged = bytes
        damaged[index] = value
        let count: Int
        do throws(RouteFileError) {
          count = try RouteFile(bytes: damaged).routes.count
        } catch {
          count = error.partial.routes.count
        }
        #expect(count <= 6)
      }
    }
  }

  @Test("the 65,536th next hop is refused, not renumbered")
  func tooManyNextHops() throws {
    var dump = DumpBuilder()
    for number in 0...65_535 {
      let address = IPv4Address(rawValue: 0x0A00_0000 + UInt32(number))
      dump.route(
        IPv4Prefix(containing: address, length: 32), entries: [[DumpBuilder.nextHop(address)]])
    }
    let error = try #require(throws: RouteFileError.self) { try RouteFile(bytes: dump.bytes) }
    #expect(error.fault == .tooManyNextHops(offset: dump.borders[65_535]))
    #expect(error.partial.routes.count == 65_535)
    #expect(error.partial.routes.last?.nextHop == NextHopIndex(rawValue: 65_534))
  }
}
