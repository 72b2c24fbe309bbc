import Addressing

/// A way for packets between two points, with its delay. Our own section `links`.
///
/// Connections of Azure are links without being declared here: each answers to its resource's name. An
/// entry gives such a link a delay, a state, or one name for the two connections of a VNet-to-VNet pair.
package struct Link: Sendable {
  package enum Kind: Hashable, Sendable {
    /// A cable or a circuit's last mile between two of: a host, a router's interface, a circuit's side.
    case physical(LinkEnd, LinkEnd)
    /// The path that one connection (ExpressRoute, IPsec) or the two of a VNet-to-VNet pair make.
    case connections([String])
  }

  /// Unique among links and connections.
  package var name: String
  package var kind: Kind
  /// There and back, without what devices add. Half of it each way, the odd nanosecond on the way there.
  package var roundTripTime: Nanoseconds
  /// The most that is added to one way, drawn evenly from the seeded generator; 0 unless said.
  package var jitter: Nanoseconds
  /// Whether the link works at the start.
  package var isUp: Bool
  /// How long the routers at its ends take to notice its failure or return.
  package var detectionTime: Nanoseconds
  package var source: SourceLocation

  package init(
    name: String, kind: Kind, roundTripTime: Nanoseconds, jitter: Nanoseconds = .zero,
    isUp: Bool = true, detectionTime: Nanoseconds = Link.defaultDetectionTime,
    source: SourceLocation
  ) {
    self.name = name
    self.kind = kind
    self.roundTripTime = roundTripTime
    self.jitter = jitter
    self.isUp = isUp
    self.detectionTime = detectionTime
    self.source = source
  }

  /// Three lost BFD packets at 300 ms (Azure: "Configure BFD over ExpressRoute").
  package static let defaultDetectionTime = Nanoseconds.milliseconds(900)
  /// What a link has whose delay the document does not give.
  package static let defaultRoundTripTime = Nanoseconds.milliseconds(1)
}

/// An end of a physical link. Written `HOST`, `ROUTER/INTERFACE`, `CIRCUIT/primary` or `CIRCUIT/primary/microsoft`.
package enum LinkEnd: Hashable, Sendable {
  case host(String)
  case routerInterface(router: String, interface: String)
  /// A circuit's side, as private peering uses it.
  case circuit(String, CircuitSide)
  /// A circuit's side, as Microsoft peering uses it: another VLAN of the same wire.
  case microsoftPeering(String, CircuitSide)
}

extension LinkEnd {
  /// As a document writes it.
  package var text: String {
    switch self {
    case .host(let name): name
    case .routerInterface(let router, let interface): "\(router)/\(interface)"
    case .circuit(let circuit, let side): "\(circuit)/\(side.rawValue)"
    case .microsoftPeering(let circuit, let side): "\(circuit)/\(side.rawValue)/microsoft"
    }
  }
}
