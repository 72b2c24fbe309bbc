import Addressing

/// What a packet means to a table of flows.
@frozen
public enum FlowRole: Hashable, Sendable {
  /// Of its flow in either direction: TCP, UDP, and what has no ports.
  case either
  /// An ICMP echo request: only who asked first sends it.
  case request
  /// An ICMP echo reply: only who was asked sends it.
  case reply
  /// An ICMP error: about a packet of some flow, itself of none.
  case error
}

extension IPv4Packet {
  /// The flow that the packet belongs to.
  ///
  /// TCP (RFC 9293, 3.1) and UDP (RFC 768) begin with source and destination port; an ICMP echo and its reply
  /// have their identifier in both places. Later fragments, short packets and all else have zeros.
  @inlinable
  public var fiveTuple: FiveTuple {
    let number = protocolNumber
    var sourcePort: UInt16 = 0
    var destinationPort: UInt16 = 0
    if isFirstFragment {
      let data = payload
      switch number {
      case .tcp, .udp:
        if data.count >= 4 {
          sourcePort = UInt16(bigEndian: data.loadUnaligned(as: UInt16.self))
          destinationPort = UInt16(
            bigEndian: data.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
        }
      case .icmp:
        if let message = ICMPv4Message(self),
          message.type == .echoRequest || message.type == .echoReply
        {
          sourcePort = message.identifier
          destinationPort = sourcePort
        }
      default:
        break
      }
    }
    return FiveTuple(
      source: source, destination: destination, sourcePort: Port(rawValue: sourcePort),
      destinationPort: Port(rawValue: destinationPort), protocolNumber: number)
  }

  /// What the packet means to a table of flows.
  @inlinable
  public var flowRole: FlowRole {
    guard let type = icmpType else { return .either }
    switch type {
    case .echoRequest: return .request
    case .echoReply: return .reply
    default: return type.isError ? .error : .either
    }
  }

  /// Whether the packet is an ICMP error about another one.
  @inlinable
  public var isICMPError: Bool { icmpType?.isError ?? false }

  /// The type of the ICMP message that begins in the packet, cut short or not; `nil` if none does.
  @inlinable
  var icmpType: ICMPv4Type? {
    guard protocolNumber == .icmp, isFirstFragment, let type = payload.first else { return nil }
    return ICMPv4Type(rawValue: type)
  }
}
