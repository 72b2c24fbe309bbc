import Addressing
import ResourceModel

/// One effective route of a network interface, as Azure's tools show it, with the reason behind it.
package struct EffectiveRoute: Hashable, Sendable {
  /// Where a route comes from, in the order of precedence for an equal prefix: the first wins
  /// (Azure: "Virtual network traffic routing").
  package enum Source: String, CaseIterable, Hashable, Comparable, Sendable {
    case user = "User"
    case virtualNetworkGateway = "VirtualNetworkGateway"
    case system = "Default"

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rank < rhs.rank }

    private var rank: Int {
      switch self {
      case .user: 0
      case .virtualNetworkGateway: 1
      case .system: 2
      }
    }
  }

  package enum State: String, Hashable, Sendable {
    case active = "Active"
    case invalid = "Invalid"
  }

  package enum NextHopType: String, Hashable, Sendable {
    case virtualNetworkGateway = "VirtualNetworkGateway"
    case vnetLocal = "VnetLocal"
    case internet = "Internet"
    case virtualAppliance = "VirtualAppliance"
    case none = "None"
    case vnetPeering = "VNetPeering"
    case vnetGlobalPeering = "VNetGlobalPeering"
    case virtualNetworkServiceEndpoint = "VirtualNetworkServiceEndpoint"
  }

  package var source: Source
  package var state: State
  package var prefix: IPv4Prefix
  package var nextHopType: NextHopType
  /// `nil` where the next hop has no address.
  package var nextHopAddress: IPv4Address?
  /// The user's name of the route.
  package var name: String?
  package var disableBgpRoutePropagation: Bool
  /// Why the route is invalid; `nil` if it is active.
  package var rejection: String?
  /// What more is known: the AS path of a gateway's route.
  package var detail: String?
  /// The service tag that the prefix stands in: a user's route to a tag and a service endpoint have a route for each of
  /// its prefixes, which Azure's tools show as one. `nil` if the prefix stands for itself.
  package var serviceTag: ServiceTag?
  /// Whether nothing is there that the route could lead to: no gateway, or nobody with the appliance's address.
  package var lacksNextHop = false

  package init(
    source: Source, state: State = .active, prefix: IPv4Prefix, nextHopType: NextHopType,
    nextHopAddress: IPv4Address? = nil, name: String? = nil,
    disableBgpRoutePropagation: Bool = false, rejection: String? = nil, detail: String? = nil,
    serviceTag: ServiceTag? = nil
  ) {
    self.source = source
    self.state = state
    self.prefix = prefix
    self.nextHopType = nextHopType
    self.nextHopAddress = nextHopAddress
    self.name = name
    self.disableBgpRoutePropagation = disableBgpRoutePropagation
    self.rejection = rejection
    self.detail = detail
    self.serviceTag = serviceTag
  }
}
