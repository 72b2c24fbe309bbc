import Addressing
import ControlPlane
import DataPlane
import Emulator
import Synchronization
import Wire

/// Endless seeded traffic among all machines and hosts of an estate, whose conversations end and begin all the time.
///
/// At any time a fixed number of conversations goes on; each packet is of a random one of them, and goes the other way
/// than the one before it. A conversation has 2 to 32 packets; then another one takes its place, with ports that were
/// not used before. One in sixteen is to an address that nobody has, one packet in 256 has a short life. Sizes are 7, 4 and
/// 1 of 40, 576 and 1,500 bytes. Virtual time goes so fast that about as many conversations are idle, and remembered,
/// as go on.
final class SoakTraffic: BulkSource, @unchecked Sendable {
  private struct Conversation {
    var first: Int32
    /// -1 where nobody answers.
    var second: Int32
    var firstAddress: IPv4Address
    var secondAddress: IPv4Address
    var firstPort: UInt16
    var secondPort: UInt16
    var isTCP: Bool
    var sent: UInt8
    var length: UInt8
  }

  /// Virtual time between clock steps: some hundreds of packets go together.
  static let clockStep = Nanoseconds.seconds(1)
  private static let step = 512
  private static let meanLength = 17
  private static let memory: Nanoseconds = .seconds(240)

  private let endpoints: [(address: IPv4Address, index: Int32)]
  // Touched for every packet, by one worker at a time.
  @exclusivity(unchecked) private var conversations: [Conversation] = []
  @exclusivity(unchecked) private var generator: SplitMix64
  @exclusivity(unchecked) private var begunCount: UInt64 = 0
  @exclusivity(unchecked) private var time: Int64 = 0
  private let interval: Int64
  private let room: UnsafeMutableRawPointer
  private let packets: UnsafeMutablePointer<BulkPacket>
  private let begun = Atomic<UInt64>(0)

  init(_ estate: CompiledEstate, conversations count: Int, seed: UInt64) {
    endpoints = estate.endpoints.enumerated().map { ($1.address, Int32($0)) }
    generator = SplitMix64(seed: seed)
    interval = max(1, Self.memory.count / Int64(count * Self.meanLength))
    room = .allocate(byteCount: Self.step * 1536, alignment: 64)
    room.initializeMemory(as: UInt8.self, repeating: 0, count: Self.step * 1536)
    packets = .allocate(capacity: Self.step)
    guard !endpoints.isEmpty else { return }
    conversations.reserveCapacity(count)
    for _ in 0..<count { conversations.append(next()) }
  }

  deinit {
    room.deallocate()
    packets.deallocate()
  }

  /// Conversations that have begun. Any thread may ask.
  var conversationCount: UInt64 { begun.load(ordering: .relaxed) }

  func fill(_ inlet: BulkInlet) -> Bool {
    guard !conversations.isEmpty else { return false }
    for place in 0..<Self.step { write(place) }
    begun.store(begunCount, ordering: .relaxed)
    inlet.append(UnsafeBufferPointer(start: packets, count: Self.step))
    return true
  }

  private func next() -> Conversation {
    begunCount &+= 1
    let first = endpoints[generator.below(endpoints.count)]
    let second = endpoints[generator.below(endpoints.count)]
    let isToStranger = generator.below(16) == 0
    // TEST-NET-3 (RFC 5737) is of nobody.
    let stranger = IPv4Address(203, 0, 113, UInt8(generator.below(256)))
    return Conversation(
      first: first.index, second: isToStranger ? -1 : second.index,
      firstAddress: first.address, secondAddress: isToStranger ? stranger : second.address,
      firstPort: UInt16(1_024 + begunCount % 64_000),
      secondPort: UInt16(1 + begunCount / 64_000 % 64_000), isTCP: generator.below(2) == 0,
      sent: 0, length: UInt8(2 + generator.below(2 * Self.meanLength - 3)))
  }

  /// Puts a packet of some conversation at a place of the room.
  private func write(_ place: Int) {
    let number = generator.below(conversations.count)
    let one = conversations[number]
    let isBack = one.sent & 1 == 1 && one.second >= 0
    let isLast = one.sent &+ 1 == one.length
    let kind = generator.below(12)
    let length = kind < 7 ? 40 : kind < 11 ? 576 : 1_500
    let timeToLive = generator.below(256) == 0 ? 1 + generator.below(4) : 64
    let base = room + place &* 1536
    let source = isBack ? one.secondAddress : one.firstAddress
    let destination = isBack ? one.firstAddress : one.secondAddress
    func put(_ value: UInt16, _ offset: Int) {
      base.storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt16.self)
    }
    func put(_ value: UInt32, _ offset: Int) {
      base.storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt32.self)
    }
    put(UInt16(0x4500), 0)
    put(UInt16(truncatingIfNeeded: length), 2)
    put(UInt16(truncatingIfNeeded: generator.next()), 4)
    put(UInt16(0x4000), 6)
    put(UInt16(truncatingIfNeeded: timeToLive) &<< 8 | (one.isTCP ? 6 : 17), 8)
    put(UInt16(0), 10)
    put(source.rawValue, 12)
    put(destination.rawValue, 16)
    put(InternetChecksum.compute(UnsafeRawBufferPointer(start: base, count: 20)), 10)
    put(isBack ? one.secondPort : one.firstPort, 20)
    put(isBack ? one.firstPort : one.secondPort, 22)
    if one.isTCP {
      put(UInt32(one.sent), 24)
      put(UInt32(one.sent), 28)
      // The offset of the data; SYN first, FIN last, ACK in all but the first (RFC 9293, 3.1).
      let flags: UInt16 =
        (one.sent < 2 ? 0x02 : 0) | (isLast ? 0x01 : 0) | (one.sent > 0 ? 0x10 : 0)
      put(0x5000 | flags, 32)
      put(UInt16(0xFFFF), 34)
      put(UInt32(0), 36)
    } else {
      put(UInt16(truncatingIfNeeded: length &- 20), 24)
      put(UInt16(0), 26)
    }
    time &+= interval
    (packets + place).initialize(
      to: BulkPacket(
        UnsafeRawBufferPointer(start: base, count: length),
        from: .endpoint(Int(isBack ? one.second : one.first)),
        at: EmulatedInstant(nanoseconds: time)))
    if isLast {
      conversations[number] = next()
    } else {
      conversations[number].sent &+= 1
    }
  }
}
