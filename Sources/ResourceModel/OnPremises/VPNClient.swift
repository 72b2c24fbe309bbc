import Addressing

/// A computer that a point-to-site tunnel joins to a VPN gateway. Our own section `vpnClients`.
package struct VPNClient: Sendable {
  /// Unique among hosts, machines and network interfaces, and among links: the tunnel fails by it.
  package var name: String
  /// The gateway, by name.
  package var gateway: String
  /// `nil` is the first of the gateway's.
  package var clientProtocol: VPNClientProtocol?
  package var osType: OperatingSystem
  /// Of the gateway's pool; `nil` if it is given out.
  package var address: IPv4Address?
  /// The gateway's instance, 0 or 1; 1 only with an active-active gateway.
  package var instance: Int
  /// What was added by hand to the routes that the client gets.
  package var routes: [IPv4Prefix]
  /// There and back through the tunnel.
  package var roundTripTime: Nanoseconds
  package var source: SourceLocation

  package init(
    name: String, gateway: String, clientProtocol: VPNClientProtocol? = nil,
    osType: OperatingSystem = .windows, address: IPv4Address? = nil, instance: Int = 0,
    routes: [IPv4Prefix] = [], roundTripTime: Nanoseconds = Link.defaultRoundTripTime,
    source: SourceLocation
  ) {
    self.name = name
    self.gateway = gateway
    self.clientProtocol = clientProtocol
    self.osType = osType
    self.address = address
    self.instance = instance
    self.routes = routes
    self.roundTripTime = roundTripTime
    self.source = source
  }
}

extension VPNClient {
  /// The protocol that it speaks; `nil` if its gateway has none.
  package func spokenProtocol(_ gateway: VirtualNetworkGateway) -> VPNClientProtocol? {
    clientProtocol ?? gateway.vpnClientConfiguration?.protocols.first
  }
}
