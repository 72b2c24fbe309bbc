import Addressing

/// What a security association is made of: one direction of a tunnel.
package struct AssociationPlan: Hashable, Sendable {
  /// The outer addresses.
  package var source: IPv4Address
  package var destination: IPv4Address
  /// The pre-shared key of both ends.
  package var sharedKey: String
  /// `hub-to-site from hub-vpn/0`: unique in the estate.
  package var name: String
  /// Of both directions (RFC 7296, 3.3.2: negotiated with the pair).
  package var hasExtendedSequenceNumbers = false
  /// Whether the receiver drops what it has seen.
  package var isReplayProtected = true

  /// The associations of all tunnels whose outer packets are real: of each, from the first end, then from the second.
  static func plans(of tunnels: [IPsecTunnel]) -> [AssociationPlan] {
    tunnels.flatMap { tunnel -> [AssociationPlan] in
      guard let underlay = tunnel.underlay else { return [] }
      let connection = tunnel.connections[0]
      return [
        AssociationPlan(
          source: underlay.gatewayAddress, destination: underlay.siteAddress,
          sharedKey: tunnel.sharedKey, name: "\(connection) from \(tunnel.first.name)",
          hasExtendedSequenceNumbers: underlay.hasExtendedSequenceNumbers),
        AssociationPlan(
          source: underlay.siteAddress, destination: underlay.gatewayAddress,
          sharedKey: tunnel.sharedKey, name: "\(connection) from \(tunnel.second.name)",
          hasExtendedSequenceNumbers: underlay.hasExtendedSequenceNumbers,
          isReplayProtected: underlay.gatewayIsReplayProtected),
      ]
    }
  }
}
