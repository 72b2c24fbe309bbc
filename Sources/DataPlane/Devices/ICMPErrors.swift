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
    answer(
      about: bytes, reason: reason, at: ingress, tables.compiled.view,
      identification: identification)
  }

  /// The same, by pointers only.
  static func answer(
    about bytes: UnsafeMutableRawBufferPointer, reason: DropReason, at ingress: InterfaceID,
    _ view: ForwardingView, identification: UInt16
  ) -> Answer {
    let interface = view.interfaces[ingress.index]
    let device = view.devices + interface.device.index
    guard !device.pointee.isPort else { return .silent(.port) }
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
      guard device.pointee.sendsUnreachables else { return .silent(.unreachablesOff) }
      (type, code) = (.destinationUnreachable, 0)
    case .noSuchAddress:
      guard device.pointee.sendsUnreachables else { return .silent(.unreachablesOff) }
      (type, code) = (.destinationUnreachable, 1)
    case .truncated, .notIPv4, .headerLengthInvalid, .headerChecksumWrong, .sourceNotOwnAddress,
      .destinationNotOwnAddress, .flowLimitReached, .deniedByNetworkInterfaceRule,
      .deniedBySubnetRule,
      .forwardingLoop, .routeToNone, .internetNotModelled, .nextHopUnavailable, .tunnelDown,
      .outsideTrafficSelectors,
      .linkDown,
      .notForwarding, .noListener, .deviceGone, .notCarried, .serviceEndpointNotModelled,
      .platformServiceNotModelled,
      .forwardedTrafficNotAllowed,
      .machineRateExceeded, .gatewayRateExceeded,
      .gatewayPacketRateExceeded, .tunnelRateExceeded, .circuitRateExceeded,
      .tunnelWithinTunnel, .tunnelPacketTooLong,
      .espSequenceExhausted, .espFragment, .espMalformed, .espUnknownAssociation, .espReplayed,
      .espTooOld, .espIntegrityFailed, .espPaddingInvalid, .espDummy, .espNotIPv4,
      .basicFrontEndAcrossRegions,
      .frontEndAcrossRegions,
      .noLoadBalancingRule,
      .noHealthyBackend,
      .balancedToItself,
      .closedByStandardLoadBalancer:
      return .silent(.noMessage)
    }
    return error(
      type, code: code, about: packet, from: interface.address, identification: identification)
  }

  /// An error about `packet`, unless it is one of those about which RFC 1812, 4.3.2.7 forbids any.
  package static func error(
    _ type: ICMPv4Type, code: UInt8, about packet: IPv4Packet, from source: IPv4Address,
    identification: UInt16
  ) -> Answer {
    guard mayAnswer(packet) else { return .silent(.notAboutThis) }
    let header = IPv4Header(
      source: source, destination: packet.source, protocolNumber: .icmp, timeToLive: timeToLive,
      identification: identification,
      typeOfService: internetworkControl | packet.typeOfService & 0x1E)
    return .send(header.packet(carrying: ICMPv4.error(type, code: code, about: packet)))
  }

  /// Precedence 6, which errors have beside the packet's own type of service (RFC 1812, 4.3.2.5).
  private static let internetworkControl: UInt8 = 0xC0

  /// RFC 1812, 4.3.2.7: never about an ICMP error, a later fragment, or what did not come from one host or
  /// went to many.
  private static func mayAnswer(_ packet: IPv4Packet) -> Bool {
    let source = packet.source.rawValue >> 24
    return !packet.isICMPError && packet.isFirstFragment && source != 0 && source != 127
      && !isMulticastOrReserved(packet.source) && !isMulticastOrReserved(packet.destination)
  }

  /// 224.0.0.0/4, and 240.0.0.0/4 with the limited broadcast.
  private static func isMulticastOrReserved(_ address: IPv4Address) -> Bool {
    address.rawValue >> 29 == 7
  }
}
