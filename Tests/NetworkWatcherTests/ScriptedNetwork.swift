import Addressing

@testable import NetworkWatcher

/// A network that answers each packet as a closure says, after the delay that it says.
struct ScriptedNetwork: ProbeNetwork {
  var now = EmulatedInstant.start
  /// What was sent, and when.
  private(set) var sent: [(bytes: [UInt8], at: EmulatedInstant)] = []
  private var underway: [ReceivedPacket] = []
  /// Takes a request and gives the answers with their delays.
  var answers: ([UInt8]) -> [(delay: Nanoseconds, bytes: [UInt8])]

  init(_ answers: @escaping ([UInt8]) -> [(delay: Nanoseconds, bytes: [UInt8])]) {
    self.answers = answers
  }

  mutating func send(_ packet: [UInt8], from endpoint: Int) -> UInt64 {
    sent.append((packet, now))
    for answer in answers(packet) {
      underway.append(
        ReceivedPacket(
          bytes: answer.bytes, packetID: UInt64(1_000 + sent.count), at: now + answer.delay))
    }
    return UInt64(sent.count)
  }

  mutating func receive(
    at endpoint: Int, until deadline: EmulatedInstant, where isWanted: ([UInt8]) -> Bool
  ) -> ReceivedPacket? {
    underway.sort { $0.at < $1.at }
    while let first = underway.first, first.at <= deadline {
      underway.removeFirst()
      now = first.at
      if isWanted(first.bytes) { return first }
    }
    now = deadline
    return nil
  }
}

/// Answers to a request, as a device of an address would make them.
enum Answers {
  static func reply(to request: [UInt8], timeToLive: UInt8 = 128) -> [UInt8] {
    var packet = request
    packet.replaceSubrange(12..<16, with: request[16..<20])
    packet.replaceSubrange(16..<20, with: request[12..<16])
    packet[8] = timeToLive
    packet[20] = 0
    return packet
  }

  static func error(
    type: UInt8, code: UInt8 = 0, from address: IPv4Address, about request: [UInt8]
  ) -> [UInt8] {
    var packet = Array(request[..<20])
    let octets = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: address.rawValue >> UInt32($0)) }
    packet.replaceSubrange(12..<16, with: octets)
    packet.replaceSubrange(16..<20, with: request[12..<16])
    packet[8] = 255
    return packet + [type, code, 0, 0, 0, 0, 0, 0] + request[..<28]
  }
}
