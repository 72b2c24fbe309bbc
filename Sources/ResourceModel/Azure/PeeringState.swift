import Addressing

/// By what a network was made: Resource Manager, or the classic model before it.
package enum DeploymentModel: String, Sendable {
  case resourceManager = "Resource Manager"
  case classic
}

/// How far a peering has come, as Azure reports it of one side (Virtual network peering, 09/2017, monitor).
package enum PeeringState: String, Sendable {
  /// The other side does not exist yet.
  case initiated = "Initiated"
  /// Both sides exist: traffic flows.
  case connected = "Connected"
  /// The other side was deleted; this one is updated or deleted, too, before that is made anew.
  case disconnected = "Disconnected"
}

/// Whether the two sides of a peering know each other's present address space
/// (Azure: "Update the address space for a peered virtual network").
package enum PeeringSyncLevel: String, Sendable {
  case fullyInSync = "FullyInSync"
  /// The remote side has an old address space of the local network.
  case remoteNotInSync = "RemoteNotInSync"
  /// The local side has an old address space of the remote network.
  case localNotInSync = "LocalNotInSync"
  case localAndRemoteNotInSync = "LocalAndRemoteNotInSync"
}

extension Topology {
  private func network(_ name: String) -> VirtualNetwork? {
    virtualNetworks.first { $0.name == name }
  }

  /// The other side of a peering; `nil` if it does not exist, as always at a classic network.
  package func reverse(
    of peering: VirtualNetworkPeering, at local: VirtualNetwork
  ) -> VirtualNetworkPeering? {
    network(peering.remoteVirtualNetwork)?.peerings
      .first { $0.remoteVirtualNetwork == local.name }
  }

  /// A classic network has no side of its own: its peering is made at the other network alone.
  package func state(
    of peering: VirtualNetworkPeering, at local: VirtualNetwork
  ) -> PeeringState {
    if peering.isDisconnected { return .disconnected }
    guard let remote = network(peering.remoteVirtualNetwork) else { return .initiated }
    if remote.deploymentModel == .classic { return .connected }
    guard let back = reverse(of: peering, at: local), !back.isDisconnected else {
      return .initiated
    }
    return .connected
  }

  package func syncLevel(
    of peering: VirtualNetworkPeering, at local: VirtualNetwork
  ) -> PeeringSyncLevel {
    let knowsRemote = isCurrent(peering)
    let isKnown = reverse(of: peering, at: local).map(isCurrent) ?? true
    return switch (knowsRemote, isKnown) {
    case (true, true): .fullyInSync
    case (true, false): .remoteNotInSync
    case (false, true): .localNotInSync
    case (false, false): .localAndRemoteNotInSync
    }
  }

  private func isCurrent(_ peering: VirtualNetworkPeering) -> Bool {
    guard let synced = peering.remoteAddressSpace,
      let remote = network(peering.remoteVirtualNetwork)
    else { return true }
    return Set(synced) == Set(remote.addressSpace)
  }
}
