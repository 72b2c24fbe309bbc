import Addressing

/// Global Reach: two circuits joined at the edges, so that their sites reach each other. ARM has it as
/// `Microsoft.Network/expressRouteCircuits/peerings/connections` of one of the two circuits.
package struct CircuitConnection: Sendable {
  /// Unique among connections.
  package var name: String
  /// The circuit whose private peering declares it; empty until the peering's circuit is known.
  package var circuit: String
  package var peerCircuit: String
  /// A /29 for the two links between the edges (Azure: "Configure ExpressRoute Global Reach").
  package var addressPrefix: IPv4Prefix
  /// Of a ``CircuitAuthorization`` of the peer circuit.
  package var authorizationKey: String?
  package var source: SourceLocation

  package init(
    name: String, circuit: String = "", peerCircuit: String, addressPrefix: IPv4Prefix,
    source: SourceLocation
  ) {
    self.name = name
    self.circuit = circuit
    self.peerCircuit = peerCircuit
    self.addressPrefix = addressPrefix
    self.source = source
  }

  /// An edge's address: the first half of the prefix is for the primary edges, the second for the secondary ones, and
  /// the declaring circuit comes first.
  package func address(of circuit: String, _ side: CircuitSide) -> IPv4Address {
    let half: Int
    switch side {
    case .primary: half = 0
    case .secondary: half = 4
    }
    return addressPrefix.address.advanced(by: half + (circuit == self.circuit ? 1 : 2))
  }
}

/// What an edge does with packets that come in by Global Reach, which Microsoft does not say. Our own section
/// `globalReach`.
package struct GlobalReachProfile: Sendable {
  /// The name of a ``CircuitConnection``.
  package var connection: String
  /// What the second edge takes, 0 or 1; 1 unless said.
  package var timeToLive: UInt8
  /// Whether it tells the sender when nothing is left; it does unless said.
  package var answers: Bool
  package var source: SourceLocation

  package init(
    connection: String, timeToLive: UInt8 = 1, answers: Bool = true, source: SourceLocation
  ) {
    self.connection = connection
    self.timeToLive = timeToLive
    self.answers = answers
    self.source = source
  }
}

extension Topology {
  /// All of them, in the order of their circuits.
  package var circuitConnections: [CircuitConnection] {
    expressRouteCircuits.flatMap { circuit in
      (circuit.privatePeering?.connections ?? []).map { connection in
        var owned = connection
        owned.circuit = circuit.name
        return owned
      }
    }
  }
}
