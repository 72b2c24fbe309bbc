import CZlib

/// The content of a file that gzip has packed (RFC 1952), of one member or several.
///
/// Content that was unpacked before a damage is handed out first; then comes the error.
final class GzipInput: ByteInput {
  /// The first two bytes of every member.
  static let magic: [UInt8] = [0x1F, 0x8B]

  private static let chunk = 1 << 16
  /// 15 bits of window, and 16 for the format of gzip rather than zlib's own.
  private static let windowBits: Int32 = 15 + 16

  private let input: any ByteInput
  // zlib keeps the address of its stream: it must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  private let packed: UnsafeMutableRawBufferPointer
  /// Bytes of the file that were given to zlib.
  private var given: Int
  /// Bytes of content that were handed out.
  private var unpacked = 0
  /// Size of the space that is being filled.
  private var spaceCount = 0
  private var memberHasEnded = false
  private var isAtEnd = false
  private var fault: RouteFileFault?

  /// - Parameter beginning: the first bytes of the file, which `input` does not deliver again.
  init(_ input: any ByteInput, beginning: [UInt8]) {
    self.input = input
    packed = .allocate(byteCount: Self.chunk, alignment: 16)
    packed.copyBytes(from: beginning)
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let status = inflateInit2_(
      stream, Self.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib starts")
    given = beginning.count
    stream.pointee.next_in = packed.baseAddress?.assumingMemoryBound(to: Bytef.self)
    stream.pointee.avail_in = UInt32(beginning.count)
  }

  deinit {
    inflateEnd(stream)
    stream.deinitialize(count: 1)
    stream.deallocate()
    packed.deallocate()
  }

  func read(into space: UnsafeMutableRawBufferPointer) throws(RouteFileFault) -> Int {
    if let fault { throw fault }
    if isAtEnd { return 0 }
    stream.pointee.next_out = space.baseAddress?.assumingMemoryBound(to: Bytef.self)
    stream.pointee.avail_out = UInt32(space.count)
    spaceCount = space.count
    do throws(RouteFileFault) {
      while stream.pointee.avail_out == UInt32(space.count), !isAtEnd { try unpack() }
    } catch {
      fault = error
    }
    let count = space.count - Int(stream.pointee.avail_out)
    unpacked += count
    if count == 0, let fault { throw fault }
    return count
  }

  /// One step of zlib, or the border between two members.
  private func unpack() throws(RouteFileFault) {
    if stream.pointee.avail_in == 0, try !refill() {
      guard memberHasEnded else { throw damaged("the data end before the checksum") }
      isAtEnd = true
      return
    }
    if memberHasEnded {
      // Padding of zeros behind the last member is usual on tapes.
      if stream.pointee.next_in.pointee == 0 {
        stream.pointee.next_in += 1
        stream.pointee.avail_in -= 1
        return
      }
      inflateReset(stream)
      memberHasEnded = false
    }
    switch inflate(stream, Z_NO_FLUSH) {
    case Z_OK, Z_BUF_ERROR: return
    case Z_STREAM_END: memberHasEnded = true
    case _: throw damaged(stream.pointee.msg.map { String(cString: $0) } ?? "zlib gives up")
    }
  }

  /// Reads more of the file; `false` at its end.
  private func refill() throws(RouteFileFault) -> Bool {
    let count = try input.read(into: packed)
    given += count
    stream.pointee.next_in = packed.baseAddress?.assumingMemoryBound(to: Bytef.self)
    stream.pointee.avail_in = UInt32(count)
    return count > 0
  }

  private func damaged(_ what: String) -> RouteFileFault {
    let made = spaceCount - Int(stream.pointee.avail_out)
    return .damagedCompression(
      what: what, packedOffset: given - Int(stream.pointee.avail_in), offset: unpacked + made)
  }
}
