import Addressing

/// One ICMP echo request and the messages that answer it (RFC 792, types 8, 0, 11 and 3).
struct EchoProbe: Hashable {
  var source: IPv4Address
  var destination: IPv4Address
  var identifier: UInt16
  var sequence: UInt16

  /// What Windows uses for every process.
  static let defaultIdentifier: UInt16 = 1
  /// An IPv4 header without options and an ICMP header.
  static let headersLength = 28

  private enum MessageType {
    static let echoReply: UInt8 = 0
    static let unreachable: UInt8 = 3
    static let echoRequest: UInt8 = 8
    static let timeExceeded: UInt8 = 11
  }

  /// What answers, without times.
  struct Answer: Hashable {
    var kind: ProbeAnswer.Kind
    var address: IPv4Address
    var timeToLive: UInt8
  }

  /// The packet, its data zeros.
  func request(timeToLive: UInt8, dataLength: Int) -> [UInt8] {
    let length = Self.headersLength + dataLength
    var packet = [UInt8](repeating: 0, count: length)
    packet[0] = 0x45
    Self.store(UInt16(length), in: &packet, at: 2)
    Self.store(sequence, in: &packet, at: 4)
    packet[8] = timeToLive
    packet[9] = IPProtocol.icmp.rawValue
    Self.store(source, in: &packet, at: 12)
    Self.store(destination, in: &packet, at: 16)
    Self.store(Self.checksum(packet[..<20]), in: &packet, at: 10)
    packet[20] = MessageType.echoRequest
    Self.store(identifier, in: &packet, at: 24)
    Self.store(sequence, in: &packet, at: 26)
    Self.store(Self.checksum(packet[20...]), in: &packet, at: 22)
    return packet
  }

  /// What a packet says about this request; `nil` if it is about something else.
  func answer(in packet: [UInt8]) -> Answer? {
    guard let outer = Self.icmp(packet[...]) else { return nil }
    let kind: ProbeAnswer.Kind
    switch outer.type {
    case MessageType.echoReply:
      guard outer.source == destination, outer.identifier == identifier,
        outer.sequence == sequence
      else { return nil }
      return Answer(kind: .echoReply, address: outer.source, timeToLive: packet[8])
    case MessageType.timeExceeded: kind = .timeExceeded
    case MessageType.unreachable: kind = .unreachable(code: outer.code)
    default: return nil
    }
    // The error quotes the request's header and its first eight bytes.
    guard let quoted = Self.icmp(packet[(outer.start + 8)...]),
      quoted.type == MessageType.echoRequest, quoted.source == source,
      quoted.destination == destination, quoted.identifier == identifier,
      quoted.sequence == sequence
    else { return nil }
    return Answer(kind: kind, address: outer.source, timeToLive: packet[8])
  }

  func outcome(_ received: ReceivedPacket?, sentAt: EmulatedInstant) -> ProbeOutcome {
    guard let received, let answer = answer(in: received.bytes) else { return .timedOut }
    return .answered(
      ProbeAnswer(
        kind: answer.kind, address: answer.address, roundTrip: received.at - sentAt,
        timeToLive: answer.timeToLive, packetID: received.packetID))
  }

  private struct Message {
    var source: IPv4Address
    var destination: IPv4Address
    var type: UInt8
    var code: UInt8
    var identifier: UInt16
    var sequence: UInt16
    /// Where the ICMP header begins.
    var start: Int
  }

  /// The ICMP message of a packet of which at least eight bytes behind the IPv4 header are there.
  private static func icmp(_ packet: ArraySlice<UInt8>) -> Message? {
    let base = packet.startIndex
    guard packet.count >= 28, packet[base] >> 4 == 4 else { return nil }
    let headerLength = Int(packet[base] & 15) * 4
    guard headerLength >= 20, packet.count >= headerLength + 8,
      packet[base + 9] == IPProtocol.icmp.rawValue
    else { return nil }
    let start = base + headerLength
    return Message(
      source: address(packet, base + 12), destination: address(packet, base + 16),
      type: packet[start], code: packet[start + 1], identifier: word(packet, start + 4),
      sequence: word(packet, start + 6), start: start)
  }

  private static func word(_ bytes: ArraySlice<UInt8>, _ index: Int) -> UInt16 {
    UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1])
  }

  private static func address(_ bytes: ArraySlice<UInt8>, _ index: Int) -> IPv4Address {
    IPv4Address(bytes[index], bytes[index + 1], bytes[index + 2], bytes[index + 3])
  }

  private static func store(_ value: UInt16, in packet: inout [UInt8], at index: Int) {
    packet[index] = UInt8(value >> 8)
    packet[index + 1] = UInt8(truncatingIfNeeded: value)
  }

  private static func store(_ value: IPv4Address, in packet: inout [UInt8], at index: Int) {
    for octet in 0..<4 {
      packet[index + octet] = UInt8(truncatingIfNeeded: value.rawValue >> UInt32(24 - octet * 8))
    }
  }

  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt16 {
    var sum: UInt32 = 0
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let low = index + 1 < bytes.endIndex ? bytes[index + 1] : 0
      sum += UInt32(bytes[index]) << 8 | UInt32(low)
      index += 2
    }
    while sum > 0xFFFF { sum = sum & 0xFFFF + sum >> 16 }
    return ~UInt16(sum)
  }
}
