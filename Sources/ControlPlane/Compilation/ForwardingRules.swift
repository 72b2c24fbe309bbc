import Addressing
import DataPlane
import ResourceModel

/// What an appliance may not send into peered networks: packets that come from elsewhere, where the other side of the
/// peering does not take forwarded traffic (Azure: "Create, change, or delete a virtual network peering",
/// `allowForwardedTraffic`). Judged at the first packet of a flow, at the appliance's port.
enum ForwardingRules {
  /// What rules of this kind are called; Azure's tools do not list them.
  static let namePrefix = "peering/"

  /// One rule for each peering that takes none, in the document's order, about all destinations to which the network's
  /// routes lead over it: the peer's own ranges, and what goes on to an appliance there. A classic network has no side
  /// that could refuse.
  ///
  /// - Complexity: O(peers x active routes squared) at worst; most routes have no longer one inside.
  static func denials(
    _ network: VirtualNetwork, _ peers: [ConnectedPeerings.View], _ effective: EffectiveRoutes
  ) -> [SecurityRuleTable.Rule] {
    let active = effective.routes.filter { $0.state == .active }
    return
      peers
      .filter {
        !$0.remote.allowForwardedTraffic && $0.remoteNetwork.deploymentModel != .classic
      }
      .map { peer in
        let space = peer.remoteNetwork.addressSpace
        let leads = active.map { crosses($0, into: space, outOf: network.addressSpace) }
        let ways = zip(active, leads).filter(\.1).map { way, _ in
          SecurityRuleTable.AddressSet(
            included: [way.prefix],
            excluded: zip(active, leads).filter { other, isWay in
              !isWay && other.prefix.length > way.prefix.length && way.prefix.covers(other.prefix)
            }.map(\.0.prefix))
        }
        return SecurityRuleTable.Rule(
          name: namePrefix + peer.remote.name, priority: 0, allows: false,
          sources: [.init(included: [.all], excluded: network.addressSpace)],
          destinations: ways, denial: .forwardedTrafficNotAllowed)
      }
  }

  /// Whether a route leads over the peering with the network of `space`: to its machines, or to an appliance there.
  private static func crosses(
    _ route: EffectiveRoute, into space: [IPv4Prefix], outOf own: [IPv4Prefix]
  ) -> Bool {
    switch route.nextHopType {
    case .vnetPeering, .vnetGlobalPeering:
      return space.contains(route.prefix)
    case .virtualAppliance:
      guard let address = route.nextHopAddress, !own.contains(where: { $0.contains(address) })
      else { return false }
      return space.contains { $0.contains(address) }
    case .vnetLocal, .internet, .none, .virtualNetworkGateway, .virtualNetworkServiceEndpoint:
      return false
    }
  }
}
