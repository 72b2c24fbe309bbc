#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The part of a content that a reader looks at; it moves forward, and grows as far as a reader needs.
struct ByteWindow: ~Copyable {
  private let input: ContentInput
  private var buffer: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0
  private var isAtEnd = false
  private var fault: RouteFileFault?
  /// Bytes of content before the window.
  private(set) var offset = 0

  private static let initialCapacity = 1 << 18

  init(_ input: ContentInput) {
    self.input = input
    buffer = .allocate(byteCount: Self.initialCapacity, alignment: 64)
  }

  deinit {
    buffer.deallocate()
  }

  /// Bytes in the window.
  var count: Int { end - start }

  /// The first byte of the window. Valid until the window moves or grows.
  var base: UnsafePointer<UInt8> {
    UnsafePointer(
      (buffer.baseAddress.unsafelyUnwrapped + start).assumingMemoryBound(to: UInt8.self))
  }

  subscript(_ index: Int) -> UInt8 { base[index] }

  /// Makes the window at least `needed` bytes long, or as long as the content allows.
  ///
  /// - Throws: the damage that keeps the content from being longer.
  mutating func need(_ needed: Int) throws(RouteFileFault) {
    while count < needed, try grow() {}
  }

  /// Reads one more chunk; `false` at the end of the content.
  mutating func grow() throws(RouteFileFault) -> Bool {
    if let fault { throw fault }
    if isAtEnd { return false }
    if start > 0 {
      let base = buffer.baseAddress.unsafelyUnwrapped
      memmove(base, base + start, count)
      end -= start
      start = 0
    }
    if end == buffer.count {
      let larger = UnsafeMutableRawBufferPointer.allocate(
        byteCount: buffer.count * 2, alignment: 64)
      larger.copyMemory(from: UnsafeRawBufferPointer(buffer))
      buffer.deallocate()
      buffer = larger
    }
    let space = UnsafeMutableRawBufferPointer(rebasing: buffer[end...])
    do throws(RouteFileFault) {
      let read = try input.read(into: space)
      end += read
      if read == 0 { isAtEnd = true }
      return read > 0
    } catch {
      fault = error
      throw error
    }
  }

  /// Moves the window forward by `count` bytes, which are in it.
  mutating func advance(by count: Int) {
    start += count
    offset += count
  }
}
