import Addressing
import RouteFiles
import Testing

struct GzipTests {
  /// `printf '10.0.0.0/8\n192.0.2.0/24\n' | gzip -n9`
  static let packed: [UInt8] = [
    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x33, 0x34, 0xD0, 0x03, 0x43,
    0x7D, 0x0B, 0x2E, 0x43, 0x4B, 0x23, 0x20, 0x0B, 0x88, 0xF5, 0x8D, 0x4C, 0xB8, 0x00, 0xD6,
    0x34, 0x52, 0xAB, 0x18, 0x00, 0x00, 0x00,
  ]

  /// A member that stores `content` unpacked (RFC 1951, 3.2.4).
  static func stored(_ content: [UInt8]) -> [UInt8] {
    var checksum = ~UInt32(0)
    for byte in content {
      checksum ^= UInt32(byte)
      for _ in 0..<8 { checksum = checksum & 1 == 1 ? 0xEDB8_8320 ^ checksum >> 1 : checksum >> 1 }
    }
    let count = UInt16(content.count)
    var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1]
    for word in [count, ~count] { bytes += [UInt8(word & 0xFF), UInt8(word >> 8)] }
    bytes += content
    for word in [~checksum, UInt32(content.count)] {
      bytes += [0, 8, 16, 24].map { UInt8(word >> $0 & 0xFF) }
    }
    return bytes
  }

  @Test("a packed list reads as the plain one")
  func readsPacked() throws {
    let file = try RouteFile(bytes: Self.packed)
    #expect(file.isCompressed)
    #expect(file.byteCount == 24)
    #expect(file.routes.map(\.prefix.description) == ["10.0.0.0/8", "192.0.2.0/24"])
  }

  @Test("members follow each other, zeros may follow the last")
  func readsMembers() throws {
    let file = try RouteFile(
      bytes: Self.packed + Self.stored(Array("10.1.0.0/16\n".utf8)) + [0, 0, 0, 0])
    #expect(file.routes.count == 3)
    #expect(file.byteCount == 36)
  }

  @Test("a packed file that ends early says where, and keeps the whole lines before")
  func everyTruncationIsNoticed() throws {
    let bytes = Self.stored(Array("10.0.0.0/8\n192.0.2.0/24\n".utf8))
    for length in 2..<bytes.count {
      let error = try #require(throws: RouteFileError.self) {
        try RouteFile(bytes: Array(bytes[..<length]))
      }
      let content = max(0, min(24, length - 15))
      #expect(
        error.fault
          == .damagedCompression(
            what: "the data end before the checksum", packedOffset: length, offset: content))
      #expect(error.partial.routes.count == (content >= 24 ? 2 : content >= 11 ? 1 : 0))
      #expect(error.partial.isCompressed)
    }
  }

  @Test("a packed dump that ends early keeps the records before")
  func truncatedDump() throws {
    let dump = try RoutingDumpTests.sample()
    let bytes = Self.stored(dump.bytes)
    for length in 20..<bytes.count - 8 {
      let error = try #require(throws: RouteFileError.self) {
        try RouteFile(bytes: Array(bytes[..<length]))
      }
      let whole = dump.borders.last { $0 <= length - 15 } ?? 0
      let kept = try RouteFile(bytes: Array(dump.bytes[..<whole]))
      #expect(error.partial.routes.map(\.prefix) == kept.routes.map(\.prefix))
    }
  }

  @Test("content that does not fit its checksum is not trusted silently")
  func wrongChecksum() throws {
    var bytes = Self.stored(Array("10.0.0.0/8\n".utf8))
    bytes[15 + 1] = UInt8(ascii: "1")
    let error = try #require(throws: RouteFileError.self) { try RouteFile(bytes: bytes) }
    #expect(
      error.fault
        == .damagedCompression(
          what: "incorrect data check", packedOffset: bytes.count - 4, offset: 11))
  }

  @Test("a damaged bit is found wherever it is, or changes nothing")
  func survivesEveryBit() throws {
    for bit in 0..<Self.packed.count * 8 {
      var bytes = Self.packed
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      do throws(RouteFileError) {
        let file = try RouteFile(bytes: bytes)
        // Time, operating system and the like are not covered by the checksum.
        #expect(file.routes.map(\.prefix.description) == ["10.0.0.0/8", "192.0.2.0/24"])
      } catch {
        #expect(error.partial.routes.count <= 2)
      }
    }
  }
}
