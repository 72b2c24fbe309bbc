import Addressing
import DataPlane
import ResourceModel

/// What an appliance may not send into peered networks: packets that come from elsewhere, where the other side of the
/// peering does not take forwarded traffic (Azure: "Create, change, or delete a virtual network peering",
/// `allowForwardedTraffic`). Judged at the first packet of a flow, at the appliance's port.
enum ForwardingRules {
  /// What rules of this kind are called; Azure's tools do not list them.
  static let namePrefix = "peering/"

  /// One rule a peering that takes none, in the document's order. A classic network has no side that could refuse.
  static func denials(
    _ network: VirtualNetwork, _ peers: [ConnectedPeerings.View]
  ) -> [SecurityRuleTable.Rule] {
    peers
      .filter {
        !$0.remote.allowForwardedTraffic && $0.remoteNetwork.deploymentModel != .classic
      }
      .map { peer in
        SecurityRuleTable.Rule(
          name: namePrefix + peer.remote.name, priority: 0, allows: false,
          sources: [.init(included: [.all], excluded: network.addressSpace)],
          destinations: [.init(included: peer.remoteNetwork.addressSpace)],
          denial: .forwardedTrafficNotAllowed)
      }
  }
}
