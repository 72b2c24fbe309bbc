import Addressing

/// What a step of a scenario's timeline does to the Azure resources, and the document that it leaves.
package struct ResourceChange: Sendable {
  /// ARM's verbs, and what happens by itself.
  package enum Action: String, Hashable, Sendable {
    /// PUT: the resource is made, or replaced as a whole.
    case create
    /// PATCH: properties are merged into those that are there; `null` takes one away.
    case update
    /// DELETE, with everything inside of the resource.
    case delete
    /// A peering learns the other network's present address space.
    case sync
    /// A gateway that was created earlier is there.
    case complete
  }

  package var action: Action
  /// The resource as a path from its type: `virtualNetworks/hub/virtualNetworkPeerings/hub-to-spoke`.
  package var subject: String
  /// The whole document after the change, without scenarios; validated.
  package var topology: Topology
}

extension Topology {
  /// What forwards packets: without gateways that are still being created, and without their connections.
  package var inService: Topology {
    guard !gatewaysBeingCreated.isEmpty else { return self }
    var result = self
    result.virtualNetworkGateways.removeAll { gatewaysBeingCreated.contains($0.name) }
    result.connections.removeAll { connection in
      if gatewaysBeingCreated.contains(connection.virtualNetworkGateway1) { return true }
      guard case .virtualNetworkGateway(let peer) = connection.peer else { return false }
      return gatewaysBeingCreated.contains(peer)
    }
    return result
  }
}
