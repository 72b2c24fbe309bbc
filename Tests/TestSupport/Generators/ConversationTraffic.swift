import Addressing
import ControlPlane
import DataPlane
import Emulator
import Wire

/// Seeded packets of a few conversations between an estate's endpoints, over and over, as a capture has them: bursts of
/// both directions, TCP that opens, ends and begins anew, and among them what does not fit in: TTLs that run out,
/// options, fragments, damage, pings, packets that come in elsewhere. Time goes on by microseconds, seldom by so much
/// that records die.
package struct ConversationTraffic {
  package struct Packet: Sendable {
    package var bytes: [UInt8]
    package var entry: BulkEntry
    package var at: EmulatedInstant

    package init(bytes: [UInt8], entry: BulkEntry, at: EmulatedInstant) {
      self.bytes = bytes
      self.entry = entry
      self.at = at
    }
  }

  private struct Conversation {
    var ends: [Int]
    var ports: [UInt16]
    var number: IPProtocol
  }

  private let estate: CompiledEstate
  private let conversations: [Conversation]
  private var generator: SplitMix64
  private var now = EmulatedInstant.start

  package init(_ estate: CompiledEstate, conversations count: Int = 24, seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let endpoints = estate.endpoints.count
    conversations = (0..<count).map { _ in
      Conversation(
        ends: [generator.below(endpoints), generator.below(endpoints)],
        ports: [UInt16(1000 + generator.below(50)), UInt16(1000 + generator.below(50))],
        number: generator.below(2) == 0 ? .udp : .tcp)
    }
    self.estate = estate
    self.generator = generator
  }

  package mutating func packets(_ count: Int) -> [Packet] {
    var result: [Packet] = []
    while result.count < count {
      let conversation = conversations[
        min(generator.below(conversations.count), generator.below(conversations.count))]
      let isReversed = generator.below(10) < 3
      for _ in 0...generator.below(6) {
        step()
        result.append(packet(conversation, isReversed: isReversed != (generator.below(8) == 0)))
      }
    }
    return result
  }

  private mutating func step() {
    let gap: Nanoseconds =
      switch generator.below(2000) {
      case 0: .seconds(250)
      case 1...8: .seconds(16)
      case 9...60: .milliseconds(60)
      case _: Nanoseconds(Int64(generator.below(50_000)))
      }
    now = now + gap
  }

  private mutating func packet(_ conversation: Conversation, isReversed: Bool) -> Packet {
    let (from, to) = isReversed ? (1, 0) : (0, 1)
    let sender = conversation.ends[from]
    let source = estate.endpoints[sender].address
    let destination = estate.endpoints[conversation.ends[to]].address
    let timeToLive = UInt8(generator.below(10) == 0 ? 1 + generator.below(8) : 64)
    var bytes: [UInt8]
    if generator.below(25) == 0 {
      bytes = PacketBuilder.echoRequest(
        from: source, to: destination, timeToLive: timeToLive, identifier: conversation.ports[0])
    } else {
      bytes = PacketBuilder.transport(
        conversation.number, from: source, conversation.ports[from], to: destination,
        conversation.ports[to], timeToLive: timeToLive,
        hasMoreFragments: generator.below(40) == 0,
        fragmentOffset: generator.below(40) == 0 ? 8 : 0)
      if conversation.number == .tcp { bytes[33] = flags() }
    }
    spoil(&bytes)
    let interfaces = estate.tables.interfaces.count
    let entry: BulkEntry =
      switch generator.below(40) {
      case 0: .interface(InterfaceID(rawValue: Int32(generator.below(interfaces))))
      case 1: .endpoint(generator.below(estate.endpoints.count))
      case _: .endpoint(sender)
      }
    return Packet(bytes: bytes, entry: entry, at: now)
  }

  /// Mostly ACK: a connection opens, ends and breaks off now and then.
  private mutating func flags() -> UInt8 {
    switch generator.below(60) {
    case 0...2: 0x02
    case 3...4: 0x12
    case 5...6: 0x11
    case 7: 0x04
    case 8: 0x01
    case _: 0x10
    }
  }

  private mutating func spoil(_ bytes: inout [UInt8]) {
    switch generator.below(200) {
    case 0...4: addOptions(&bytes)
    case 5...7: bytes[generator.below(bytes.count)] ^= UInt8(1 << generator.below(8))
    case 8...9: bytes.removeLast(generator.below(bytes.count + 1))
    case 10...29: bytes += [UInt8](repeating: 0, count: 1 + generator.below(18))
    case 30...34: bytes[1] = UInt8(generator.below(256))
    case _: break
    }
  }

  /// Four bytes that say nothing (RFC 791: no operation), and a header that is sound with them.
  private func addOptions(_ bytes: inout [UInt8]) {
    bytes.insert(contentsOf: [1, 1, 1, 0], at: 20)
    bytes[0] += 1
    let length = UInt16(bytes.count)
    (bytes[2], bytes[3]) = (UInt8(length >> 8), UInt8(length & 255))
    (bytes[10], bytes[11]) = (0, 0)
    var sum = stride(from: 0, to: 24, by: 2).reduce(UInt32(0)) {
      $0 + UInt32(bytes[$1]) << 8 + UInt32(bytes[$1 + 1])
    }
    while sum >> 16 != 0 { sum = sum & 0xFFFF + sum >> 16 }
    (bytes[10], bytes[11]) = (UInt8(~sum >> 8 & 255), UInt8(~sum & 255))
  }
}
