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
    private var unused: UInt64 = 0

    init(_ key: Key) {
      self.key = key
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

  /// What a packet that is no plain one of TCP or UDP has no journey for.
  struct Candidate {
    var key: Key
    var place: Int
  }

  private static let firstCapacity = 1 << 11
  /// 8 MiB.
  private static let lastCapacity = 1 << 17
  /// Places in which a journey may stand, beginning with its own.
  private static let window = 4
  static let pathLimit = 1 << 14
  /// Tallies of a path at most.
  static let placeLimit = 31

  /// For who asks what a journey is: a packet's first bytes, and what it finds.
  let header: UnsafeMutableRawBufferPointer
  let tallies: UnsafeMutableBufferPointer<CounterPlace>

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
    (allocation, journeys) = Self.memory(Self.firstCapacity)
    paths = .allocate(capacity: Self.pathLimit)
    places = .allocate(capacity: Self.pathLimit * Self.placeLimit)
    index = .allocate(capacity: 2 * Self.pathLimit)
    index.initialize(repeating: 0, count: 2 * Self.pathLimit)
  }

  deinit {
    header.deallocate()
    tallies.deallocate()
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

  /// What finds the journey of a packet; `nil` if it is no plain one of TCP or UDP.
  ///
  /// - Parameter conversation: its number, and in the lowest bit the direction.
  @inline(__always)
  func candidate(
    _ base: UnsafeRawPointer, length: Int32, entry: Int32, conversation: UInt32
  ) -> Candidate? {
    guard length >= Self.plainLength else { return nil }
    let first = base.loadUnaligned(as: UInt64.self)
    let second = base.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
    let third = base.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
    // The ones' complement sum does not care for the order of bytes (RFC 1071, 2 (B)).
    let words =
      (first & 0xFFFF_FFFF) &+ (first &>> 32) &+ (second & 0xFFFF_FFFF) &+ (second &>> 32)
      &+ (third & 0xFFFF_FFFF)
    var sum = (words & 0xFFFF) &+ (words &>> 16 & 0xFFFF) &+ (words &>> 32)
    sum = (sum & 0xFFFF) &+ (sum &>> 16)
    let total = Int32(UInt16(truncatingIfNeeded: first &>> 16).bigEndian)
    let number = UInt8(truncatingIfNeeded: second &>> 8)
    let isSound =
      UInt8(truncatingIfNeeded: first) == 0x45 && sum == 0xFFFF && total >= Self.plainLength
      && total <= length
    // The offset of fragments: all bits of byte 7 and the low ones of byte 6.
    let isFirst = first & 0xFF1F_0000_0000_0000 == 0
    guard isSound, isFirst, number == 6 || number == 17 else { return nil }
    return Candidate(
      key: Key(
        ends: second &>> 32 | third &<< 32, ports: UInt32(truncatingIfNeeded: third &>> 32),
        entry: entry, epoch: epoch &<< 8 | UInt32(number)),
      place: Int(conversation) & (capacity &- 1))
  }

  /// A header without options, and ports.
  private static let plainLength: Int32 = 24

  /// Takes a packet to its end, if its journey is known and nothing is against it.
  @inline(__always)
  mutating func pass(
    _ packet: Candidate, _ base: UnsafeRawPointer, length: Int32, flows: inout FlowTable,
    now: EmulatedInstant
  ) -> Bool {
    var place = packet.place
    var left = Self.window
    while !journeys[place].key.matches(packet.key) {
      left &-= 1
      place = (place &+ 1) & (capacity &- 1)
      if left == 0 { return false }
    }
    let journey = journeys + place
    guard journey.pointee.path >= 0 else { return false }
    let timeToLive = Int32(base.load(fromByteOffset: 8, as: UInt8.self))
    guard timeToLive > journey.pointee.cost || journey.pointee.cost == 0 else { return false }
    if journey.pointee.usedAt != now.nanoseconds {
      guard Self.use(journey, base, &flows, now) else { return false }
    }
    let path = paths + Int(journey.pointee.path)
    path.pointee.tally.packets &+= 1
    path.pointee.tally.bytes &+= UInt64(truncatingIfNeeded: length)
    return true
  }

  /// Uses the flow's records for a packet.
  @inline(never)
  private static func use(
    _ journey: UnsafeMutablePointer<Journey>, _ base: UnsafeRawPointer, _ flows: inout FlowTable,
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
    var flags: TCPFlags = []
    let total = UInt16(bigEndian: base.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
    if number == .tcp, total >= 34 {
      flags = TCPFlags(rawValue: base.load(fromByteOffset: 33, as: UInt8.self))
    }
    guard flows.use(&journey.pointee.passage, tuple, flags: flags, now: now) else { return false }
    if number == .udp { journey.pointee.usedAt = now.nanoseconds }
    return true
  }

  // MARK: New journeys

  /// Notes a packet that goes through the stages. Returns whether to ask what its journey is, and to ``keep`` that.
  mutating func miss(_ packet: Candidate) -> Bool {
    let journey = journeys + place(of: packet)
    if !journey.pointee.key.matches(packet.key) {
      if journey.pointee.key.epoch &>> 8 != epoch { count += 1 }
      journey.initialize(to: Journey(packet.key))
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
    _ packet: Candidate, _ tallies: UnsafeBufferPointer<CounterPlace>, cost: Int, hops: Int,
    _ passage: FlowPassage
  ) {
    let journey = journeys + place(of: packet)
    guard journey.pointee.key.matches(packet.key), let path = path(tallies, hops) else { return }
    journey.pointee.path = path
    journey.pointee.cost = Int32(truncatingIfNeeded: cost)
    journey.pointee.passage = passage
    journey.pointee.usedAt = .min
  }

  /// Where a packet's journey stands or may stand; in the worst case another one must go.
  private mutating func place(of packet: Candidate) -> Int {
    for step in 0..<Self.window {
      let place = (packet.place &+ step) & (capacity &- 1)
      let key = journeys[place].key
      if key.matches(packet.key) || key.epoch &>> 8 != epoch { return place }
    }
    victim = (victim &+ 1) & (Self.window &- 1)
    return (packet.place &+ victim) & (capacity &- 1)
  }

  /// Begins with more room. Journeys are found again by their next packets.
  private mutating func grow() {
    free(allocation)
    capacity *= 4
    count = 0
    (allocation, journeys) = Self.memory(capacity)
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
