/// Limits and abilities of ExpressRoute gateways (Azure: "About ExpressRoute virtual network gateways", 11/2023; "About
/// FastPath").
extension GatewaySku {
  /// Prefixes that the gateway takes of one edge; `nil` for a VPN gateway.
  package var learnedRoutes: Int? {
    guard type == .expressRoute else { return nil }
    switch name {
    case "Standard", "ErGw1AZ": return 4_000
    case "ErGwScale": return 60_000
    case _: return 9_500
    }
  }

  /// Whether packets from the edges may go past the gateway.
  package var hasFastPath: Bool { ["UltraPerformance", "ErGw3AZ"].contains(name) }
}

extension VirtualNetworkGateway {
  /// Prefixes that an ExpressRoute gateway takes of one edge; `nil` where the document names no SKU.
  package var learnedRouteLimit: Int? {
    sku.flatMap { GatewaySku.named($0, gatewayType) }?.learnedRoutes
  }
}
