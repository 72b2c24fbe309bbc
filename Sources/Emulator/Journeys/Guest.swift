import Addressing
import DataPlane
import Wire

/// What an end host does with a packet that was given to it.
enum Guest {
  enum Reaction {
    /// Nothing but looking at it.
    case keep
    /// Answers an echo request, a segment of TCP or a question for a name, or tells the sender that the TTL ran out.
    case answer([UInt8])
    /// Sends it on; the TTL was taken from its bytes.
    case forward
    /// The TTL ran out, and nobody may be told.
    case silent(ICMPErrors.Silence)
  }

  /// - Precondition: the bytes are a valid packet; the stages let no other through.
  static func react(
    to bytes: UnsafeMutableRawBufferPointer, at place: EndpointPlace, identification: UInt16
  ) -> Reaction {
    let packet = IPv4Packet(validated: bytes)
    guard place.has(packet.destination) else {
      return place.forwards ? forward(packet, from: place.address, identification) : .keep
    }
    if packet.protocolNumber == .tcp, let listener = place.listener {
      let answer = answer(
        packet, listener, timeToLive: place.timeToLive, identification: identification)
      return answer.map { .answer($0) } ?? .keep
    }
    if packet.protocolNumber == .udp, let names = place.names {
      let answer = answer(
        packet, names, timeToLive: place.timeToLive, identification: identification)
      return answer.map { .answer($0) } ?? .keep
    }
    guard packet.protocolNumber == .icmp else { return .keep }
    let reply = EchoResponder.reply(
      to: bytes, timeToLive: place.timeToLive, identification: identification)
    return reply.map { .answer($0) } ?? .keep
  }

  /// As an appliance: one hop (RFC 1812, 5.3.1), which answers with its own address.
  private static func forward(
    _ packet: IPv4Packet, from address: IPv4Address, _ identification: UInt16
  ) -> Reaction {
    guard packet.timeToLive > 1 else {
      switch ICMPErrors.error(
        .timeExceeded, code: 0, about: packet, from: address, identification: identification)
      {
      case .send(let error): return .answer(error)
      case .silent(let silence): return .silent(silence)
      }
    }
    packet.decrementTimeToLive(by: 1)
    return .forward
  }

  /// Whether the packet is for the guest itself, so that its stack never lets it out.
  static func isOwn(_ bytes: UnsafeMutableRawBufferPointer, at place: EndpointPlace) -> Bool {
    guard bytes.count >= IPv4Packet.minimumHeaderLength,
      place.has(IPv4Packet(validated: bytes).destination)
    else { return false }
    return (try? IPv4Packet(validating: bytes)) != nil
  }
}
