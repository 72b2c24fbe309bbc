import Addressing
import DataPlane
import TestSupport

/// What one input says: packets in batches, and where and when they come in.
///
/// The first byte chooses the estate (two bits), whether packets have frames, whether a batch comes in at one
/// interface, and whether few flows are allowed. Then follow packets: what to do, the interface, the length, and so
/// many raw bytes, or as many as are left.
struct PacketScript {
  struct Batch {
    var now: EmulatedInstant
    var packets: [(ingress: InterfaceID, bytes: [UInt8])] = []
  }

  /// What the first byte of a packet says.
  struct Action: OptionSet {
    let rawValue: UInt8

    /// The packet begins the next batch, so many seconds later as its interface's number says.
    static let nextBatch = Self(rawValue: 1)
    /// Version, header length and total length become possible.
    static let mendLengths = Self(rawValue: 2)
    /// The checksum becomes right.
    static let mendChecksum = Self(rawValue: 4)
    /// Source and destination are the numbers of addresses that the estate has.
    static let knownSource = Self(rawValue: 8)
    static let knownDestination = Self(rawValue: 16)
  }

  let estateNumber: Int
  let hasFrames: Bool
  let isUniform: Bool
  let hasFewFlows: Bool
  private(set) var batches: [Batch] = []

  init?(_ input: UnsafeBufferPointer<UInt8>, estates: [RandomEstate]) {
    guard let settings = input.first else { return nil }
    estateNumber = Int(settings & 3) % estates.count
    hasFrames = settings & 4 != 0
    isUniform = settings & 8 != 0
    hasFewFlows = settings & 16 != 0
    let estate = estates[estateNumber]
    var batch = Batch(now: .start)
    var next = 1
    while input.count - next >= 3 {
      let action = Action(rawValue: input[next])
      let ingress = Int(input[next + 1])
      let length = min(Int(input[next + 2]), input.count - next - 3)
      var bytes = Array(input[next + 3..<next + 3 + length])
      next += 3 + length
      Self.mend(&bytes, action, estate)
      if action.contains(.nextBatch) || batch.packets.count == PacketBatch.capacity {
        batches.append(batch)
        batch = Batch(now: batch.now + .seconds(Int64(ingress)))
      }
      let first = isUniform ? batch.packets.first?.ingress : nil
      batch.packets.append((first ?? estate.ingresses[ingress % estate.ingresses.count], bytes))
    }
    batches.append(batch)
  }

  private static func mend(_ bytes: inout [UInt8], _ action: Action, _ estate: RandomEstate) {
    guard bytes.count >= 20 else { return }
    func write(_ address: IPv4Address, at place: Int) {
      for octet in 0..<4 {
        bytes[place + octet] = UInt8(truncatingIfNeeded: address.rawValue >> (24 - 8 * octet))
      }
    }
    if action.contains(.knownSource) {
      write(estate.addresses[Int(bytes[12]) % estate.addresses.count], at: 12)
    }
    if action.contains(.knownDestination) {
      write(estate.addresses[Int(bytes[16]) % estate.addresses.count], at: 16)
    }
    if action.contains(.mendLengths) {
      let words = min(max(Int(bytes[0] & 15), 5), bytes.count / 4)
      bytes[0] = 0x40 | UInt8(words)
      bytes[2] = UInt8(bytes.count >> 8)
      bytes[3] = UInt8(bytes.count & 255)
    }
    let header = Int(bytes[0] & 15) * 4
    if action.contains(.mendChecksum), header >= 20, header <= bytes.count {
      bytes[10] = 0
      bytes[11] = 0
      let checksum = ~HeaderOracle.sum(bytes, header)
      bytes[10] = UInt8(checksum >> 8)
      bytes[11] = UInt8(checksum & 255)
    }
  }

  /// An input that means something: packets of an estate at its interfaces. Half of them have their checksum mended,
  /// so that what libFuzzer changes in them comes past it.
  static func seed(_ number: UInt64, estates: [RandomEstate]) -> [UInt8] {
    var generator = SeededGenerator(seed: number)
    func byte() -> UInt8 { UInt8(truncatingIfNeeded: generator.next()) }
    let settings = byte()
    let estate = estates[Int(settings & 3) % estates.count]
    var input = [settings]
    for _ in 0..<(number % 5 == 0 ? 60 : 6) {
      let packet = estate.packet(&generator)
      if packet.count > 255 { continue }
      var action: Action = byte() % 8 == 0 ? .nextBatch : []
      if byte() % 2 == 0 { action.insert(.mendChecksum) }
      input += [action.rawValue, byte(), UInt8(packet.count)] + packet
    }
    return input
  }
}
