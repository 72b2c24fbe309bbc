import Addressing
import DataPlane
import Glibc

/// Where a packet enters the estate.
package enum BulkEntry: Hashable, Sendable {
  /// Sent by the guest or host with this index among the estate's endpoints.
  case endpoint(Int)
  /// Came in at a device's interface.
  case interface(InterfaceID)

  /// An endpoint's index, or the complement of an interface's number.
  package var code: Int32 {
    switch self {
    case .endpoint(let index): Int32(truncatingIfNeeded: index)
    case .interface(let interface): ~interface.rawValue
    }
  }
}

/// Some packets that one worker takes to their ends together, in memory that is used over and over.
///
/// ```
/// memory   | packet 0      | packet 1 ...  | packet 2 ...
///          ^ multiples of 64 bytes
/// entries  | offset length entry conversation time number | ... one for each packet
/// ```
/// A packet's place has room for what may take it: an ICMP error about it, or its echo reply. Only `init` allocates.
final class PacketBlock: @unchecked Sendable {
  struct Entry {
    var offset: UInt32
    /// Of the packet, in bytes.
    var length: Int32
    /// An endpoint, or the complement of an interface's number.
    var entry: Int32
    /// The low bits of the conversation's number, and in the lowest one its direction.
    var conversation: UInt32
    /// The clock of the flow records.
    var at: EmulatedInstant
    /// When the packet enters.
    var time: EmulatedInstant
    var number: UInt64
  }

  /// In packets.
  static let capacity = 1024
  /// Blocks of packets of ordinary sizes are full when this many bytes are used.
  fileprivate static let byteLimit = 1 << 18
  fileprivate static let longest = 65_536 * 2

  /// What is in a block. Kept behind a pointer: who fills a block or empties it counts no references.
  struct Content {
    let memory: UnsafeMutableRawPointer
    let entries: UnsafeMutablePointer<Entry>
    var count = 0
    var used = 0
  }

  let content: UnsafeMutablePointer<Content>
  private let allocation: UnsafeMutableRawPointer

  init() {
    // Zeros, so that what stands behind a packet can be read; pages are committed as they are written to.
    guard let allocation = calloc(Self.byteLimit + Self.longest + 128, 1) else {
      preconditionFailure("no memory for packets")
    }
    self.allocation = allocation
    let memory = allocation.alignedUp(toMultipleOf: 64)
    content = .allocate(capacity: 1)
    content.initialize(
      to: Content(memory: memory, entries: .allocate(capacity: Self.capacity)))
  }

  deinit {
    free(allocation)
    content.pointee.entries.deallocate()
    content.deallocate()
  }

  var count: Int { content.pointee.count }
  var memory: UnsafeMutableRawPointer { content.pointee.memory }
  var entries: UnsafeMutablePointer<Entry> { content.pointee.entries }

  func removeAll() {
    content.pointee.count = 0
    content.pointee.used = 0
  }

  /// In bytes: how much of the memory belongs to a packet.
  func room(of index: Int) -> Int {
    let end = index + 1 < count ? Int(entries[index + 1].offset) : content.pointee.used
    return end - Int(entries[index].offset)
  }
}

extension PacketBlock.Content {
  /// Whether the next packet may not fit.
  @inline(__always)
  var isFull: Bool { count == PacketBlock.capacity || used >= PacketBlock.byteLimit }

  /// - Precondition: the block is not full; the packet has at most 131,072 bytes, as frames of jumbo size have.
  @inline(__always)
  mutating func append(
    _ packet: BulkPacket, _ conversation: Conversation, at time: EmulatedInstant, number: UInt64
  ) {
    let length = Int(packet.length)
    precondition(!isFull && length <= PacketBlock.longest, "no room in the block")
    Self.copy(packet.base, to: memory + used, length)
    entries[count] = PacketBlock.Entry(
      offset: UInt32(truncatingIfNeeded: used), length: packet.length, entry: packet.entryCode,
      conversation: UInt32(truncatingIfNeeded: conversation.hash) & ~1
        | (conversation.isFromHigherEnd ? 1 : 0),
      at: time, time: packet.time, number: number)
    used &+= Self.room(packet.base, length)
    count &+= 1
  }

  /// The usual short packets need no call.
  @inline(__always)
  private static func copy(
    _ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer, _ length: Int
  ) {
    guard length > 64 || length < 32 else {
      typealias Half = SIMD32<UInt8>
      let first = source.loadUnaligned(as: Half.self)
      let last = source.loadUnaligned(fromByteOffset: length &- 32, as: Half.self)
      target.storeBytes(of: first, as: Half.self)
      target.storeBytes(of: last, toByteOffset: length &- 32, as: Half.self)
      return
    }
    memcpy(target, source, length)
  }

  /// A header with long options is quoted whole: 96 bytes at most.
  @inline(__always)
  private static func room(_ base: UnsafeRawPointer, _ length: Int) -> Int {
    let hasLongHeader = length > 0 && base.load(as: UInt8.self) & 15 > 7
    let needed = hasLongHeader ? max(length, 96) : max(length, 1)
    return (needed &+ 63) & ~63
  }
}
