import DataPlane
import ResourceModel

/// Which links have failed, and what that means for interfaces and tunnels.
struct LinkState: Sendable {
  /// Canonical names of links.
  let failed: Set<String>
  /// Tunnels between whose outer addresses no routes lead.
  private let unreachable: Set<Int>
  private let layout: EstateLayout

  init(_ layout: EstateLayout, failed: Set<String>, unreachable: Set<Int> = []) {
    self.layout = layout
    self.failed = failed
    self.unreachable = unreachable
  }

  func isUp(_ link: String?) -> Bool {
    guard let link else { return true }
    return !failed.contains(link)
  }

  func isUp(_ neighbor: EstateLayout.Neighbor) -> Bool { neighbor.links.allSatisfy { isUp($0) } }

  func fault(of tunnel: Int) -> IPsecTunnel.Fault? {
    layout.tunnels[tunnel].fault(failed: failed)
      ?? (unreachable.contains(tunnel) ? .unreachable : nil)
  }

  /// A connection of ExpressRoute carries packets.
  func isUp(connection: String) -> Bool { isUp(layout.linkNames.resolve(connection)) }

  /// The tunnels that end at a router's interface.
  func tunnels(router: String, interface: String) -> [Int] {
    let end = IPsecTunnel.End.router(router, interface: interface)
    return layout.tunnels.indices.filter {
      layout.tunnels[$0].first == end || layout.tunnels[$0].second == end
    }
  }

  /// An interface with links is up while one of them is, a tunnel's while the tunnel is; one without
  /// anything is a loopback and always up.
  func isUp(router: String, interface: RouterInterface) -> Bool {
    if interface.tunnel != nil {
      return tunnels(router: router, interface: interface.name).contains { fault(of: $0) == nil }
    }
    guard
      let number = layout.linkEndInterfaces[
        .routerInterface(router: router, interface: interface.name)],
      let neighbors = layout.lanNeighbors[number], !neighbors.isEmpty
    else { return true }
    return neighbors.contains { isUp($0) }
  }
}
