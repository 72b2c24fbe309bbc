import Addressing

/// `Microsoft.Network/publicIPAddresses`. The Internet is not modelled: an address tells which gateway a local
/// network gateway stands for, and is reached over Microsoft peering.
package struct PublicIPAddress: Sendable {
  package var name: String
  /// `properties.ipAddress`; `nil` while Azure has given none.
  package var ipAddress: IPv4Address?
  package var source: SourceLocation

  package init(name: String, ipAddress: IPv4Address? = nil, source: SourceLocation) {
    self.name = name
    self.ipAddress = ipAddress
    self.source = source
  }
}

extension Topology {
  /// The address of a gateway's instance to the world; `nil` while the document gives none.
  package func publicAddress(of gateway: VirtualNetworkGateway, instance: Int) -> IPv4Address? {
    guard gateway.publicIPAddresses.indices.contains(instance) else { return nil }
    let name = gateway.publicIPAddresses[instance].lowercased()
    return publicIPAddresses.first { $0.name.lowercased() == name }?.ipAddress
  }
}
