import Addressing
import DataPlane
import ResourceModel

/// The ways of tunnels' outer packets.
extension RoutingState {
  /// Whether routes lead from the router's source address to the gateway's public one, and back.
  func joinsOuterEnds(of tunnel: Int) -> Bool {
    guard let underlay = layout.tunnels[tunnel].underlay,
      case .router(let router, _) = layout.tunnels[tunnel].second
    else { return false }
    guard layout.publicAddresses.contains(underlay.gatewayAddress) else { return false }
    let isThere = leads(from: router, to: underlay.gatewayAddress) { role in
      if case .microsoftEdge = role { true } else { false }
    }
    let ways = customerWays(to: underlay.siteAddress)
    return isThere
      && ways.contains { way in
        way.role == .router(router)
          || leads(from: way.name, to: underlay.siteAddress) { $0 == .router(router) }
      }
  }

  /// The customers' routers to which Microsoft's edges hand packets for an address.
  private func customerWays(to address: IPv4Address) -> [(role: DeviceRole, name: String)] {
    layout.microsoftEdges.flatMap { edge -> [(role: DeviceRole, name: String)] in
      guard let hops = publicWays(from: edge, to: address) else { return [] }
      return hops.compactMap { hop in
        let role = role(at: hop.adjacency.ingress)
        guard case .router(let name) = role else { return nil }
        return (role, name)
      }
    }
  }

  /// The customer's routers behind an edge that told it of the longest prefix with the address; `nil` if none did.
  private func publicWays(
    from edge: LinkEnd, to address: IPv4Address
  ) -> [EstateLayout.Neighbor]? {
    guard case .microsoftPeering(let circuit, let side) = edge,
      let speaker = bgp.number(of: .microsoftEdge(circuit: circuit, side)),
      let own = layout.linkEndInterfaces[edge],
      let prefix = vector.choices[speaker].keys.filter({ $0.contains(address) })
        .max(by: { $0.length < $1.length }),
      let choice = vector.choices[speaker][prefix]
    else { return nil }
    return choice.used.compactMap { path in
      layout.lanNeighbors[own]?.first { $0.address == path.nextHop && links.isUp($0) }
    }
  }

  /// Whether some of the equal ways from a router to an address come to such a device.
  private func leads(
    from router: String, to address: IPv4Address, _ isThere: (DeviceRole) -> Bool
  ) -> Bool {
    var open = [router]
    var seen: Set<String> = [router]
    while let name = open.popLast() {
      for neighbor in neighbors(of: name, to: address) {
        let role = role(at: neighbor.adjacency.ingress)
        if isThere(role) { return true }
        if case .router(let next) = role, seen.insert(next).inserted { open.append(next) }
      }
    }
    return false
  }

  private func neighbors(of router: String, to address: IPv4Address) -> [EstateLayout.Neighbor] {
    let best = (routerRoutes[router] ?? [])
      .filter { $0.rejection == nil && $0.prefix.contains(address) }
      .max { $0.prefix.length < $1.prefix.length }
    guard let best else { return [] }
    guard let interface = best.interface else { return best.neighbors }
    return routerTables.neighbors(at: router, interface)
      .filter { $0.address == address && links.isUp($0) }
  }

  private func role(at interface: InterfaceID) -> DeviceRole {
    layout.roles[layout.interfaces[interface.index].device.index]
  }
}
