import Glibc

/// The part of a capture that a reader looks at; it moves forward, and grows to the longest record.
///
/// What changes lies behind a pointer: a reader keeps its window as a constant, which spares every record the
/// run-time check of exclusive access to the reader's property.
struct RecordWindow: ~Copyable {
  private struct State {
    var buffer: UnsafeMutableRawBufferPointer
    var start = 0
    var end = 0
    var isAtEnd = false
    /// Bytes of the capture before the window.
    var offset = 0
  }

  let input: CaptureInput
  private let state: UnsafeMutablePointer<State>

  /// As much as the second-level cache keeps beside what the packets need.
  private static let initialCapacity = 1 << 18

  init(_ input: CaptureInput) {
    self.input = input
    state = .allocate(capacity: 1)
    state.initialize(
      to: State(buffer: .allocate(byteCount: Self.initialCapacity, alignment: 64)))
  }

  deinit {
    state.pointee.buffer.deallocate()
    state.deallocate()
  }

  /// Bytes in the window.
  @inline(__always)
  var count: Int { state.pointee.end &- state.pointee.start }

  /// Bytes of the capture before the window.
  @inline(__always)
  var offset: Int { state.pointee.offset }

  /// The first byte of the window. Valid until the window moves or grows.
  @inline(__always)
  var base: UnsafeRawPointer {
    UnsafeRawPointer(state.pointee.buffer.baseAddress.unsafelyUnwrapped + state.pointee.start)
  }

  /// Whether the window is, or can be made, at least `needed` bytes long.
  @inline(__always)
  func has(_ needed: Int) throws(CaptureError) -> Bool {
    if count >= needed { return true }
    return try grow(to: needed)
  }

  /// Moves the window forward by `count` bytes, which are in it.
  @inline(__always)
  func advance(by count: Int) {
    state.pointee.start &+= count
    state.pointee.offset &+= count
  }

  @inline(never)
  private func grow(to needed: Int) throws(CaptureError) -> Bool {
    var now = state.pointee
    defer { state.pointee = now }
    let base = now.buffer.baseAddress.unsafelyUnwrapped
    memmove(base, base + now.start, count)
    now.end -= now.start
    now.start = 0
    if needed > now.buffer.count {
      var capacity = now.buffer.count
      while capacity < needed { capacity *= 2 }
      let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 64)
      larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: now.buffer[..<now.end]))
      now.buffer.deallocate()
      now.buffer = larger
    }
    while now.end < needed, !now.isAtEnd {
      let space = UnsafeMutableRawBufferPointer(rebasing: now.buffer[now.end...])
      let read = try input.read(into: space)
      if read == 0 { now.isAtEnd = true }
      now.end += read
    }
    return now.end >= needed
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
