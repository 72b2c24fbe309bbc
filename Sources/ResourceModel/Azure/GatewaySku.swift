import Addressing

/// What a gateway's SKU lets it have (Azure: "About VPN gateway SKUs", 2025; "About ExpressRoute virtual network
/// gateways", 11/2023).
package struct GatewaySku: Hashable, Sendable {
  package let name: String
  package let type: VirtualNetworkGateway.GatewayType
  /// Connections by IPsec at most; of ExpressRoute gateways 0.
  package let tunnels: Int
  /// Circuits at most; `nil` where the page gives no number. Of VPN gateways 0.
  package let circuits: Int?

  /// What it carries; `nil` where no page gives a number.
  private let bandwidth: BitRate?
  /// What it carries as Generation2; `nil` where that is no different.
  private let secondBandwidth: BitRate?
  /// Packets a second; `nil` where no page gives a number.
  package let packetsPerSecond: Int64?

  /// - Parameters:
  ///   - megabits: the aggregate benchmark of all tunnels, site-to-site and point-to-site, in Mbps (Azure: "About VPN
  ///     gateway SKUs", 2025; of the first SKUs: "VPN Gateway legacy SKUs").
  ///   - second: the same of Generation2.
  ///   - packets: a second, with GCMAES256 (Azure: "VPN Gateway settings", 11/2019).
  private init(
    vpn name: String, tunnels: Int, megabits: Int64, second: Int64? = nil, packets: Int64? = nil
  ) {
    self.name = name
    type = .vpn
    self.tunnels = tunnels
    circuits = 0
    bandwidth = .megabits(megabits)
    secondBandwidth = second.map { .megabits($0) }
    packetsPerSecond = packets
  }

  private init(
    expressRoute name: String, circuits: Int?, megabits: Int64? = nil, packets: Int64? = nil
  ) {
    self.name = name
    type = .expressRoute
    tunnels = 0
    self.circuits = circuits
    bandwidth = megabits.map { .megabits($0) }
    secondBandwidth = nil
    packetsPerSecond = packets
  }

  /// What all of a gateway's traffic shares.
  ///
  /// - Parameter generation: 1 or 2, `nil` where the document is silent, which is 1.
  package func bandwidth(ofGeneration generation: Int?) -> BitRate? {
    generation == 2 ? secondBandwidth ?? bandwidth : bandwidth
  }

  /// What one tunnel of a VPN gateway has at most (Azure: "VPN Gateway settings", 11/2019).
  package static let tunnelBandwidth = BitRate.megabits(1_000)

  package static let all: [GatewaySku] = [
    .init(vpn: "Basic", tunnels: 10, megabits: 100),
    .init(vpn: "Standard", tunnels: 10, megabits: 100),
    .init(vpn: "HighPerformance", tunnels: 30, megabits: 200),
    .init(vpn: "VpnGw1", tunnels: 30, megabits: 650, packets: 58_000),
    .init(vpn: "VpnGw1AZ", tunnels: 30, megabits: 650, packets: 58_000),
    .init(vpn: "VpnGw2", tunnels: 30, megabits: 1_000, second: 1_250, packets: 90_000),
    .init(vpn: "VpnGw2AZ", tunnels: 30, megabits: 1_000, second: 1_250, packets: 90_000),
    .init(vpn: "VpnGw3", tunnels: 30, megabits: 1_250, second: 2_500, packets: 105_000),
    .init(vpn: "VpnGw3AZ", tunnels: 30, megabits: 1_250, second: 2_500, packets: 105_000),
    .init(vpn: "VpnGw4", tunnels: 100, megabits: 5_000),
    .init(vpn: "VpnGw4AZ", tunnels: 100, megabits: 5_000),
    .init(vpn: "VpnGw5", tunnels: 100, megabits: 10_000),
    .init(vpn: "VpnGw5AZ", tunnels: 100, megabits: 10_000),
    .init(expressRoute: "Standard", circuits: 4, megabits: 1_000, packets: 100_000),
    .init(expressRoute: "ErGw1AZ", circuits: 4, megabits: 1_000, packets: 100_000),
    .init(expressRoute: "HighPerformance", circuits: 8, megabits: 2_000, packets: 200_000),
    .init(expressRoute: "ErGw2AZ", circuits: 8, megabits: 2_000, packets: 200_000),
    .init(expressRoute: "UltraPerformance", circuits: 16, megabits: 10_000, packets: 1_000_000),
    .init(expressRoute: "ErGw3AZ", circuits: 16, megabits: 10_000, packets: 1_000_000),
    .init(expressRoute: "ErGwScale", circuits: nil),
  ]

  /// The SKU of a name, letter case aside, for a type of gateway.
  package static func named(
    _ name: String, _ type: VirtualNetworkGateway.GatewayType
  ) -> GatewaySku? {
    all.first { $0.type == type && $0.name.lowercased() == name.lowercased() }
  }
}
