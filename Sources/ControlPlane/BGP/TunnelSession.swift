import Addressing
import ResourceModel

/// The BGP session through a tunnel, as the first end sees it.
package struct TunnelSession: Hashable, Sendable {
  /// From where the first end speaks; `nil` if it has no address to do so.
  package var localAddress: IPv4Address?
  /// Where it expects the other end.
  package var peerAddress: IPv4Address?
  package var state: ConnectionState
  /// A clause without full stop; `nil` if it is up.
  package var reason: String?
}

extension TunnelSession {
  /// `nil` if nobody wants a session.
  init?(tunnel number: Int, _ routing: RoutingState) {
    let layout = routing.layout
    let tunnel = layout.tunnels[number]
    guard tunnel.runsBGP else { return nil }
    localAddress = layout.bgpAddress(of: tunnel, at: tunnel.first)
    peerAddress =
      tunnel.peering?.remoteAddress ?? layout.bgpAddress(of: tunnel, at: tunnel.second)
    state = .connecting
    if routing.links.fault(of: number) != nil {
      reason = "the tunnel is down"
    } else if let session = routing.bgp.sessions.firstIndex(where: { $0.carrier == .tunnel(number) }
    ) {
      if let excess = routing.prefixExcesses.first(where: { $0.session == session }) {
        reason = "\(excess.count) prefixes are told, and \(excess.limit) is the limit"
      } else {
        state = .connected
      }
    } else {
      reason = Self.disagreement(tunnel, localAddress, layout)
    }
  }

  /// Why the two ends of a tunnel that is up do not speak.
  private static func disagreement(
    _ tunnel: IPsecTunnel, _ gatewayAddress: IPv4Address?, _ layout: EstateLayout
  ) -> String {
    guard case .gateway(let gateway, _) = tunnel.first else { return "the ends do not agree" }
    guard let gatewayAddress else {
      let peer = tunnel.peering.map { " and its peer is \($0.remoteAddress)" } ?? ""
      return "\(gateway) has no APIPA address for BGP\(peer)"
    }
    guard case .router(let name, let interface) = tunnel.second,
      let router = layout.index.routers[name], let bgp = router.bgp
    else { return "the other end speaks no BGP" }
    guard let neighbor = bgp.neighbors.first(where: { $0.address == gatewayAddress }) else {
      return "\(name) has no neighbour \(gatewayAddress)"
    }
    if let asn = layout.index.gateways[gateway]?.asn, neighbor.remoteAsn != asn {
      return "\(name) expects the autonomous system \(neighbor.remoteAsn), and \(gateway) is \(asn)"
    }
    guard let peering = tunnel.peering else { return "the ends do not agree" }
    if peering.remoteAsn != bgp.asn {
      return
        "\(gateway) expects the autonomous system \(peering.remoteAsn), and \(name) is \(bgp.asn)"
    }
    let source = neighbor.updateSource ?? interface
    let address = router.interfaces.first { $0.name == source }?.address.address
    if address == peering.remoteAddress {
      return "no traffic selector covers \(gatewayAddress) and \(peering.remoteAddress)"
    }
    return "\(gateway) expects \(peering.remoteAddress), and \(name) speaks from "
      + (address?.description ?? "nowhere")
  }
}
