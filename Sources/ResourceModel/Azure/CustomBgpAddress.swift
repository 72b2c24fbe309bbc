import Addressing

/// An APIPA address (RFC 3927) from which a VPN gateway's instance speaks BGP with a device that has one, too: an element
/// of a gateway's `bgpSettings.bgpPeeringAddresses`, or of a connection's `gatewayCustomBgpIpAddresses`.
package struct CustomBgpAddress: Sendable {
  /// The gateway's IP configuration, by name: the first one is that of the first instance.
  package var ipConfiguration: String
  package var address: IPv4Address
  /// Where the address stands.
  package var source: SourceLocation
  /// Where the configuration is named.
  package var ipConfigurationSource: SourceLocation

  package init(
    ipConfiguration: String, address: IPv4Address, source: SourceLocation,
    ipConfigurationSource: SourceLocation
  ) {
    self.ipConfiguration = ipConfiguration
    self.address = address
    self.source = source
    self.ipConfigurationSource = ipConfigurationSource
  }
}

extension IPv4Address {
  /// In 169.254.0.0/16 (RFC 3927), which devices use on both ends of a tunnel.
  package var isAPIPA: Bool { rawValue >> 16 == 0xA9FE }

  /// In 169.254.21.0 to 169.254.22.255, which Azure keeps for its end of BGP sessions (Azure: "Configure BGP for VPN
  /// Gateway").
  package var isGatewayAPIPA: Bool { (0xA9FE_1500...0xA9FE_16FF).contains(rawValue) }
}

extension VirtualNetworkGateway {
  /// The APIPA address from which an instance speaks BGP over a connection: the one that the connection names, or else the
  /// first one of the instance. `nil` if there is none.
  ///
  /// - Parameter instance: 0 or 1.
  package func customBgpAddress(
    for connection: Connection, instance: Int
  ) -> IPv4Address? {
    guard ipConfigurationNames.indices.contains(instance) else { return nil }
    let configuration = ipConfigurationNames[instance].lowercased()
    let chosen = connection.customBgpAddresses + customBgpAddresses
    return chosen.first { $0.ipConfiguration.lowercased() == configuration }?.address
  }
}
