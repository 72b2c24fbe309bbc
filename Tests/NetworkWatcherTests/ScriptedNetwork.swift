import Addressing
import Wire

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
    packet(about: request, timeToLive: timeToLive) { asked in
      (asked.destination, ICMPv4.reply(to: asked) ?? [])
    }
  }

  static func error(
    _ type: ICMPv4Type, code: UInt8 = 0, from address: IPv4Address, about request: [UInt8]
  ) -> [UInt8] {
    packet(about: request, timeToLive: 255) { asked in
      (address, ICMPv4.error(type, code: code, about: asked))
    }
  }

  private static func packet(
    about request: [UInt8], timeToLive: UInt8,
    _ make: (IPv4Packet) -> (source: IPv4Address, message: [UInt8])
  ) -> [UInt8] {
    var copy = request
    return copy.withUnsafeMutableBytes { buffer in
      guard let asked = try? IPv4Packet(validating: buffer) else { return request }
      let (source, message) = make(asked)
      return IPv4Header(
        source: source, destination: asked.source, protocolNumber: .icmp, timeToLive: timeToLive,
        identification: 0
      ).packet(carrying: message)
    }
  }
}
