import Addressing

/// How a point-to-site client speaks with its gateway, as ARM spells it.
package enum VPNClientProtocol: String, CaseIterable, Sendable {
  case ikeV2 = "IkeV2"
  case sstp = "SSTP"
  case openVPN = "OpenVPN"
}

/// `properties.vpnClientConfiguration` of a VPN gateway: its point-to-site side.
package struct VPNClientConfiguration: Sendable {
  /// `vpnClientAddressPool.addressPrefixes`: what clients get their addresses from.
  package var addressPool: [IPv4Prefix]
  /// `vpnClientProtocols`.
  package var protocols: [VPNClientProtocol]
  package var source: SourceLocation

  package init(
    addressPool: [IPv4Prefix], protocols: [VPNClientProtocol], source: SourceLocation
  ) {
    self.addressPool = addressPool
    self.protocols = protocols
    self.source = source
  }
}

extension VirtualNetworkGateway {
  /// What clients get their addresses from; empty without point-to-site.
  package var clientAddressPool: [IPv4Prefix] { vpnClientConfiguration?.addressPool ?? [] }
}

extension GatewaySku {
  /// Clients with a protocol at most; `nil` where no page gives a number. Those by IKEv2 and OpenVPN are counted together
  /// (Azure: "About VPN gateway SKUs", 2025).
  package func clientLimit(_ kind: VPNClientProtocol) -> Int? {
    switch kind {
    case .sstp: return 128
    case .ikeV2, .openVPN:
      switch name.replacing("AZ", with: "") {
      case "Basic": return 0
      case "VpnGw1": return 250
      case "VpnGw2": return 500
      case "VpnGw3": return 1_000
      case "VpnGw4": return 5_000
      case "VpnGw5": return 10_000
      default: return nil
      }
    }
  }
}
