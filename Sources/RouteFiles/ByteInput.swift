#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Where bytes come from, a chunk at a time.
protocol ByteInput: AnyObject {
  /// Writes up to the size of `space` and says how much; 0 is the end.
  func read(into space: UnsafeMutableRawBufferPointer) throws(RouteFileFault) -> Int
}

/// A file, closed when nobody refers to it.
final class FileInput: ByteInput {
  private let descriptor: Int32
  private let path: String

  init(path: String) throws(RouteFileFault) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  func read(into space: UnsafeMutableRawBufferPointer) throws(RouteFileFault) -> Int {
    while true {
      #if canImport(Glibc)
        let count = Glibc.read(descriptor, space.baseAddress, space.count)
      #else
        let count = Musl.read(descriptor, space.baseAddress, space.count)
      #endif
      if count >= 0 { return count }
      guard errno == EINTR else {
        throw .unreadable(path: path, reason: String(cString: strerror(errno)))
      }
    }
  }
}

/// Bytes that are there already.
final class MemoryInput: ByteInput {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  func read(into space: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(space.count, bytes.count - position)
    bytes.withUnsafeBytes { all in
      space.copyBytes(from: all[position..<position + count])
    }
    position += count
    return count
  }
}

/// The content of a file: its bytes, unpacked if they begin as gzip does.
final class ContentInput: ByteInput {
  private let input: any ByteInput
  private var gzip: GzipInput?
  private var beginning: [UInt8] = []
  private var hasBegun = false

  var isCompressed: Bool { gzip != nil }

  init(_ input: any ByteInput) {
    self.input = input
  }

  func read(into space: UnsafeMutableRawBufferPointer) throws(RouteFileFault) -> Int {
    if !hasBegun { try begin() }
    if let gzip { return try gzip.read(into: space) }
    if beginning.isEmpty { return try input.read(into: space) }
    let count = min(space.count, beginning.count)
    space.copyBytes(from: beginning[..<count])
    beginning.removeFirst(count)
    return count
  }

  private func begin() throws(RouteFileFault) {
    hasBegun = true
    while beginning.count < 2 {
      var byte: UInt8 = 0
      let fault: RouteFileFault?
      var count = 0
      do throws(RouteFileFault) {
        count = try withByte(&byte)
        fault = nil
      } catch {
        fault = error
      }
      if let fault { throw fault }
      if count == 0 { return }
      beginning.append(byte)
    }
    if beginning == GzipInput.magic { gzip = GzipInput(input, beginning: beginning) }
  }

  private func withByte(_ byte: inout UInt8) throws(RouteFileFault) -> Int {
    let space = UnsafeMutableRawBufferPointer.allocate(byteCount: 1, alignment: 1)
    defer { space.deallocate() }
    let count = try input.read(into: space)
    byte = space[0]
    return count
  }
}
