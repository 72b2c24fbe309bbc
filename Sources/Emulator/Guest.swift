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
  }

  static func react(
    to packet: [UInt8], endpoint: Endpoint, addresses: [IPv4Address], identification: UInt16
  ) -> Reaction {
    var packet = packet
    let timeToLive = endpoint.osType.initialTimeToLive
    return packet.withUnsafeMutableBytes { bytes -> Reaction in
      guard let view = try? IPv4Packet(validating: bytes) else { return .keep }
      guard addresses.contains(view.destination) else {
        guard endpoint.forwards else { return .keep }
        guard view.timeToLive > 1 else {
          guard !view.isICMPError, view.isFirstFragment else { return .keep }
          let header = IPv4Header(
            source: endpoint.address, destination: view.source, protocolNumber: .icmp,
            timeToLive: timeToLive, identification: identification)
          return .timeExceeded(
            header.packet(carrying: ICMPv4.error(.timeExceeded, code: 0, about: view)))
        }
        view.decrementTimeToLive(by: 1)
        return .forward(Array(bytes))
      }
      let reply = EchoResponder.reply(
        to: bytes, timeToLive: timeToLive, identification: identification)
      return reply.map { .reply($0) } ?? .keep
    }
  }
}
