import Addressing

/// One route that a customer's router knows, used or not.
package struct RouterRoute: Hashable, Sendable {
  /// Where a route comes from, in the order of trust: the usual administrative distances.
  package enum Source: Int, Comparable, Sendable {
    case connected = 0
    case `static` = 1
    case externalBGP = 20
    case ospf = 110
    /// OSPF's own order puts inside before outside (RFC 2328, 11); the distance is 110 too.
    case ospfExternal = 111
    case internalBGP = 200

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

    package var name: String {
      switch self {
      case .connected: "connected"
      case .static: "static"
      case .externalBGP: "eBGP"
      case .ospf: "OSPF"
      case .ospfExternal: "OSPF external"
      case .internalBGP: "iBGP"
      }
    }
  }

  package var prefix: IPv4Prefix
  package var source: Source
  /// Empty for a connected network: the destination itself is the neighbour.
  var neighbors: [EstateLayout.Neighbor]
  /// The interface of a connected network, by name.
  package var interface: String?
  /// Of a static route whose next hop is an address of a connected network that nobody has: the route is there, and
  /// what takes it ends.
  package var unansweredNextHop: IPv4Address?
  /// OSPF's metric, 0 elsewhere.
  package var metric: Int
  /// Set for a path of BGP.
  package var path: BGPPath?
  /// Why the route is not used; `nil` if it is.
  package var rejection: String?
}
