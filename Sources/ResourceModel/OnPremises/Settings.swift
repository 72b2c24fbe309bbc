import Addressing

/// What ARM does not tell of a circuit. Our own section `circuits`.
package struct CircuitBinding: Sendable {
  /// The name of an ``ExpressRouteCircuit``.
  package var circuit: String
  /// The addresses that effective routes show as next hops: the enterprise edges' provider addresses.
  package var primaryProviderAddress: IPv4Address
  package var secondaryProviderAddress: IPv4Address
  package var source: SourceLocation

  package init(
    circuit: String, primaryProviderAddress: IPv4Address, secondaryProviderAddress: IPv4Address,
    source: SourceLocation
  ) {
    self.circuit = circuit
    self.primaryProviderAddress = primaryProviderAddress
    self.secondaryProviderAddress = secondaryProviderAddress
    self.source = source
  }
}

/// How one gateway behaves where Azure's generations differ. Our own section `gatewayProfiles`.
package struct GatewayProfile: Sendable {
  /// The name of a ``VirtualNetworkGateway``.
  package var gateway: String
  /// `nil` is the default of the gateway's type.
  package var timeToLive: GatewayTimeToLive?
  /// From a machine of the gateway's region to the gateway and back.
  package var roundTripTime: Nanoseconds?
  package var source: SourceLocation

  package init(
    gateway: String, timeToLive: GatewayTimeToLive? = nil, roundTripTime: Nanoseconds? = nil,
    source: SourceLocation
  ) {
    self.gateway = gateway
    self.timeToLive = timeToLive
    self.roundTripTime = roundTripTime
    self.source = source
  }
}

/// What a gateway takes from a packet's TTL, by the side on which the packet came in, and whether it
/// tells the sender when nothing is left.
package struct GatewayTimeToLive: Hashable, Sendable {
  package enum Answers: String, CaseIterable, Sendable {
    /// Time exceeded is sent whenever the TTL runs out here.
    case all
    /// Only for a packet that arrives with TTL 1: further decrements are silent.
    case first
    /// Never.
    case none
  }

  /// 0...2.
  package var fromVirtualNetwork: UInt8
  /// From a tunnel (VPN) or from an enterprise edge (ExpressRoute), 0...2.
  package var fromTunnel: UInt8
  package var answers: Answers

  package init(fromVirtualNetwork: UInt8, fromTunnel: UInt8, answers: Answers) {
    self.fromVirtualNetwork = fromVirtualNetwork
    self.fromTunnel = fromTunnel
    self.answers = answers
  }

  /// A VPN gateway as the test bed of 2018 measured it.
  package static let vpn2018 = Self(fromVirtualNetwork: 2, fromTunnel: 0, answers: .first)
  /// A VPN gateway of today: no hop in either direction.
  package static let vpnCurrent = Self(fromVirtualNetwork: 0, fromTunnel: 0, answers: .none)
  /// An ExpressRoute gateway: one hop from the edge, never an answer.
  package static let expressRoute = Self(fromVirtualNetwork: 0, fromTunnel: 1, answers: .none)
}

/// The round trip between two regions, or within one. Our own section `latencies.regions`.
package struct RegionLatency: Sendable {
  package var first: String
  package var second: String
  package var roundTripTime: Nanoseconds
  package var source: SourceLocation

  package init(
    first: String, second: String, roundTripTime: Nanoseconds, source: SourceLocation
  ) {
    self.first = first
    self.second = second
    self.roundTripTime = roundTripTime
    self.source = source
  }
}

/// The seed of a device's choice among equal paths. Our own section `ecmpSeeds`.
package struct ECMPSeed: Sendable {
  package enum Device: Hashable, Sendable {
    case networkInterface(String)
    case virtualNetworkGateway(String)
    case circuit(String, CircuitSide)
    case router(String)
  }

  package var device: Device
  package var seed: UInt32
  package var source: SourceLocation

  package init(device: Device, seed: UInt32, source: SourceLocation) {
    self.device = device
    self.seed = seed
    self.source = source
  }
}
