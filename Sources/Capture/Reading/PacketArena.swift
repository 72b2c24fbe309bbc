import Glibc

/// Room for a batch of IPv4 packets, side by side in one piece of memory that is filled over and over.
///
/// ```
/// memory   | packet 0 ...zeros | packet 1 ... | packet 2 ...           |  slack |
///          ^ multiples of 64 bytes ^              ^
/// entries  | offset length captured interface time number | ... one for each packet
/// ```
///
/// Who reads the packets may change them in place. Only `init` allocates.
package struct PacketArena: ~Copyable, @unchecked Sendable {
  /// What is known of one packet besides its bytes: 32 bytes.
  package struct Entry: Hashable, Sendable {
    /// Where the packet begins in the arena.
    package let offset: UInt32
    /// Bytes of the packet on the wire.
    package let length: Int32
    /// Bytes of it that the capture holds; less than ``length`` if the packet was cut when it was captured.
    package let capturedLength: Int32
    /// The interface that saw it, in the order of the file; 0 where there is only one.
    package let interface: Int32
    package let time: CaptureTime
    /// Its number in the file, from 1, as capture tools count: packets other than IPv4 have numbers, too.
    package let number: Int64

    /// Whether the capture holds only the beginning of the packet.
    @inlinable
    package var isTruncated: Bool { capturedLength < length }
  }

  /// The longest IPv4 packet.
  package static let maximumLength = 65_535
  /// Every packet begins at a multiple of this many bytes, and as many may be read behind the last one.
  package static let alignment = 64

  /// In packets.
  package let capacity: Int
  /// 0...``capacity``.
  @inlinable
  package var count: Int { filled }
  @usableFromInline var filled = 0

  @usableFromInline let memory: UnsafeMutableRawPointer
  @usableFromInline let entries: UnsafeMutablePointer<Entry>
  private var used = 0
  /// Where the longest packet would no longer fit.
  private let limit: Int

  /// - Parameters:
  ///   - capacity: in packets, at least 1.
  ///   - byteCapacity: room for the packets' bytes; at least one packet of the longest kind always fits.
  package init(capacity: Int = 256, byteCapacity: Int = 1 << 19) {
    precondition(capacity > 0, "an arena holds at least one packet")
    let longest = Self.maximumLength + Self.alignment
    let bytes = max(byteCapacity, longest) + Self.alignment
    self.capacity = capacity
    limit = bytes - longest - Self.alignment
    memory = .allocate(byteCount: bytes, alignment: Self.alignment)
    memset(memory, 0, bytes)
    entries = .allocate(capacity: capacity)
  }

  deinit {
    memory.deallocate()
    entries.deallocate()
  }

  /// Whether a packet of any length may not fit any more.
  package var isFull: Bool { count == capacity || used > limit }

  /// The bytes of packet `index`. Those that the capture does not hold are zeros.
  ///
  /// - Precondition: `index` is below ``count``.
  @inlinable
  package func packet(_ index: Int) -> UnsafeMutableRawBufferPointer {
    precondition(index >= 0 && index < count, "no such packet")
    let entry = entries[index]
    return UnsafeMutableRawBufferPointer(
      start: memory + Int(entry.offset), count: Int(entry.length))
  }

  /// - Precondition: `index` is below ``count``.
  @inlinable
  package subscript(_ index: Int) -> Entry {
    precondition(index >= 0 && index < count, "no such packet")
    return entries[index]
  }

  /// Where the packets' bytes begin, see ``Entry/offset``, and ``count`` entries: for loops over all of them. Valid until
  /// the arena is filled anew.
  package var contents: (memory: UnsafeMutableRawPointer, entries: UnsafePointer<Entry>) {
    (memory, UnsafePointer(entries))
  }

  package mutating func removeAll() {
    filled = 0
    used = 0
  }

  /// Copies a packet in. What `bytes` lack of `length` becomes zeros.
  ///
  /// - Precondition: the arena is not full; `bytes` are at most `length`, and that at most
  ///   ``maximumLength``.
  @inline(__always)
  package mutating func append(
    _ bytes: UnsafeRawBufferPointer, length: Int, interface: Int, time: CaptureTime, number: Int64
  ) {
    let room = reserve(
      length: length, captured: bytes.count, interface: interface, time: time, number: number)
    if let source = bytes.baseAddress { memcpy(room, source, bytes.count) }
    if bytes.count < length { memset(room + bytes.count, 0, length - bytes.count) }
  }

  /// Adds a packet whose `length` bytes the caller writes where the result points to.
  ///
  /// - Precondition: the arena is not full; `length` is at most ``maximumLength``.
  @inline(__always)
  package mutating func reserve(
    length: Int, captured: Int, interface: Int, time: CaptureTime, number: Int64
  ) -> UnsafeMutableRawPointer {
    precondition(!isFull && captured <= length && length <= Self.maximumLength, "no room")
    entries[filled] = Entry(
      offset: UInt32(truncatingIfNeeded: used), length: Int32(truncatingIfNeeded: length),
      capturedLength: Int32(truncatingIfNeeded: captured),
      interface: Int32(truncatingIfNeeded: interface), time: time, number: number)
    let room = memory + used
    used = (used &+ length &+ Self.alignment &- 1) & ~(Self.alignment &- 1)
    filled &+= 1
    return room
  }
}
