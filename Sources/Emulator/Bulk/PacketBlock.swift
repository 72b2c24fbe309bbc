import Addressing
import DataPlane
import Glibc

/// Where a packet enters the estate.
package enum BulkEntry: Hashable, Sendable {
  /// Sent by the guest or host with this index among the estate's endpoints.
  case endpoint(Int)
  /// Came in at a device's interface.
  case interface(InterfaceID)
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
    var at: EmulatedInstant
    var number: UInt64
  }

  /// In packets.
  static let capacity = 1024
  /// Blocks of packets of ordinary sizes are full when this many bytes are used.
  private static let byteLimit = 1 << 18
  private static let longest = 65_536 * 2

  private(set) var count = 0
  let memory: UnsafeMutableRawPointer
  let entries: UnsafeMutablePointer<Entry>
  private var used = 0

  init() {
    let size = Self.byteLimit + Self.longest + 64
    memory = .allocate(byteCount: size, alignment: 64)
    memset(memory, 0, size)
    entries = .allocate(capacity: Self.capacity)
  }

  deinit {
    memory.deallocate()
    entries.deallocate()
  }

  /// Whether the next packet may not fit.
  @inline(__always)
  var isFull: Bool { count == Self.capacity || used >= Self.byteLimit }

  func removeAll() {
    count = 0
    used = 0
  }

  /// - Precondition: the block is not full; the packet has at most 131,072 bytes, as frames of jumbo size have.
  @inline(__always)
  func append(
    _ bytes: UnsafeRawBufferPointer, _ entry: Int32, _ conversation: Conversation,
    at time: EmulatedInstant, number: UInt64
  ) {
    precondition(!isFull && bytes.count <= Self.longest, "no room in the block")
    if let source = bytes.baseAddress { memcpy(memory + used, source, bytes.count) }
    entries[count] = Entry(
      offset: UInt32(truncatingIfNeeded: used), length: Int32(truncatingIfNeeded: bytes.count),
      entry: entry,
      conversation: UInt32(truncatingIfNeeded: conversation.hash) & ~1
        | (conversation.isFromHigherEnd ? 1 : 0),
      at: time, number: number)
    used &+= Self.room(for: bytes)
    count &+= 1
  }

  /// A header with long options is quoted whole: 96 bytes at most.
  @inline(__always)
  private static func room(for bytes: UnsafeRawBufferPointer) -> Int {
    let needed = bytes.count > 0 && bytes[0] & 15 > 7 ? max(bytes.count, 96) : max(bytes.count, 1)
    return (needed &+ 63) & ~63
  }

  /// In bytes: how much of the memory belongs to a packet.
  func room(of index: Int) -> Int {
    let end = index + 1 < count ? Int(entries[index + 1].offset) : used
    return end - Int(entries[index].offset)
  }
}
