import Addressing
import ResourceModel

/// One IPsec tunnel: between instances of two gateways, or an instance and a router's tunnel interface.
package struct IPsecTunnel: Sendable {
  package enum End: Hashable, Sendable {
    case gateway(String, instance: Int)
    case router(String, interface: String)

    var name: String {
      switch self {
      case .gateway(let name, let instance): DeviceRole.gateway(name, instance: instance).name
      case .router(let name, let interface): "\(name) \(interface)"
      }
    }
  }

  /// Why a tunnel carries nothing.
  package enum Fault: Hashable, Sendable {
    /// The two ends have different pre-shared keys.
    case sharedKeyMismatch
    /// The link has failed.
    case linkDown
    /// The two ends have no traffic selector in common.
    case trafficSelectorMismatch
    /// No routes lead from one end's outer address to the other's and back.
    case unreachable
  }

  /// The outer addresses of a tunnel whose packets follow routes, from a site to a gateway.
  package struct Underlay: Hashable, Sendable {
    /// The gateway instance's public address.
    package var gatewayAddress: IPv4Address
    /// That of the router's source interface.
    package var siteAddress: IPv4Address
    /// Sequence numbers of 64 bits.
    package var hasExtendedSequenceNumbers = false
    /// Whether the gateway drops what it has seen.
    package var gatewayIsReplayProtected = true
  }

  /// The connections that make it: one with a site, two between gateways.
  package var connections: [String]
  /// The name by which it is failed.
  package var link: String
  package var first: End
  package var second: End
  /// From where BGP is spoken through a tunnel between a gateway and a site.
  package struct Peering: Hashable, Sendable {
    /// The gateway's APIPA address; `nil` for its own BGP address.
    package var customAddress: IPv4Address?
    /// The device's address, as Azure is told of it.
    package var remoteAddress: IPv4Address
    /// The device's number, as Azure is told of it.
    package var remoteAsn: ASN

    /// Whether the gateway lacks the APIPA address that its peer needs.
    package var lacksCustomAddress: Bool { remoteAddress.isAPIPA && customAddress == nil }
  }

  /// Both ends run BGP through it.
  package var runsBGP: Bool
  /// Of a tunnel to a site with BGP settings.
  package var peering: Peering?
  package var keysAgree: Bool
  /// That of the first connection; empty if it has none.
  package var sharedKey = ""
  /// What both ends agree to carry, as the first sees it.
  package var selectors = TrafficSelectors.any
  /// `nil` for a tunnel over an Internet that is not modelled. With it, the first end is the gateway's.
  package var underlay: Underlay?

  /// Why the tunnel is down while `failed` links are; `nil` if it is up.
  package func fault(failed: Set<String>) -> Fault? {
    if !keysAgree { return .sharedKeyMismatch }
    if selectors == .pairs([]) { return .trafficSelectorMismatch }
    return failed.contains(link) ? .linkDown : nil
  }

  /// Why it is down, as a clause without full stop.
  package func text(_ fault: Fault) -> String {
    switch fault {
    case .sharedKeyMismatch: "the pre-shared keys of its two ends differ"
    case .trafficSelectorMismatch: "its two ends have no traffic selector in common"
    case .linkDown: "link \(link) has failed"
    case .unreachable: "no routes lead between its outer addresses, there and back"
    }
  }

  /// Whether packets from one address of the first end to one of the second go in.
  package func carries(_ near: IPv4Address, _ far: IPv4Address) -> Bool {
    guard case .pairs(let pairs) = selectors else { return true }
    return pairs.contains { $0.local.contains(near) && $0.remote.contains(far) }
  }

  package func other(than end: End) -> End { first == end ? second : first }
}

/// All tunnels of a topology, in the order of their connections.
package enum TunnelPlan {
  package static func tunnels(of topology: Topology, links: LinkNames) -> [IPsecTunnel] {
    var result: [IPsecTunnel] = []
    var paired: Set<String> = []
    for connection in topology.connections {
      guard
        let gateway = topology.virtualNetworkGateways.first(where: {
          $0.name == connection.virtualNetworkGateway1
        })
      else { continue }
      switch connection.peer {
      case .expressRouteCircuit:
        continue
      case .virtualNetworkGateway(let peerName):
        guard !paired.contains(connection.name),
          let reverse = LinkNames.reverse(of: connection, in: topology),
          let peer = topology.virtualNetworkGateways.first(where: { $0.name == peerName })
        else { continue }
        paired.insert(reverse.name)
        for near in activeInstances(of: gateway) {
          for far in activeInstances(of: peer) {
            result.append(
              IPsecTunnel(
                connections: [connection.name, reverse.name],
                link: links.resolve(connection.name) ?? connection.name,
                first: .gateway(gateway.name, instance: near),
                second: .gateway(peer.name, instance: far),
                runsBGP: connection.enableBgp && reverse.enableBgp,
                keysAgree: connection.sharedKey == reverse.sharedKey,
                selectors: TrafficSelectorPair.agreed(
                  topology.trafficSelectors(of: connection), topology.trafficSelectors(of: reverse))
              ))
          }
        }
      case .localNetworkGateway(let localName):
        let local = topology.localNetworkGateways.first { $0.name == localName }
        for router in topology.sites.flatMap(\.routers) {
          for interface in router.interfaces {
            guard let tunnel = interface.tunnel, tunnel.connection == connection.name else {
              continue
            }
            result.append(
              IPsecTunnel(
                connections: [connection.name],
                link: links.resolve(connection.name) ?? connection.name,
                first: .gateway(gateway.name, instance: tunnel.instance),
                second: .router(router.name, interface: interface.name),
                runsBGP: connection.enableBgp,
                peering: local?.bgpSettings.map {
                  peering($0, connection, gateway, instance: tunnel.instance)
                },
                keysAgree: connection.sharedKey == tunnel.sharedKey,
                sharedKey: tunnel.sharedKey,
                selectors: TrafficSelectorPair.agreed(
                  topology.trafficSelectors(of: connection), tunnel.selectors),
                underlay: underlay(of: tunnel, at: router, gateway, in: topology)))
          }
        }
      }
    }
    return result
  }

  private static func peering(
    _ settings: BgpSettings, _ connection: Connection, _ gateway: VirtualNetworkGateway,
    instance: Int
  ) -> IPsecTunnel.Peering {
    let remote = settings.bgpPeeringAddress
    return .init(
      customAddress: remote.isAPIPA
        ? gateway.customBgpAddress(for: connection, instance: instance) : nil,
      remoteAddress: remote, remoteAsn: settings.asn)
  }

  private static func underlay(
    of tunnel: Tunnel, at router: Router, _ gateway: VirtualNetworkGateway, in topology: Topology
  ) -> IPsecTunnel.Underlay? {
    guard let name = tunnel.sourceInterface,
      let source = router.interfaces.first(where: { $0.name == name }),
      let address = topology.publicAddress(of: gateway, instance: tunnel.instance)
    else { return nil }
    return .init(
      gatewayAddress: address, siteAddress: source.address.address,
      hasExtendedSequenceNumbers: tunnel.extendedSequenceNumbers,
      gatewayIsReplayProtected: gateway.isReplayProtected)
  }

  /// The instances that carry traffic: both, or the first.
  package static func activeInstances(of gateway: VirtualNetworkGateway) -> [Int] {
    gateway.activeActive ? [0, 1] : [0]
  }
}
