import Addressing
import DataPlane

/// A packet under way: what is known about it, and its bytes behind that, in memory of ``PacketPool``.
struct PacketSlot {
  struct Header {
    var id: PacketID
    /// The packet that this one is about; 0 if none.
    var cause: PacketID
    /// Of the IPv4 packet and what stands behind it in its frame, in bytes.
    var length: Int32
    /// At how many devices the packet was.
    var receptions: Int32
    /// The interface at which it was put on the link, and at which it arrives.
    var egress: InterfaceID
    var ingress: InterfaceID
    /// To whom it was sent on its first link.
    var sentTo: MACAddress
    /// What was decided about packets like this one; the stream owns it.
    var plan: UnsafeMutablePointer<JourneyPlan>?
    fileprivate var sizeClass: UInt8
    fileprivate var nextFree: UnsafeMutablePointer<Header>?
  }

  /// The bytes begin on a cache line of their own.
  fileprivate static let headerSize = 64

  let header: UnsafeMutablePointer<Header>

  var bytes: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(
      start: UnsafeMutableRawPointer(header) + Self.headerSize, count: Int(header.pointee.length))
  }
}

/// Memory for packets under way, used over and over: a steady flow of packets allocates nothing.
///
/// Slots come in sizes of a power of two; a slot that is given back waits for a packet of its size.
struct PacketPool: ~Copyable {
  /// Slots hold 64 bytes and more, so that 64 bytes can be read of each.
  private static let smallest = 6
  /// An IPv4 packet has at most 65,535 bytes; a frame may have padding.
  private static let largest = 20
  private static let blockSize = 1 << 16

  private var free: UnsafeMutablePointer<UnsafeMutablePointer<PacketSlot.Header>?>
  private var blocks: [UnsafeMutableRawPointer] = []
  /// Packets under way.
  private(set) var used = 0

  init() {
    free = .allocate(capacity: Self.largest + 1)
    free.initialize(repeating: nil, count: Self.largest + 1)
  }

  deinit {
    for block in blocks { block.deallocate() }
    free.deallocate()
  }

  /// A slot for `length` bytes, which are not set.
  ///
  /// - Precondition: at most a megabyte.
  mutating func take(length: Int, id: PacketID, cause: PacketID) -> PacketSlot {
    let sizeClass =
      length <= 1 << Self.smallest
      ? Self.smallest : Int.bitWidth - (length - 1).leadingZeroBitCount
    precondition(sizeClass <= Self.largest, "a packet has at most a megabyte")
    let header = free[sizeClass] ?? allocate(sizeClass)
    free[sizeClass] = header.pointee.nextFree
    used &+= 1
    header.pointee = PacketSlot.Header(
      id: id, cause: cause, length: Int32(truncatingIfNeeded: length), receptions: 0,
      egress: InterfaceID(rawValue: 0), ingress: InterfaceID(rawValue: 0),
      sentTo: MACAddress(rawValue: 0), plan: nil,
      sizeClass: UInt8(truncatingIfNeeded: sizeClass),
      nextFree: nil)
    return PacketSlot(header: header)
  }

  /// A slot that holds `bytes`.
  mutating func take(_ bytes: [UInt8], id: PacketID, cause: PacketID) -> PacketSlot {
    let slot = take(length: bytes.count, id: id, cause: cause)
    bytes.withUnsafeBytes { slot.bytes.copyMemory(from: $0) }
    return slot
  }

  /// The packet has ended.
  mutating func giveBack(_ slot: PacketSlot) {
    let sizeClass = Int(slot.header.pointee.sizeClass)
    slot.header.pointee.nextFree = free[sizeClass]
    free[sizeClass] = slot.header
    used &-= 1
  }

  /// The first of a block of free slots.
  private mutating func allocate(_ sizeClass: Int) -> UnsafeMutablePointer<PacketSlot.Header> {
    let stride = PacketSlot.headerSize + 1 << sizeClass
    let count = max(1, Self.blockSize / stride)
    let block = UnsafeMutableRawPointer.allocate(byteCount: stride * count, alignment: 64)
    blocks.append(block)
    var next: UnsafeMutablePointer<PacketSlot.Header>?
    for index in (0..<count).reversed() {
      let header = (block + index * stride).bindMemory(to: PacketSlot.Header.self, capacity: 1)
      header.initialize(
        to: PacketSlot.Header(
          id: PacketID(rawValue: 0), cause: PacketID(rawValue: 0), length: 0, receptions: 0,
          egress: InterfaceID(rawValue: 0), ingress: InterfaceID(rawValue: 0),
          sentTo: MACAddress(rawValue: 0), plan: nil, sizeClass: UInt8(sizeClass),
          nextFree: next))
      next = header
    }
    return next.unsafelyUnwrapped
  }
}
