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

  package var name: String
  package var addressPrefix: IPv4Prefix
  package var nextHopType: NextHopType
  /// Set if and only if the type is ``NextHopType/virtualAppliance``.
  package var nextHopIpAddress: IPv4Address?
  package var source: SourceLocation

  package init(
    name: String, addressPrefix: IPv4Prefix, nextHopType: NextHopType,
    nextHopIpAddress: IPv4Address? = nil, source: SourceLocation
  ) {
    self.name = name
    self.addressPrefix = addressPrefix
    self.nextHopType = nextHopType
    self.nextHopIpAddress = nextHopIpAddress
    self.source = source
  }
}
