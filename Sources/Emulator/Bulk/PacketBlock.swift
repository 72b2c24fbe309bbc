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

/// Some packets on their way from the source to the workers, in memory that is used over and over.
///
/// ```
/// memory   | packet 0      | packet 1 ...  | packet 2 ...
///          ^ multiples of 64 bytes
/// arrivals | offset length entry at time | ... one for each packet, where there are many workers
/// shares   | worker 0: one entry for each packet of its conversations | worker 1 ...
/// ```
/// Who reads fills the memory, and who has read sorts the packets into shares; then each worker takes its share to the
/// end, in the packets' own memory. A packet's place has room for what may take it: an ICMP error about it, or its echo
/// reply. Allocates when it is first used, and where a source gives more at once than ever before.
final class PacketBlock: @unchecked Sendable {
  /// One packet as its worker finds it: a cache line, in which there is all that a known journey asks for.
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
    /// How much of the memory belongs to the packet, in 64 bytes.
    var room: UInt32
    var header: PlainHeader

    var roomBytes: Int { Int(room) &* 64 }
  }

  /// A packet that is read, and not yet sorted.
  private struct Arrival {
    var offset: UInt32
    var packet: BulkPacket
    var at: EmulatedInstant
  }

  /// The packets of one worker.
  struct Share {
    var entries: UnsafeMutablePointer<Entry>
    var count = 0
  }

  /// In packets: a block that has so many takes no more, but all that its source gives at once.
  static let capacity = 1024
  /// Blocks of packets of ordinary sizes are full when this many bytes are used.
  private static let byteLimit = 1 << 18
  static let longest = 65_536 * 2

  private let shareCount: Int
  private var allocation: UnsafeMutableRawPointer
  private(set) var memory: UnsafeMutableRawPointer
  private var byteCapacity: Int
  private var used = 0
  private var packetCapacity = 2 * capacity
  private(set) var count = 0
  private var arrivals: UnsafeMutablePointer<Arrival>
  /// One for each worker.
  let shares: UnsafeMutablePointer<Share>
  private var firstNumber: UInt64 = 0
  /// `nil` where nothing is balanced.
  private let balanced: BalancedAddresses?

  init(shares shareCount: Int, _ balanced: BalancedAddresses?) {
    self.shareCount = shareCount
    self.balanced = balanced
    byteCapacity = 2 * Self.byteLimit
    (allocation, memory) = Self.zeros(byteCapacity)
    arrivals = .allocate(capacity: shareCount == 1 ? 1 : packetCapacity)
    shares = .allocate(capacity: shareCount)
    for worker in 0..<shareCount {
      (shares + worker).initialize(to: Share(entries: Self.entries(packetCapacity)))
    }
  }

  deinit {
    free(allocation)
    arrivals.deallocate()
    for worker in 0..<shareCount { shares[worker].entries.deallocate() }
    shares.deallocate()
  }

  /// What stands behind a packet can be read; pages are committed as they are written to.
  private static func zeros(_ count: Int) -> (UnsafeMutableRawPointer, UnsafeMutableRawPointer) {
    guard let allocation = calloc(count + longest + 128, 1) else {
      preconditionFailure("no memory for packets")
    }
    return (allocation, allocation.alignedUp(toMultipleOf: 64))
  }

  private static func entries(_ count: Int) -> UnsafeMutablePointer<Entry> {
    UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<Entry>.stride, alignment: 64
    ).bindMemory(to: Entry.self, capacity: count)
  }

  /// Whether it goes to the workers now.
  var isFull: Bool { count >= Self.capacity || used >= Self.byteLimit }

  /// Empties it; the next packet has this number.
  func begin(at number: UInt64) {
    count = 0
    used = 0
    firstNumber = number
    for worker in 0..<shareCount { shares[worker].count = 0 }
  }

  // MARK: Reading

  /// Takes packets, whose bytes are copied.
  ///
  /// - Parameter clock: of the flow records; goes on with the packets.
  func append(_ packets: UnsafeBufferPointer<BulkPacket>, _ clock: inout BulkClock) {
    makeRoom(for: packets)
    var used = used
    var number = firstNumber &+ UInt64(truncatingIfNeeded: count)
    let memory = memory
    if shareCount == 1 {
      var place = shares.pointee.entries + shares.pointee.count
      for packet in packets {
        let target = memory + used
        Self.copy(packet.base, to: target, Int(packet.length))
        let at = clock.tick(packet.time)
        Self.write(place, packet, target, offset: used, at, number)
        used &+= place.pointee.roomBytes
        number &+= 1
        place += 1
      }
      shares.pointee.count &+= packets.count
      if let balanced { regroup(last: packets.count, balanced) }
    } else {
      var place = arrivals + count
      for packet in packets {
        let target = memory + used
        Self.copy(packet.base, to: target, Int(packet.length))
        place.initialize(
          to: Arrival(
            offset: UInt32(truncatingIfNeeded: used), packet: packet, at: clock.tick(packet.time)))
        used &+= Self.room(target, Int(packet.length))
        place += 1
      }
    }
    self.used = used
    count &+= packets.count
  }

  /// Sorts what was read into the workers' shares.
  func share() {
    if shareCount == 1 { return }
    let (memory, arrivals, shares) = (memory, arrivals, shares)
    for index in 0..<count {
      let arrival = arrivals + index
      let packet = arrival.pointee.packet
      let offset = Int(arrival.pointee.offset)
      let base = UnsafeRawPointer(memory + offset)
      let bytes = UnsafeRawBufferPointer(start: base, count: Int(packet.length))
      let conversation =
        if let balanced { Conversation(bytes, balanced) } else { Conversation(bytes) }
      let share = shares + conversation.worker(of: shareCount)
      Self.write(
        share.pointee.entries + share.pointee.count, packet, memory + offset, offset: offset,
        arrival.pointee.at, firstNumber &+ UInt64(truncatingIfNeeded: index), conversation)
      share.pointee.count &+= 1
    }
  }

  @inline(__always)
  private static func write(
    _ place: UnsafeMutablePointer<Entry>, _ packet: BulkPacket, _ target: UnsafeMutableRawPointer,
    offset: Int, _ at: EmulatedInstant, _ number: UInt64, _ known: Conversation? = nil
  ) {
    let length = Int(packet.length)
    let conversation =
      known ?? Conversation(UnsafeRawBufferPointer(start: target, count: length))
    place.initialize(
      to: Entry(
        offset: UInt32(truncatingIfNeeded: offset), length: packet.length,
        entry: packet.entryCode, conversation: Self.number(conversation),
        at: at, time: packet.time, number: number,
        room: UInt32(truncatingIfNeeded: room(target, length) &>> 6),
        header: PlainHeader(target, length: packet.length)))
  }

  /// Conversations of the packets that were written last, as load balancers join them.
  @inline(never)
  private func regroup(last count: Int, _ balanced: BalancedAddresses) {
    let share = shares.pointee
    for place in share.count - count..<share.count {
      let entry = share.entries + place
      let bytes = UnsafeRawBufferPointer(
        start: memory + Int(entry.pointee.offset), count: Int(entry.pointee.length))
      entry.pointee.conversation = Self.number(Conversation(bytes, balanced))
    }
  }

  @inline(__always)
  private static func number(_ conversation: Conversation) -> UInt32 {
    UInt32(truncatingIfNeeded: conversation.hash) & ~1 | (conversation.isFromHigherEnd ? 1 : 0)
  }

  /// Memory for all packets that come at once: more of it, where a source gives more than ever before.
  private func makeRoom(for packets: UnsafeBufferPointer<BulkPacket>) {
    if count + packets.count > packetCapacity { makePlaces(count + packets.count) }
    // The usual packets need not be added up.
    if used + packets.count * 2048 <= byteCapacity { return }
    var needed = used
    for packet in packets {
      precondition(packet.length <= Self.longest, "a packet of more than 131,072 bytes")
      needed += (max(Int(packet.length), 96) + 63) & ~63
    }
    guard needed > byteCapacity else { return }
    while byteCapacity < needed { byteCapacity *= 2 }
    let (allocation, memory) = Self.zeros(byteCapacity)
    memory.copyMemory(from: self.memory, byteCount: used)
    free(self.allocation)
    self.allocation = allocation
    self.memory = memory
  }

  private func makePlaces(_ needed: Int) {
    while packetCapacity < needed { packetCapacity *= 2 }
    for worker in 0..<shareCount {
      let entries = Self.entries(packetCapacity)
      entries.update(from: shares[worker].entries, count: shares[worker].count)
      shares[worker].entries.deallocate()
      shares[worker].entries = entries
    }
    guard shareCount > 1 else { return }
    let larger = UnsafeMutablePointer<Arrival>.allocate(capacity: packetCapacity)
    larger.update(from: arrivals, count: count)
    arrivals.deallocate()
    arrivals = larger
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

/// The clock of the flow records: goes by steps and by the instants of changes, and never backwards.
struct BulkClock {
  let step: Int64
  private var now: Int64 = 0
  /// When it goes on: after a step, or at the next change.
  private var next: Int64
  /// The instants of changes that are to come, the first one last.
  private var changes: [Int64]

  /// - Parameter changes: in the order of time.
  init(step: Nanoseconds, changes: [EmulatedInstant] = []) {
    self.step = max(1, step.count)
    self.changes = changes.map(\.nanoseconds).reversed()
    next = self.step
    next = end(of: 0)
  }

  /// What the clock says when a packet enters: after a change, no less than its instant.
  @inline(__always)
  mutating func tick(_ time: EmulatedInstant) -> EmulatedInstant {
    let time = time.nanoseconds
    if time >= next { goOn(to: time) }
    return EmulatedInstant(nanoseconds: now)
  }

  private mutating func goOn(to time: Int64) {
    now = max(now, time &- time % step)
    while let change = changes.last, change <= time {
      now = max(now, change)
      changes.removeLast()
    }
    next = end(of: now)
  }

  private func end(of now: Int64) -> Int64 {
    let (end, isOver) = now.addingReportingOverflow(step)
    return min(isOver ? .max : end, changes.last ?? .max)
  }
}
