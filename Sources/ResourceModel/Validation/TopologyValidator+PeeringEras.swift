extension TopologyValidator {
  /// What the document's profile does not let peerings do.
  func checkPeeringEras(_ network: VirtualNetwork) {
    let profile = topology.profile
    if EraRule.peeringIsMissing.holds(in: profile) {
      for peering in network.peerings {
        error(
          .peeringNotAvailable, "in profile \(profile.rawValue) there is no peering",
          at: peering.source,
          help: "connect the networks by VPN gateways, or name a later profile")
      }
      return
    }
    let limit = EraLimit.peerings(in: profile)
    if network.peerings.count > limit {
      error(
        .peeringLimit,
        "\"\(network.name)\" has \(network.peerings.count) peerings, and \(limit) is the limit in "
          + "profile \(profile.rawValue)",
        at: network.peerings[limit].source, notes: [note("the network", at: network.source)])
    }
    for peering in network.peerings {
      guard let remote = virtualNetwork(peering.remoteVirtualNetwork),
        remote.location != network.location, !remote.location.isEmpty, !network.location.isEmpty
      else { continue }
      checkGlobalPeering(peering, of: network, with: remote)
    }
  }

  /// - Precondition: The two networks are in different regions.
  private func checkGlobalPeering(
    _ peering: VirtualNetworkPeering, of network: VirtualNetwork, with remote: VirtualNetwork
  ) {
    let profile = topology.profile
    if EraRule.globalPeeringIsPreview.holds(in: profile) {
      for end in [network, remote] where !EraLimit.previewRegions.contains(end.location) {
        error(
          .globalPeeringPreview,
          "in profile \(profile.rawValue) peering between regions is a preview, and not in "
            + "\(end.location)",
          at: peering.source, "remoteVirtualNetwork", "id",
          notes: [note("the network in \(end.location)", at: end.source, "location")],
          help: "the preview is in \(EraLimit.previewRegions.sorted().joined(separator: ", ")); "
            + "elsewhere connect the networks by VPN gateways")
      }
    }
    guard EraRule.noGatewayTransitAcrossRegions.holds(in: profile) else { return }
    let flags = [
      ("useRemoteGateways", peering.useRemoteGateways),
      ("allowGatewayTransit", peering.allowGatewayTransit),
    ]
    for (flag, isSet) in flags where isSet {
      error(
        .globalGatewayTransit,
        "in profile \(profile.rawValue) a peering between regions has no \(flag): "
          + "\"\(network.name)\" is in \(network.location), \"\(remote.name)\" in \(remote.location)",
        at: peering.source, .property(flag),
        notes: [note("the other network", at: remote.source, "location")],
        help: "put both networks into one region, or give each its own gateway")
    }
  }
}
