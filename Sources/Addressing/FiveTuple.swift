/// What names a flow: source, destination, protocol and the two ports.
///
/// Protocols without ports carry zeros there. ICMP echo carries its identifier in both ports, so that
/// a request and its reply have tuples that are each other's ``reversed``.
@frozen
public struct FiveTuple: Hashable, Sendable {
  public var source: IPv4Address
  public var destination: IPv4Address
  public var sourcePort: Port
  public var destinationPort: Port
  public var protocolNumber: IPProtocol

  @inlinable
  public init(
    source: IPv4Address, destination: IPv4Address, sourcePort: Port, destinationPort: Port,
    protocolNumber: IPProtocol
  ) {
    self.source = source
    self.destination = destination
    self.sourcePort = sourcePort
    self.destinationPort = destinationPort
    self.protocolNumber = protocolNumber
  }

  /// The tuple of the opposite direction.
  @inlinable
  public var reversed: Self {
    Self(
      source: destination, destination: source, sourcePort: destinationPort,
      destinationPort: sourcePort, protocolNumber: protocolNumber)
  }
}

extension FiveTuple: CustomStringConvertible {
  public var description: String {
    switch protocolNumber {
    case .tcp, .udp:
      "\(protocolNumber) \(source):\(sourcePort) > \(destination):\(destinationPort)"
    default: "\(protocolNumber) \(source) > \(destination)"
    }
  }
}
