import Addressing
import Wire

/// One ICMP echo request and the messages that answer it (RFC 792, types 8, 0, 11 and 3).
struct EchoProbe: Hashable {
  var source: IPv4Address
  var destination: IPv4Address
  var identifier: UInt16
  var sequence: UInt16

  /// What Windows uses for every process.
  static let defaultIdentifier: UInt16 = 1
  /// An IPv4 header without options and an ICMP header.
  static let headersLength = IPv4Packet.minimumHeaderLength + ICMPv4Message.headerLength

  /// What answers, without times.
  struct Answer: Hashable {
    var kind: ProbeAnswer.Kind
    var address: IPv4Address
    var timeToLive: UInt8
  }

  /// The packet, its data zeros.
  func request(timeToLive: UInt8, dataLength: Int) -> [UInt8] {
    IPv4Header(
      source: source, destination: destination, protocolNumber: .icmp, timeToLive: timeToLive,
      identification: sequence
    ).packet(
      carrying: ICMPv4.echo(
        .echoRequest, identifier: identifier, sequence: sequence,
        data: [UInt8](repeating: 0, count: dataLength)))
  }

  /// What a packet says about this request; `nil` if it is about something else.
  func answer(in packet: [UInt8]) -> Answer? {
    var copy = packet
    return copy.withUnsafeMutableBytes { buffer in
      guard let view = try? IPv4Packet(validating: buffer), view.destination == source,
        let message = ICMPv4Message(view), message.isIntact
      else { return nil }
      let kind: ProbeAnswer.Kind
      switch message.type {
      case .echoReply:
        guard view.source == destination, message.identifier == identifier,
          message.sequence == sequence
        else { return nil }
        kind = .echoReply
      case .timeExceeded where isQuoted(in: message.body): kind = .timeExceeded
      case .destinationUnreachable where isQuoted(in: message.body):
        kind = .unreachable(code: message.code)
      default: return nil
      }
      return Answer(kind: kind, address: view.source, timeToLive: view.timeToLive)
    }
  }

  /// Whether an error's body is the beginning of this request: its header and its first eight bytes, which
  /// hold identifier and sequence (RFC 792).
  private func isQuoted(in body: UnsafeRawBufferPointer) -> Bool {
    guard let first = body.first, first >> 4 == 4 else { return false }
    let headerLength = Int(first & 15) * 4
    guard headerLength >= IPv4Packet.minimumHeaderLength,
      body.count >= headerLength + ICMPv4Message.headerLength
    else { return false }
    func word(_ offset: Int) -> UInt32 {
      UInt32(bigEndian: body.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
    return body[9] == IPProtocol.icmp.rawValue && word(12) == source.rawValue
      && word(16) == destination.rawValue
      && body[headerLength] == ICMPv4Type.echoRequest.rawValue
      && word(headerLength + 4) == UInt32(identifier) << 16 | UInt32(sequence)
  }

  func outcome(_ received: ReceivedPacket?, sentAt: EmulatedInstant) -> ProbeOutcome {
    guard let received, let answer = answer(in: received.bytes) else { return .timedOut }
    return .answered(
      ProbeAnswer(
        kind: answer.kind, address: answer.address, roundTrip: received.at - sentAt,
        timeToLive: answer.timeToLive, packetID: received.packetID))
  }
}
