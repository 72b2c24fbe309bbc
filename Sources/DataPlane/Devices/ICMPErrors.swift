import Addressing
import Wire

/// Whether a device tells the sender that it dropped a packet, and with what.
package enum ICMPErrors {
  /// What a device does about a dropped packet.
  package enum Answer: Hashable, Sendable {
    /// This packet goes back, from the address of the interface on which the other came in.
    case send([UInt8])
    case silent(Silence)
  }

  /// Why nothing is said.
  package enum Silence: String, CaseIterable, Hashable, Sendable {
    /// A virtual switch port drops without a word.
    case port
    /// The device never tells of an expired TTL.
    case neverAnswersExpiry
    /// It tells only of the first decrement, and this was a later one.
    case laterDecrement
    /// Its destination unreachable is switched off, or it is no router.
    case unreachablesOff
    /// The packet is an ICMP error itself, a later fragment, or from no single host (RFC 1812, 4.3.2.7).
    case notAboutThis
    /// Nobody tells of a broken header or a lost frame.
    case noMessage
  }

  /// The TTL of what is sent back.
  package static let timeToLive: UInt8 = 255

  /// - Parameters:
  ///   - bytes: the packet as it came in.
  ///   - identification: of the packet that is sent.
  package static func answer(
    about bytes: UnsafeMutableRawBufferPointer, reason: DropReason, at ingress: InterfaceID,
    _ tables: ForwardingTables, identification: UInt16
  ) -> Answer {
    let interface = tables.interfaces[ingress.index]
    let device = tables.devices[interface.device.index]
    guard device.port == nil else { return .silent(.port) }
    guard let packet = try? IPv4Packet(validating: bytes) else { return .silent(.noMessage) }
    let type: ICMPv4Type
    let code: UInt8
    switch reason {
    case .timeToLiveExceeded:
      switch interface.expiryAnswer {
      case .never: return .silent(.neverAnswersExpiry)
      case .firstDecrement where packet.timeToLive > 1: return .silent(.laterDecrement)
      case .firstDecrement, .always: break
      }
      (type, code) = (.timeExceeded, 0)
    case .noRoute:
      guard device.sendsUnreachables else { return .silent(.unreachablesOff) }
      (type, code) = (.destinationUnreachable, 0)
    case .noSuchAddress:
      guard device.sendsUnreachables else { return .silent(.unreachablesOff) }
      (type, code) = (.destinationUnreachable, 1)
    case .truncated, .notIPv4, .headerLengthInvalid, .headerChecksumWrong, .sourceNotOwnAddress,
      .destinationNotOwnAddress, .deniedByNetworkInterfaceRule, .deniedBySubnetRule,
      .routeToNone, .internetNotModelled, .nextHopUnavailable, .tunnelDown, .linkDown,
      .notForwarding, .noListener:
      return .silent(.noMessage)
    }
    guard mayAnswer(packet) else { return .silent(.notAboutThis) }
    let header = IPv4Header(
      source: interface.address, destination: packet.source, protocolNumber: .icmp,
      timeToLive: timeToLive, identification: identification)
    return .send(header.packet(carrying: ICMPv4.error(type, code: code, about: packet)))
  }

  /// RFC 1812, 4.3.2.7: never about an ICMP error, a later fragment, or what did not come from one host or
  /// went to many.
  private static func mayAnswer(_ packet: IPv4Packet) -> Bool {
    let multicast: (IPv4Address) -> Bool = { $0.rawValue >> 28 == 14 }
    return !packet.isICMPError && packet.isFirstFragment
      && packet.source != .any && packet.source != .broadcast && !multicast(packet.source)
      && packet.source.rawValue >> 24 != 127
      && packet.destination != .broadcast && !multicast(packet.destination)
  }
}
