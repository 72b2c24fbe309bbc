import Addressing

/// Local network gateways that stand for a virtual network, as in "Configure a VNet to VNet connection", 05/2015:
/// each network is a local network site to the other.
extension TopologyValidator {
  /// Makes a connection to a site whose address is another gateway's a connection to that gateway.
  mutating func resolveLocalSites() {
    let tunnels = Set(routers.flatMap(\.interfaces).compactMap(\.tunnel?.connection))
    for item in topology.connections.indices {
      let connection = topology.connections[item]
      guard connection.connectionType == .ipsec, !tunnels.contains(connection.name),
        case .localNetworkGateway(let name) = connection.peer, let local = localGateway(name),
        let address = local.gatewayIpAddress,
        let gateway = topology.virtualNetworkGateways.first(where: {
          $0.gatewayType == .vpn && publicAddresses(of: $0).contains(address)
        })
      else { continue }
      topology.connections[item].connectionType = .vnet2Vnet
      topology.connections[item].peer = .virtualNetworkGateway(gateway.name)
      topology.connections[item].localNetworkGateway = name
    }
  }

  private func publicAddresses(of gateway: VirtualNetworkGateway) -> [IPv4Address] {
    gateway.publicIPAddresses.compactMap { name in
      topology.publicIPAddresses.first { $0.name.lowercased() == name.lowercased() }?.ipAddress
    }
  }

  func checkLocalSites() {
    for connection in topology.connections {
      guard let name = connection.localNetworkGateway, let local = localGateway(name),
        case .virtualNetworkGateway(let other) = connection.peer, let gateway = gateway(other),
        let network = virtualNetwork(gateway.virtualNetwork)
      else { continue }
      guard EraRule.localNetworkIsExact.holds(in: topology.profile),
        Set(local.addressPrefixes) != Set(network.addressSpace)
      else { continue }
      let given = local.addressPrefixes.map(\.description).joined(separator: ", ")
      let wanted = network.addressSpace.map(\.description).joined(separator: ", ")
      error(
        .localNetworkDiffers,
        "\"\(name)\" stands for \"\(network.name)\" and has \(given.isEmpty ? "no range" : given), not "
          + wanted,
        at: local.source, "localNetworkAddressSpace", "addressPrefixes",
        notes: [note("the network", at: network.source, "addressSpace", "addressPrefixes")],
        help:
          "in profile \(topology.profile.rawValue) a local network has exactly the ranges of the "
          + "network that it stands for")
    }
  }
}
