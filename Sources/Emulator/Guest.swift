import Addressing
import ControlPlane
import DataPlane
import ResourceModel
import Wire

/// What an end host does with a packet that was given to it.
enum Guest {
  enum Reaction {
    /// Nothing but looking at it.
    case keep
    /// Answers an echo request.
    case reply([UInt8])
    /// Sends it on, the TTL taken.
    case forward([UInt8])
    /// Tells the sender that the TTL ran out.
    case timeExceeded([UInt8])
    /// The TTL ran out, and nobody may be told.
    case silent(ICMPErrors.Silence)
  }

  static func react(
    to packet: [UInt8], endpoint: Endpoint, addresses: [IPv4Address], identification: UInt16
  ) -> Reaction {
    var packet = packet
    return packet.withUnsafeMutableBytes { bytes -> Reaction in
      guard let view = try? IPv4Packet(validating: bytes) else { return .keep }
      guard addresses.contains(view.destination) else {
        guard endpoint.forwards else { return .keep }
        return forward(view, bytes, from: endpoint.address, identification)
      }
      let reply = EchoResponder.reply(
        to: bytes, timeToLive: endpoint.osType.initialTimeToLive, identification: identification)
      return reply.map { .reply($0) } ?? .keep
    }
  }

  /// As an appliance: one hop (RFC 1812, 5.3.1), which answers with its own address.
  private static func forward(
    _ packet: IPv4Packet, _ bytes: UnsafeMutableRawBufferPointer, from address: IPv4Address,
    _ identification: UInt16
  ) -> Reaction {
    guard packet.timeToLive > 1 else {
      switch ICMPErrors.error(
        .timeExceeded, code: 0, about: packet, from: address, identification: identification)
      {
      case .send(let error): return .timeExceeded(error)
      case .silent(let silence): return .silent(silence)
      }
    }
    packet.decrementTimeToLive(by: 1)
    return .forward(Array(bytes))
  }

  /// Whether the packet is for the guest itself, so that its stack never lets it out.
  static func isOwn(_ packet: [UInt8], addresses: [IPv4Address]) -> Bool {
    var packet = packet
    return packet.withUnsafeMutableBytes { bytes in
      guard let view = try? IPv4Packet(validating: bytes) else { return false }
      return addresses.contains(view.destination)
    }
  }
}
