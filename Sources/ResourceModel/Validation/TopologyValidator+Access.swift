/// Who may peer with whom: subscriptions, tenants, registrations, rights.
extension TopologyValidator {
  private static let write = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings/write"
  private static let peer = "Microsoft.Network/virtualNetworks/peer/action"
  private static let classicPeer = "Microsoft.ClassicNetwork/virtualNetworks/peer/action"

  /// The subscription of a network that names none is the document's, if it declares one only.
  private func subscription(of network: VirtualNetwork) -> Subscription? {
    guard let name = network.subscription?.lowercased() else {
      return topology.subscriptions.count == 1 ? topology.subscriptions[0] : nil
    }
    return topology.subscriptions.first { $0.id.lowercased() == name }
  }

  func checkAccess(_ network: VirtualNetwork) {
    for peering in network.peerings {
      guard peering.remoteVirtualNetwork != network.name,
        let remote = virtualNetwork(peering.remoteVirtualNetwork)
      else { continue }
      checkTenants(peering, network, remote)
      checkRegistration(peering, network, remote)
      checkRights(peering, network, remote)
    }
  }

  private func checkTenants(
    _ peering: VirtualNetworkPeering, _ network: VirtualNetwork, _ remote: VirtualNetwork
  ) {
    guard EraRule.peersShareTenant.holds(in: topology.profile),
      let own = subscription(of: network), let other = subscription(of: remote),
      own.tenant.lowercased() != other.tenant.lowercased()
    else { return }
    error(
      .peeringTenants,
      "in profile \(topology.profile.rawValue) peers are of one tenant: \"\(network.name)\" is of "
        + "\"\(own.tenant)\", \"\(remote.name)\" of \"\(other.tenant)\"",
      at: peering.source, "remoteVirtualNetwork", "id",
      notes: [note("one tenant", at: own.source), note("the other one", at: other.source)],
      help: "connect the networks by VPN gateways")
  }

  private func checkRegistration(
    _ peering: VirtualNetworkPeering, _ network: VirtualNetwork, _ remote: VirtualNetwork
  ) {
    guard EraRule.previewNeedsRegistration.holds(in: topology.profile),
      network.location != remote.location
    else { return }
    let feature = Subscription.globalPeeringFeature
    for end in [network, remote] {
      let owner = subscription(of: end)
      if owner?.features.contains(where: { $0.lowercased() == feature.lowercased() }) == true {
        continue
      }
      error(
        .globalPeeringPreview,
        "the subscription of \"\(end.name)\" is not registered for the preview of peering between "
          + "regions",
        at: peering.source, "remoteVirtualNetwork", "id",
        notes: owner.map { [note("the subscription", at: $0.source)] } ?? [],
        help: "declare the subscription in \"subscriptions\" with \"features\": [\"\(feature)\"]")
      // One complaint for a subscription that both are in.
      if owner?.id == subscription(of: remote)?.id { break }
    }
  }

  /// The rights of whoever makes the peering, at either network (Virtual network peering, 09/2017, permissions).
  private func checkRights(
    _ peering: VirtualNetworkPeering, _ network: VirtualNetwork, _ remote: VirtualNetwork
  ) {
    guard !topology.roleAssignments.isEmpty || topology.deployedBy != nil else { return }
    guard let creator = peering.createdBy ?? topology.deployedBy else {
      error(
        .peeringPermission, "nobody is said to make \"\(peering.name)\"", at: peering.source,
        help: "name a principal in \"deployedBy\", or in the peering's \"systemData\": "
          + "{ \"createdBy\": ... }")
      return
    }
    let isClassic = remote.deploymentModel == .classic
    let needs = [
      (Self.write, network, "Network Contributor"),
      (
        isClassic ? Self.classicPeer : Self.peer, remote,
        isClassic ? "Classic Network Contributor" : "Network Contributor"
      ),
    ]
    for (action, place, role) in needs where !may(creator, action, at: place) {
      error(
        .peeringPermission, "\"\(creator)\" may not do \(action) at \"\(place.name)\"",
        at: peering.source, notes: [note("the network", at: place.source)],
        help: "assign \"\(role)\" or the action to \"\(creator)\" there")
    }
  }

  private func may(_ principal: String, _ action: String, at network: VirtualNetwork) -> Bool {
    topology.roleAssignments.contains { assignment in
      guard assignment.principal.lowercased() == principal.lowercased() else { return false }
      let covers =
        switch assignment.scope {
        case .everything: true
        case .subscription(let id): subscription(of: network)?.id == id
        case .virtualNetwork(let name): name == network.name
        }
      return covers && assignment.allows(action)
    }
  }
}
