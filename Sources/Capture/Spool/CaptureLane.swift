/// What a ``CaptureLane`` needs to know of one frame: an IPv4 packet behind an Ethernet header.
package struct SpooledFrame {
  /// The packet, but for ``header``.
  package var packet: UnsafeRawBufferPointer
  /// Bytes 8 to 11 of the packet, as they stand in memory: TTL, protocol and header checksum.
  package var header: UInt32
  /// The destination's MAC address, its first octet in the lowest byte.
  package var destination: UInt64
  /// The source's, in the same order.
  package var source: UInt64
  /// An index into ``CaptureDescription/interfaces``.
  package var interface: Int
  package var direction: CapturedFrame.Direction
  package var time: CaptureTime
  package var packetID: UInt64
  /// Which of the spool's remarks stand beside the frame; negative for none.
  package var remark: Int

  @inlinable
  package init(
    packet: UnsafeRawBufferPointer, header: UInt32, from source: UInt64, to destination: UInt64,
    interface: Int, direction: CapturedFrame.Direction, time: CaptureTime, packetID: UInt64,
    remark: Int = -1
  ) {
    self.packet = packet
    self.header = header
    self.destination = destination
    self.source = source
    self.interface = interface
    self.direction = direction
    self.time = time
    self.packetID = packetID
    self.remark = remark
  }
}

/// The way of one thread's frames into a ``CaptureSpool``: makes records of them, in memory of its own. One thread at a
/// time.
///
/// An enhanced packet block (draft-ietf-opsawg-pcapng, 4.3), numbers little-endian:
/// ```
///  0 type 6 | 4 block length | 8 interface | 12 time, upper half | 16 lower half | 20 captured | 24 original length
/// 28 Ethernet header, packet, zeros up to a multiple of 4
///    remarks | flags option, 8 bytes | packet id option, 12 bytes | end of options, 4 bytes | block length
/// ```
/// A record of the classic format: seconds, nanoseconds, captured and original length, frame.
package final class CaptureLane: @unchecked Sendable {
  /// What the lane has seen at one interface.
  @usableFromInline
  struct Count {
    @usableFromInline var seen: UInt64 = 0
    /// Left out because no buffer was free.
    @usableFromInline var lost: UInt64 = 0
    @usableFromInline var filtered: UInt64 = 0
    @usableFromInline var first = CaptureTime(nanosecondsSince1970: .max)
    @usableFromInline var last = CaptureTime(nanosecondsSince1970: .min)

    mutating func add(_ other: Self) {
      seen += other.seen
      lost += other.lost
      filtered += other.filtered
      first = min(first, other.first)
      last = max(last, other.last)
    }
  }

  /// The options of one remark, ready to be copied.
  @usableFromInline
  struct Remark {
    @usableFromInline var bytes: UnsafeRawPointer
    @usableFromInline var count: Int
  }

  /// Behind a pointer, so that no access is checked for exclusiveness while frames are taken.
  @usableFromInline
  struct State {
    /// Where the next record goes; `nil` if there is no buffer.
    @usableFromInline var next: UnsafeMutableRawPointer?
    @usableFromInline var end: UnsafeMutableRawPointer?
    @usableFromInline var counts: UnsafeMutablePointer<Count>
    @usableFromInline var remarks: UnsafePointer<Remark>
    @usableFromInline var isClassic: Bool
    @usableFromInline var isFiltered: Bool
    /// The second of the last record, for the classic format.
    @usableFromInline var second: Int64 = 0
  }

  /// Ethernet header, and what a record has besides frame and remarks: of the longer format, rounded up.
  @usableFromInline static let overhead = 128
  @usableFromInline let state: UnsafeMutablePointer<State>
  let interfaceCount: Int
  private let exchange: SpoolExchange
  private let overflow: CaptureOverflow
  private let filter: CaptureFilter?
  private let remarkLength: Int
  private var buffer: SpoolBuffer?
  /// Frames after the last one that found no room are lost without asking again, until ``refill()``.
  private var isStarved = false

  init(
    _ exchange: SpoolExchange, _ remarks: SpoolRemarks, interfaces: Int, isClassic: Bool,
    overflow: CaptureOverflow, filter: CaptureFilter?
  ) {
    self.exchange = exchange
    self.overflow = overflow
    self.filter = filter
    interfaceCount = interfaces
    remarkLength = remarks.longest
    let counts = UnsafeMutablePointer<Count>.allocate(capacity: max(1, interfaces))
    counts.initialize(repeating: Count(), count: interfaces)
    state = .allocate(capacity: 1)
    state.initialize(
      to: State(
        counts: counts, remarks: remarks.table, isClassic: isClassic, isFiltered: filter != nil))
  }

  deinit {
    state.pointee.counts.deallocate()
    state.deallocate()
  }

  func count(at interface: Int) -> Count { state.pointee.counts[interface] }

  /// Asks for memory if there was none for the last frames. To be called now and then, such as once for a batch.
  package func refill() {
    guard isStarved else { return }
    isStarved = false
    takeBuffer()
  }

  /// Hands over everything that was taken.
  package func flush() {
    guard let buffer, let next = state.pointee.next else { return }
    buffer.used = next - buffer.memory
    exchange.handOver(buffer)
    self.buffer = nil
    state.pointee.next = nil
    state.pointee.end = nil
  }

  /// Takes frames, as one after the other; other modules call this, which costs them one call.
  package func append(_ frames: UnsafeBufferPointer<SpooledFrame>) {
    for frame in frames { append(frame) }
  }

  /// Takes a frame.
  ///
  /// - Precondition: the packet has at most 131,072 bytes; interface and remark are the spool's.
  @inlinable
  @inline(__always)
  package func append(_ frame: SpooledFrame) {
    let state = state
    let length = frame.packet.count
    let count = state.pointee.counts + frame.interface
    count.pointee.seen &+= 1
    if frame.time < count.pointee.first { count.pointee.first = frame.time }
    if frame.time > count.pointee.last { count.pointee.last = frame.time }
    var place = state.pointee.next
    if place == nil || state.pointee.end.unsafelyUnwrapped - place.unsafelyUnwrapped < length {
      guard makeRoom(length) else {
        count.pointee.lost &+= 1
        return
      }
      place = state.pointee.next
    }
    let start = place.unsafelyUnwrapped
    let frameStart = start + (state.pointee.isClassic ? 16 : 28)
    // Zeros between the frame and what comes behind it.
    let padded = (length &+ 14 &+ 3) & ~3
    frameStart.storeBytes(of: 0, toByteOffset: padded &- 4, as: UInt32.self)
    frameStart.storeBytes(of: frame.destination | frame.source &<< 48, as: UInt64.self)
    frameStart.storeBytes(
      of: frame.source &>> 16 | 0x0008 &<< 32, toByteOffset: 8, as: UInt64.self)
    Self.copy(frame.packet, to: frameStart + 14)
    if length >= 12 {
      frameStart.storeBytes(of: frame.header, toByteOffset: 22, as: UInt32.self)
    }
    if state.pointee.isFiltered, !matches(frameStart, length &+ 14) {
      count.pointee.filtered &+= 1
      return
    }
    let wireLength = UInt32(truncatingIfNeeded: length &+ 14)
    let time = frame.time.nanosecondsSince1970
    guard !state.pointee.isClassic else {
      var second = state.pointee.second
      if time &- second &* 1_000_000_000 >= 1_000_000_000 || time < second &* 1_000_000_000 {
        second = time / 1_000_000_000
        state.pointee.second = second
      }
      start.storeBytes(of: UInt32(truncatingIfNeeded: second), as: UInt32.self)
      start.storeBytes(
        of: UInt32(truncatingIfNeeded: time &- second &* 1_000_000_000), toByteOffset: 4,
        as: UInt32.self)
      start.storeBytes(of: wireLength, toByteOffset: 8, as: UInt32.self)
      start.storeBytes(of: wireLength, toByteOffset: 12, as: UInt32.self)
      state.pointee.next = frameStart + Int(wireLength)
      return
    }
    var tail = frameStart + padded
    if frame.remark >= 0 {
      let remark = state.pointee.remarks[frame.remark]
      tail.copyMemory(from: remark.bytes, byteCount: remark.count)
      tail += remark.count
    }
    let blockLength = UInt32(truncatingIfNeeded: tail - start &+ 28)
    start.storeBytes(of: 6, as: UInt32.self)
    start.storeBytes(of: blockLength, toByteOffset: 4, as: UInt32.self)
    start.storeBytes(
      of: UInt32(truncatingIfNeeded: frame.interface), toByteOffset: 8, as: UInt32.self)
    start.storeBytes(
      of: UInt32(truncatingIfNeeded: time &>> 32), toByteOffset: 12, as: UInt32.self)
    start.storeBytes(of: UInt32(truncatingIfNeeded: time), toByteOffset: 16, as: UInt32.self)
    start.storeBytes(of: wireLength, toByteOffset: 20, as: UInt32.self)
    start.storeBytes(of: wireLength, toByteOffset: 24, as: UInt32.self)
    // epb_flags: code 2, 4 bytes. epb_packetid: code 5, 8 bytes.
    tail.storeBytes(of: 0x0004_0002, as: UInt32.self)
    tail.storeBytes(of: frame.direction.rawValue, toByteOffset: 4, as: UInt32.self)
    tail.storeBytes(of: 0x0008_0005, toByteOffset: 8, as: UInt32.self)
    tail.storeBytes(of: frame.packetID, toByteOffset: 12, as: UInt64.self)
    tail.storeBytes(of: 0, toByteOffset: 20, as: UInt32.self)
    tail.storeBytes(of: blockLength, toByteOffset: 24, as: UInt32.self)
    state.pointee.next = tail + 28
  }

  /// The usual short packets need no call.
  @inlinable
  @inline(__always)
  static func copy(_ source: UnsafeRawBufferPointer, to target: UnsafeMutableRawPointer) {
    let count = source.count
    guard let base = source.baseAddress else { return }
    guard count < 32 || count > 64 else {
      let first = base.loadUnaligned(as: SIMD32<UInt8>.self)
      let last = base.loadUnaligned(fromByteOffset: count &- 32, as: SIMD32<UInt8>.self)
      target.storeBytes(of: first, as: SIMD32<UInt8>.self)
      target.storeBytes(of: last, toByteOffset: count &- 32, as: SIMD32<UInt8>.self)
      return
    }
    target.copyMemory(from: base, byteCount: count)
  }

  @usableFromInline
  func matches(_ frame: UnsafeMutableRawPointer, _ count: Int) -> Bool {
    filter?.matches(UnsafeRawBufferPointer(start: frame, count: count)) ?? true
  }

  /// Hands the buffer over and takes the next. Returns whether a record for `length` bytes of packet fits now.
  @usableFromInline
  @inline(never)
  func makeRoom(_ length: Int) -> Bool {
    precondition(length <= 131_072, "packets have at most 131,072 bytes")
    flush()
    guard !isStarved else { return false }
    takeBuffer()
    return buffer != nil
  }

  private func takeBuffer() {
    guard let taken = exchange.takeFree(waits: overflow == .block) else {
      isStarved = true
      return
    }
    buffer = taken
    state.pointee.next = taken.memory
    state.pointee.end = taken.memory + (SpoolBuffer.capacity - Self.overhead - remarkLength)
  }
}
