/// What a gateway's SKU lets it have (Azure: "About VPN gateway SKUs", 2025; "About ExpressRoute virtual network
/// gateways", 11/2023).
package struct GatewaySku: Hashable, Sendable {
  package let name: String
  package let type: VirtualNetworkGateway.GatewayType
  /// Connections by IPsec at most; of ExpressRoute gateways 0.
  package let tunnels: Int
  /// Circuits at most; `nil` where the page gives no number. Of VPN gateways 0.
  package let circuits: Int?

  private init(vpn name: String, tunnels: Int) {
    self.name = name
    type = .vpn
    self.tunnels = tunnels
    circuits = 0
  }

  private init(expressRoute name: String, circuits: Int?) {
    self.name = name
    type = .expressRoute
    tunnels = 0
    self.circuits = circuits
  }

  package static let all: [GatewaySku] = [
    .init(vpn: "Basic", tunnels: 10), .init(vpn: "Standard", tunnels: 10),
    .init(vpn: "HighPerformance", tunnels: 30),
    .init(vpn: "VpnGw1", tunnels: 30), .init(vpn: "VpnGw1AZ", tunnels: 30),
    .init(vpn: "VpnGw2", tunnels: 30), .init(vpn: "VpnGw2AZ", tunnels: 30),
    .init(vpn: "VpnGw3", tunnels: 30), .init(vpn: "VpnGw3AZ", tunnels: 30),
    .init(vpn: "VpnGw4", tunnels: 100), .init(vpn: "VpnGw4AZ", tunnels: 100),
    .init(vpn: "VpnGw5", tunnels: 100), .init(vpn: "VpnGw5AZ", tunnels: 100),
    .init(expressRoute: "Standard", circuits: 4), .init(expressRoute: "ErGw1AZ", circuits: 4),
    .init(expressRoute: "HighPerformance", circuits: 8),
    .init(expressRoute: "ErGw2AZ", circuits: 8),
    .init(expressRoute: "UltraPerformance", circuits: 16),
    .init(expressRoute: "ErGw3AZ", circuits: 16), .init(expressRoute: "ErGwScale", circuits: nil),
  ]

  /// The SKU of a name, letter case aside, for a type of gateway.
  package static func named(
    _ name: String, _ type: VirtualNetworkGateway.GatewayType
  ) -> GatewaySku? {
    all.first { $0.type == type && $0.name.lowercased() == name.lowercased() }
  }
}
