import Addressing
import DataPlane
import Glibc
import Wire

/// Journeys of conversations that are settled: from where their packets enter to their ends, in one step.
///
/// What all devices on the way decide about a plain packet of TCP or UDP is the same for every packet of one direction
/// of a conversation, see ``SettledHop``: only its TTL, and the flow's records at both ends, are its own. So a packet
/// whose journey is known uses the records, has its TTL looked at and is counted, all devices at once. What the
/// devices' counters get is the same and comes later: see ``settle(_:_:)``.
///
/// ```
/// journeys | ends ports entry | path cost | records | ... by the conversation's number, four places beside each other
/// paths    | packets bytes    | ... one for each way through the estate, shared by its journeys
/// places   | tallies of a path, 31 at most | ...
/// ```
/// Journeys are those of one state of the estate. Whoever is not known, or known no more, is forgotten by being
/// overwritten.
struct KnownJourneys: ~Copyable {
  /// What the packets of a journey have in common, as it stands in memory.
  struct Key {
    /// Source and destination.
    var ends: UInt64
    var ports: UInt32
    /// Where packets enter, see ``BulkEntry/code``.
    var entry: Int32
    /// The state for which the journey stands, and in the lowest byte the protocol.
    var epoch: UInt32

    /// One condition, not four.
    @inline(__always)
    func matches(_ other: Self) -> Bool {
      let differences = UInt64(
        (ports ^ other.ports) | UInt32(bitPattern: entry ^ other.entry) | (epoch ^ other.epoch))
      return (ends ^ other.ends) | differences == 0
    }
  }

  /// 64 bytes, a cache line.
  private struct Journey {
    var key: Key
    /// Of ``paths``; -1 if none was found so far.
    var path: Int32
    /// What all devices take from the TTL.
    var cost: Int32
    /// How often a packet went through the stages since the journey has its place here.
    var misses: UInt32
    var passage: FlowPassage
    /// UDP: the instant at which its packets have used the records; more of that instant change nothing in them.
    var usedAt: Int64
    /// Its number says where the journey may stand.
    let conversation: UInt32
    private var unused: UInt32 = 0

    init(_ key: Key, of conversation: UInt32) {
      self.key = key
      self.conversation = conversation
      path = -1
      cost = 0
      misses = 1
      passage = FlowPassage()
      usedAt = .min
    }
  }

  /// A way through the estate, and what was counted on it but not yet at its devices.
  struct Path {
    var tally = Tally()
    /// How often a device looks at a packet.
    var hops: Int32
    /// Tallies of devices that count its packets.
    var placeCount: Int32
  }

  private static let firstCapacity = 1 << 11
  /// 8 MiB.
  private static let lastCapacity = 1 << 17
  /// 512 KiB.
  private static let nearCapacity = 1 << 13
  /// Places in which a journey may stand, beginning with its own.
  private static let window = 4
  static let pathLimit = 1 << 14
  /// Tallies of a path at most.
  static let placeLimit = 31

  /// Packets whose journeys and records are fetched at once.
  static let lookahead = 32

  /// For who asks what a journey is: a packet's first bytes, and what it finds.
  let header: UnsafeMutableRawBufferPointer
  let tallies: UnsafeMutableBufferPointer<CounterPlace>

  /// Of the packets that are fetched, two a packet.
  private let records: UnsafeMutablePointer<FlowSlot>
  private var allocation: UnsafeMutableRawPointer
  private var journeys: UnsafeMutablePointer<Journey>
  private var capacity = firstCapacity
  private var count = 0
  private var epoch: UInt32 = 1
  private let paths: UnsafeMutablePointer<Path>
  private let places: UnsafeMutablePointer<CounterPlace>
  /// By hash, the number of a path and 1 more; 0 is free.
  private let index: UnsafeMutablePointer<UInt16>
  private var pathCount = 0
  private var victim = 0
  /// Packets that went to their ends by a known journey and are settled.
  private(set) var packetCount: UInt64 = 0

  init() {
    header = .allocate(byteCount: 64, alignment: 8)
    tallies = .allocate(capacity: Self.placeLimit)
    records = .allocate(capacity: 2 * Self.lookahead)
    (allocation, journeys) = Self.memory(Self.firstCapacity)
    paths = .allocate(capacity: Self.pathLimit)
    places = .allocate(capacity: Self.pathLimit * Self.placeLimit)
    index = .allocate(capacity: 2 * Self.pathLimit)
    index.initialize(repeating: 0, count: 2 * Self.pathLimit)
  }

  deinit {
    header.deallocate()
    tallies.deallocate()
    records.deallocate()
    free(allocation)
    paths.deallocate()
    places.deallocate()
    index.deallocate()
  }

  /// Zeros, which are nobody's: no epoch is 0. Pages are committed as they are written to.
  private static func memory(
    _ capacity: Int
  ) -> (UnsafeMutableRawPointer, UnsafeMutablePointer<Journey>) {
    let stride = MemoryLayout<Journey>.stride
    precondition(stride == 64, "a journey fills a cache line")
    guard let memory = calloc(capacity + 1, stride) else {
      preconditionFailure("no memory for \(capacity) journeys")
    }
    let aligned = memory.alignedUp(toMultipleOf: stride)
    return (memory, aligned.bindMemory(to: Journey.self, capacity: capacity))
  }

  // MARK: Packets

  @inline(__always)
  private func key(_ packet: UnsafePointer<PacketBlock.Entry>) -> Key {
    let header = packet.pointee.header
    return Key(
      ends: header.ends, ports: header.ports, entry: packet.pointee.entry,
      epoch: epoch &<< 8 | UInt32(header.number))
  }

  /// Where a packet's journey stands first, the other direction's beside it.
  @inline(__always)
  private func home(_ packet: UnsafePointer<PacketBlock.Entry>) -> Int {
    Int(packet.pointee.conversation) & (capacity &- 1)
  }

  /// Journeys and their records may be far: more than a core's nearer caches hold.
  var areMany: Bool { capacity > Self.nearCapacity }

  /// Fetches what ``pass(_:flows:now:)`` reads of the next packets, ``lookahead`` at most: one after the other, each
  /// would wait for its journey, and then for its records.
  @inline(never)
  func fetch(
    _ packets: UnsafePointer<PacketBlock.Entry>, count: Int, flows: borrowing FlowTable
  ) {
    for index in 0..<count {
      let passage = (journeys + home(packets + index)).pointee.passage
      (records + 2 &* index).initialize(to: passage.outbound)
      (records + (2 &* index &+ 1)).initialize(to: passage.inbound)
    }
    flows.fetch(UnsafeBufferPointer(start: records, count: 2 * count))
  }

  /// Takes a plain packet to its end, if its journey is known and nothing is against it.
  @inline(__always)
  mutating func pass(
    _ packet: UnsafePointer<PacketBlock.Entry>, flows: inout FlowTable, now: EmulatedInstant
  ) -> Bool {
    let key = key(packet)
    var place = home(packet)
    var left = Self.window
    while !journeys[place].key.matches(key) {
      left &-= 1
      place = (place &+ 1) & (capacity &- 1)
      if left == 0 { return false }
    }
    let journey = journeys + place
    guard journey.pointee.path >= 0 else { return false }
    let timeToLive = Int32(packet.pointee.header.timeToLive)
    guard timeToLive > journey.pointee.cost || journey.pointee.cost == 0 else { return false }
    if journey.pointee.usedAt != now.nanoseconds {
      guard Self.use(journey, TCPFlags(rawValue: packet.pointee.header.flags), &flows, now) else {
        return false
      }
    }
    let path = paths + Int(journey.pointee.path)
    path.pointee.tally.packets &+= 1
    path.pointee.tally.bytes &+= UInt64(truncatingIfNeeded: packet.pointee.length)
    return true
  }

  /// Uses the flow's records for a packet.
  @inline(never)
  private static func use(
    _ journey: UnsafeMutablePointer<Journey>, _ flags: TCPFlags, _ flows: inout FlowTable,
    _ now: EmulatedInstant
  ) -> Bool {
    let number = IPProtocol(rawValue: UInt8(truncatingIfNeeded: journey.pointee.key.epoch))
    let ports = UInt32(bigEndian: journey.pointee.key.ports)
    let ends = journey.pointee.key.ends
    let tuple = FiveTuple(
      source: IPv4Address(rawValue: UInt32(truncatingIfNeeded: ends).byteSwapped),
      destination: IPv4Address(rawValue: UInt32(truncatingIfNeeded: ends &>> 32).byteSwapped),
      sourcePort: Port(rawValue: UInt16(truncatingIfNeeded: ports &>> 16)),
      destinationPort: Port(rawValue: UInt16(truncatingIfNeeded: ports)), protocolNumber: number)
    guard flows.use(&journey.pointee.passage, tuple, flags: flags, now: now) else { return false }
    if number == .udp { journey.pointee.usedAt = now.nanoseconds }
    return true
  }

  // MARK: New journeys

  /// Notes a packet that goes through the stages. Returns whether to ask what its journey is, and to ``keep`` that.
  mutating func miss(_ packet: UnsafePointer<PacketBlock.Entry>) -> Bool {
    let key = key(packet)
    let journey = journeys + place(of: packet, key)
    if !journey.pointee.key.matches(key) {
      if journey.pointee.key.epoch &>> 8 != epoch { count += 1 }
      journey.initialize(to: Journey(key, of: packet.pointee.conversation))
      if 4 * count > capacity, capacity < Self.lastCapacity { grow() }
      return false
    }
    if journey.pointee.path >= 0 { return false }
    journey.pointee.misses &+= 1
    let misses = journey.pointee.misses
    // A second packet of a flow says that there will be more. Who cannot be settled is asked seldom.
    return misses & (misses &- 1) == 0 || misses & 63 == 0
  }

  /// Keeps where packets like this one go.
  ///
  /// - Parameters:
  ///   - tallies: at most ``placeLimit``.
  ///   - hops: how often devices look at a packet.
  mutating func keep(
    _ packet: UnsafePointer<PacketBlock.Entry>, _ tallies: UnsafeBufferPointer<CounterPlace>,
    cost: Int, hops: Int, _ passage: FlowPassage
  ) {
    let key = key(packet)
    let journey = journeys + place(of: packet, key)
    guard journey.pointee.key.matches(key), let path = path(tallies, hops) else { return }
    journey.pointee.path = path
    journey.pointee.cost = Int32(truncatingIfNeeded: cost)
    journey.pointee.passage = passage
    journey.pointee.usedAt = .min
  }

  /// Where a packet's journey stands or may stand; in the worst case another one must go.
  private mutating func place(of packet: UnsafePointer<PacketBlock.Entry>, _ key: Key) -> Int {
    let home = home(packet)
    for step in 0..<Self.window {
      let place = (home &+ step) & (capacity &- 1)
      let other = journeys[place].key
      if other.matches(key) || other.epoch &>> 8 != epoch { return place }
    }
    victim = (victim &+ 1) & (Self.window &- 1)
    return (home &+ victim) & (capacity &- 1)
  }

  /// Takes the journeys to more room. One that finds its places taken is found again by its next packets.
  private mutating func grow() {
    let (old, olderCapacity) = (allocation, capacity)
    let older = journeys
    capacity *= 4
    count = 0
    (allocation, journeys) = Self.memory(capacity)
    for index in 0..<olderCapacity where older[index].key.epoch &>> 8 == epoch {
      let home = Int(older[index].conversation) & (capacity &- 1)
      for step in 0..<Self.window {
        let place = (home &+ step) & (capacity &- 1)
        guard journeys[place].key.epoch &>> 8 != epoch else { continue }
        journeys[place] = older[index]
        count += 1
        break
      }
    }
    free(old)
  }

  /// The number of a path with these tallies; `nil` if there are too many paths.
  private mutating func path(
    _ tallies: UnsafeBufferPointer<CounterPlace>, _ hops: Int
  ) -> Int32? {
    precondition(tallies.count <= Self.placeLimit, "a path has 31 tallies at most")
    var hash = UInt64(truncatingIfNeeded: hops)
    for tally in tallies {
      hash = (hash ^ UInt64(truncatingIfNeeded: tally.rawValue)) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash &>> 29
    }
    var at = Int(truncatingIfNeeded: hash) & (2 * Self.pathLimit - 1)
    while index[at] != 0 {
      let number = Int(index[at]) - 1
      let known = UnsafeBufferPointer(
        start: places + number * Self.placeLimit, count: Int(paths[number].placeCount))
      if paths[number].hops == hops, known.elementsEqual(tallies) { return Int32(number) }
      at = (at + 1) & (2 * Self.pathLimit - 1)
    }
    guard pathCount < Self.pathLimit else { return nil }
    for (number, tally) in tallies.enumerated() {
      (places + (pathCount * Self.placeLimit + number)).initialize(to: tally)
    }
    (paths + pathCount).initialize(
      to: Path(hops: Int32(hops), placeCount: Int32(tallies.count)))
    pathCount += 1
    index[at] = UInt16(pathCount)
    return Int32(pathCount - 1)
  }

  // MARK: Counting

  /// Gives devices and totals what was counted on the way, of every path.
  mutating func settle(_ counters: inout ForwardingCounters, _ totals: inout BulkTotals) {
    for number in 0..<pathCount where paths[number].tally.packets > 0 {
      let path = paths[number]
      for place in 0..<Int(path.placeCount) {
        counters.add(path.tally, at: places[number * Self.placeLimit + place])
      }
      packetCount &+= path.tally.packets
      totals.packets += path.tally
      totals.delivered += path.tally
      totals.hops &+= path.tally.packets &* UInt64(truncatingIfNeeded: path.hops)
      paths[number].tally = Tally()
    }
  }

  /// Forgets all journeys: the state of the estate is another one. What was counted must be settled before.
  mutating func removeAll() {
    if pathCount > 0 { index.update(repeating: 0, count: 2 * Self.pathLimit) }
    pathCount = 0
    count = 0
    epoch &+= 1
    guard epoch == 1 << 24 else { return }
    free(allocation)
    (allocation, journeys) = Self.memory(capacity)
    epoch = 1
  }
}
