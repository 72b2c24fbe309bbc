import Addressing
import ResourceModel

/// Somebody who tells and learns routes: a gateway, one circuit at one enterprise edge, a customer's router.
struct BGPSpeaker: Sendable {
  enum Role: Hashable, Sendable {
    case vpnGateway(String)
    case expressRouteGateway(String)
    case enterpriseEdge(circuit: String, CircuitSide)
    /// The same edge on Microsoft peering, a routing table of its own.
    case microsoftEdge(circuit: String, CircuitSide)
    case router(String)
  }

  var role: Role
  var asn: ASN
  /// What the speaker tells others of itself.
  var originated: [IPv4Prefix]
  /// Prefixes of the own network: an equal one is refused from others (Azure: "BGP FAQ").
  var ownPrefixes: [IPv4Prefix]
  /// Only these prefixes and parts of them are taken from others; `nil` is all.
  var acceptedPrefixes: [IPv4Prefix]?
  /// How many equal paths are used at once.
  var maximumPaths: Int
  /// What own prefixes are tagged with.
  var communities: [IPv4Prefix: [BGPCommunity]] = [:]
  /// Stands as next hop and neighbour of own prefixes.
  var address: IPv4Address
}

/// A session between two speakers that is up.
struct BGPSession: Sendable {
  /// What carries the session, which decides what may be told over it.
  enum Carrier: Hashable, Sendable {
    /// An IPsec tunnel, the index of an entry of the layout's tunnels.
    case tunnel(Int)
    /// A circuit's last mile, between an enterprise edge and a customer's router.
    case circuit
    /// An ExpressRoute connection, between an enterprise edge and a gateway.
    case expressRouteConnection(String)
    /// Global Reach, between two enterprise edges.
    case globalReach(String)
    /// Inside one virtual network, between its VPN gateway and its ExpressRoute gateway.
    case coexistence
    /// Between two customer's routers.
    case customer
  }

  struct End: Sendable {
    /// An index into the speakers.
    var speaker: Int
    var address: IPv4Address
    /// A customer's settings for the neighbour at the other end.
    var neighbor: BGPNeighbor?
    /// The weight that this end gives to what it learns here.
    var weight: Int = 0
    /// The most prefixes that this end takes: of more it closes the session.
    var prefixLimit: Int?
  }

  var carrier: Carrier
  var first: End
  var second: End

  /// The end of `speaker` and the other one.
  func ends(from speaker: Int) -> (own: End, other: End) {
    first.speaker == speaker ? (first, second) : (second, first)
  }
}

extension BGPSpeaker.Role {
  /// The name that people know the speaker by.
  var name: String {
    switch self {
    case .vpnGateway(let name), .expressRouteGateway(let name), .router(let name): name
    case .enterpriseEdge(let circuit, let side): "\(circuit)/\(side.rawValue)"
    case .microsoftEdge(let circuit, let side): "\(circuit)/\(side.rawValue) (Microsoft peering)"
    }
  }
}
