/// Files that `gzip` has written (RFC 1952), of one member or several.
enum Gzip {
  static func isCompressed(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B
  }

  /// The content; `bytes` itself if it is not compressed.
  static func decompressed(_ bytes: [UInt8]) throws(RouteFileError) -> [UInt8] {
    guard isCompressed(bytes) else { return bytes }
    var result: [UInt8] = []
    var position = 0
    // Padding of zeros behind the last member is usual.
    while position < bytes.count, position == 0 || bytes[position] != 0 {
      let start = try headerEnd(bytes, from: position)
      let (content, end) = try member(bytes, from: start)
      if result.isEmpty { result = content } else { result += content }
      guard end + 8 <= bytes.count else {
        throw .truncated(what: "the checksum of a gzip member", offset: end)
      }
      let expected =
        UInt32(
          bytes[end]) | UInt32(bytes[end + 1]) << 8 | UInt32(bytes[end + 2]) << 16
        | UInt32(bytes[end + 3]) << 24
      guard CRC32.checksum(content) == expected else {
        throw .damagedCompression(what: "the checksum does not fit the content", offset: end)
      }
      position = end + 8
    }
    return result
  }

  private static func member(
    _ bytes: [UInt8], from start: Int
  ) throws(RouteFileError) -> ([UInt8], Int) {
    let outcome: Result<([UInt8], Int), RouteFileError> = bytes.withUnsafeBufferPointer { input in
      var inflate = Inflate(input, from: start)
      do throws(RouteFileError) {
        try inflate.run()
        return .success((inflate.output, inflate.position))
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }

  private static func headerEnd(
    _ bytes: [UInt8], from start: Int
  ) throws(RouteFileError) -> Int {
    guard start + 10 <= bytes.count else {
      throw .truncated(what: "a gzip header", offset: start)
    }
    guard bytes[start] == 0x1F, bytes[start + 1] == 0x8B, bytes[start + 2] == 8 else {
      throw .damagedCompression(what: "no gzip member begins here", offset: start)
    }
    let flags = bytes[start + 3]
    var position = start + 10
    if flags & 4 != 0 {
      guard position + 2 <= bytes.count else {
        throw .truncated(what: "a gzip header", offset: start)
      }
      position += 2 + Int(bytes[position]) + Int(bytes[position + 1]) << 8
    }
    // The original name and a comment end with a zero each.
    for flag in [8, 16] as [UInt8] where flags & flag != 0 {
      while position < bytes.count, bytes[position] != 0 { position += 1 }
      position += 1
    }
    if flags & 2 != 0 { position += 2 }
    guard position <= bytes.count else { throw .truncated(what: "a gzip header", offset: start) }
    return position
  }
}

/// The checksum of gzip (RFC 1952, 8).
enum CRC32 {
  private static let table: [UInt32] = (0..<256).map { number in
    (0..<8).reduce(UInt32(number)) { value, _ in
      value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1
    }
  }

  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    table.withUnsafeBufferPointer { table in
      ~bytes.reduce(~UInt32(0)) { table[Int(($0 ^ UInt32($1)) & 0xFF)] ^ $0 &>> 8 }
    }
  }
}
