import Glibc

/// The part of a capture that a reader looks at; it moves forward, and grows to the longest record.
struct RecordWindow: ~Copyable {
  let input: CaptureInput
  private var buffer: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0
  private var isAtEnd = false
  /// Bytes of the capture before the window.
  private(set) var offset = 0

  /// As much as the second-level cache keeps beside what the packets need.
  private static let initialCapacity = 1 << 18

  init(_ input: CaptureInput) {
    self.input = input
    buffer = .allocate(byteCount: Self.initialCapacity, alignment: 64)
  }

  deinit {
    buffer.deallocate()
  }

  /// Bytes in the window.
  @inline(__always)
  var count: Int { end &- start }

  /// The first byte of the window. Valid until the window moves or grows.
  @inline(__always)
  var base: UnsafeRawPointer {
    UnsafeRawPointer(buffer.baseAddress.unsafelyUnwrapped + start)
  }

  /// Whether the window is, or can be made, at least `needed` bytes long.
  @inline(__always)
  mutating func has(_ needed: Int) throws(CaptureError) -> Bool {
    if count >= needed { return true }
    return try grow(to: needed)
  }

  /// Moves the window forward by `count` bytes, which are in it.
  @inline(__always)
  mutating func advance(by count: Int) {
    start &+= count
    offset &+= count
  }

  @inline(never)
  private mutating func grow(to needed: Int) throws(CaptureError) -> Bool {
    let base = buffer.baseAddress.unsafelyUnwrapped
    memmove(base, base + start, count)
    end -= start
    start = 0
    if needed > buffer.count {
      var capacity = buffer.count
      while capacity < needed { capacity *= 2 }
      let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 64)
      larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<end]))
      buffer.deallocate()
      buffer = larger
    }
    while count < needed, !isAtEnd {
      let read = try input.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[end...]))
      if read == 0 { isAtEnd = true }
      end += read
    }
    return count >= needed
  }
}

extension UnsafeRawPointer {
  /// The integer at `offset`, its bytes exchanged if the capture was written on a machine of the other order.
  @inline(__always)
  func integer<Value: FixedWidthInteger>(
    _ offset: Int, as type: Value.Type = Value.self, swapped: Bool
  ) -> Value {
    let value = loadUnaligned(fromByteOffset: offset, as: Value.self)
    return swapped ? value.byteSwapped : value
  }

  /// The 16 bits at `offset` in network order.
  @inline(__always)
  func network16(_ offset: Int) -> UInt16 {
    UInt16(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt16.self))
  }
}
