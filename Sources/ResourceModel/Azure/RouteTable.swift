import Addressing

/// `Microsoft.Network/routeTables`.
package struct RouteTable: Sendable {
  package var name: String
  package var disableBgpRoutePropagation: Bool
  package var routes: [UserDefinedRoute]
  package var source: SourceLocation

  package init(
    name: String, disableBgpRoutePropagation: Bool = false, routes: [UserDefinedRoute] = [],
    source: SourceLocation
  ) {
    self.name = name
    self.disableBgpRoutePropagation = disableBgpRoutePropagation
    self.routes = routes
    self.source = source
  }
}

/// One of `routeTables.properties.routes`.
package struct UserDefinedRoute: Sendable {
  /// `properties.nextHopType`, as ARM spells it.
  package enum NextHopType: String, CaseIterable, Sendable {
    case virtualNetworkGateway = "VirtualNetworkGateway"
    case vnetLocal = "VnetLocal"
    case internet = "Internet"
    case virtualAppliance = "VirtualAppliance"
    case none = "None"
  }

  /// `properties.addressPrefix`: a prefix or a service tag.
  package enum Destination: Hashable, Sendable {
    case prefix(IPv4Prefix)
    case serviceTag(ServiceTag)
  }

  package var name: String
  package var destination: Destination
  package var nextHopType: NextHopType
  /// Set if and only if the type is ``NextHopType/virtualAppliance``.
  package var nextHopIpAddress: IPv4Address?
  package var source: SourceLocation

  package init(
    name: String, destination: Destination, nextHopType: NextHopType,
    nextHopIpAddress: IPv4Address? = nil, source: SourceLocation
  ) {
    self.name = name
    self.destination = destination
    self.nextHopType = nextHopType
    self.nextHopIpAddress = nextHopIpAddress
    self.source = source
  }

  /// The prefix; `nil` where the route is to a service tag.
  package var addressPrefix: IPv4Prefix? {
    switch destination {
    case .prefix(let prefix): prefix
    case .serviceTag: nil
    }
  }

  /// The service tag; `nil` where the route is to a prefix.
  package var serviceTag: ServiceTag? {
    switch destination {
    case .prefix: nil
    case .serviceTag(let tag): tag
    }
  }
}
