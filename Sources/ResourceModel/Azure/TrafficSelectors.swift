import Addressing

/// A list of ranges at one end and one at the other: an element of a connection's `trafficSelectorPolicies`, or of a
/// site's `trafficSelectors`. Each range of one list goes with each of the other.
package struct TrafficSelectorPolicy: Sendable {
  package var localAddressRanges: [IPv4Prefix]
  package var remoteAddressRanges: [IPv4Prefix]
  package var source: SourceLocation

  package init(
    localAddressRanges: [IPv4Prefix], remoteAddressRanges: [IPv4Prefix], source: SourceLocation
  ) {
    self.localAddressRanges = localAddressRanges
    self.remoteAddressRanges = remoteAddressRanges
    self.source = source
  }
}

/// What one IPsec security association is for (RFC 7296, 2.9), as one end sees it.
package struct TrafficSelectorPair: Hashable, Sendable {
  package var local: IPv4Prefix
  package var remote: IPv4Prefix

  package init(local: IPv4Prefix, remote: IPv4Prefix) {
    self.local = local
    self.remote = remote
  }

  /// As the other end sees it.
  package var reversed: Self { Self(local: remote, remote: local) }

  /// `10.1.0.0/16 - 192.168.1.0/24`
  package var text: String { "\(local) - \(remote)" }

  /// Each once, in order.
  static func pairs(_ policies: [TrafficSelectorPolicy]) -> [Self] {
    var seen: Set<Self> = []
    return policies.flatMap { policy in
      policy.localAddressRanges.flatMap { local in
        policy.remoteAddressRanges.map { Self(local: local, remote: $0) }
      }
    }.filter { seen.insert($0).inserted }
  }

  /// What two ends have in common, as the first sees it; `nil` is whatever one end says. A gateway that is route-based,
  /// which says `any`, has nothing in common with an end that names ranges.
  package static func agreed(
    _ first: TrafficSelectors, _ second: TrafficSelectors
  ) -> TrafficSelectors {
    switch (first, second) {
    case (.unspecified, let other): other.reversed
    case (let own, .unspecified): own
    case (.any, .any): .any
    case (.any, .pairs), (.pairs, .any): .pairs([])
    case (.pairs(let own), .pairs(let other)):
      .pairs(own.filter { Set(other).contains($0.reversed) })
    }
  }
}

/// What one end of a tunnel proposes.
package enum TrafficSelectors: Hashable, Sendable {
  /// The document does not say: what the other end does.
  case unspecified
  /// Everything, as route-based ends do.
  case any
  case pairs([TrafficSelectorPair])

  package var reversed: Self {
    switch self {
    case .unspecified, .any: self
    case .pairs(let pairs): .pairs(pairs.map(\.reversed))
    }
  }
}

extension Topology {
  /// What a gateway proposes for a connection by IPsec: the connection's own ranges; else, policy-based, those of the
  /// gateway's network and of the other end; else everything.
  package func trafficSelectors(of connection: Connection) -> TrafficSelectors {
    guard
      let gateway = virtualNetworkGateways.first(where: {
        $0.name == connection.virtualNetworkGateway1
      })
    else { return .any }
    if !connection.trafficSelectorPolicies.isEmpty {
      return .pairs(TrafficSelectorPair.pairs(connection.trafficSelectorPolicies))
    }
    guard connection.usePolicyBasedTrafficSelectors || gateway.vpnType == .policyBased else {
      return .any
    }
    var remote: [IPv4Prefix] = []
    switch connection.peer {
    case .localNetworkGateway(let name):
      remote = localNetworkGateways.first { $0.name == name }?.addressPrefixes ?? []
    case .virtualNetworkGateway(let name):
      let other = virtualNetworkGateways.first { $0.name == name }?.virtualNetwork
      remote = virtualNetworks.first { $0.name == other }?.addressSpace ?? []
    case .expressRouteCircuit: return .any
    }
    let own = virtualNetworks.first { $0.name == gateway.virtualNetwork }?.addressSpace ?? []
    return .pairs(
      TrafficSelectorPair.pairs([
        TrafficSelectorPolicy(
          localAddressRanges: own, remoteAddressRanges: remote, source: connection.source)
      ]))
  }
}

extension Tunnel {
  /// What the site's end proposes.
  package var selectors: TrafficSelectors {
    trafficSelectors.map { .pairs(TrafficSelectorPair.pairs($0)) } ?? .unspecified
  }
}
