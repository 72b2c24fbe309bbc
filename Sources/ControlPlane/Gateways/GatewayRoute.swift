import Addressing
import ResourceModel

/// A route that a virtual network has from its gateways, after they agreed on the best paths.
package struct GatewayRoute: Hashable, Sendable {
  /// Where a machine's host sends the packet.
  enum Target: Hashable, Sendable {
    case gatewayInstance(String, instance: Int)
    /// The edge's end of a connection: the way into a circuit bypasses the gateway.
    case enterpriseEdge(connection: String, CircuitSide)
  }

  struct NextHop: Hashable, Sendable {
    var target: Target
    /// The target's address in the network, which orders equal ones.
    var address: IPv4Address
    /// What Azure's tools print: a gateway instance's address, or an edge's provider address.
    var displayed: IPv4Address
  }

  package var prefix: IPv4Prefix
  /// At least one; all are equally good. Sorted by address.
  var nextHops: [NextHop]
  package var asPath: [ASN]
  package var weight: Int
  /// The gateway that has the route.
  package var gateway: String
  /// Worse routes to the same prefix, with what speaks against each.
  package var losers: [RejectedRoute]

  package var displayedNextHops: [IPv4Address] { nextHops.map(\.displayed) }
}

/// A route that lost, as text for a person.
package struct RejectedRoute: Hashable, Sendable {
  package var text: String
  package var reason: String

  package init(text: String, reason: String) {
    self.text = text
    self.reason = reason
  }
}
