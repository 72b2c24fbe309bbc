import Addressing
import DataPlane
import ResourceModel

/// Routes of customers' routers and hosts.
extension TableCompiler {
  func routerRoutes(_ name: String) -> (TableRoutes, [RouteCandidate]) {
    var routes: TableRoutes = [:]
    let all = state.routerRoutes[name] ?? []
    for route in all where route.rejection == nil {
      if let interface = route.interface {
        let end = LinkEnd.routerInterface(router: name, interface: interface)
        guard let number = layout.linkEndInterfaces[end] else { continue }
        if let mapping = lanMappings[number] {
          routes[route.prefix] = [.onLink(mapping, egress: number)]
          continue
        }
        // A tunnel's network: whoever is not this end is the other one.
        let far = state.routerTables.neighbors(at: name, interface)
        if !far.isEmpty {
          routes[route.prefix] = far.sorted { $0.address < $1.address }
            .map { .adjacency($0.adjacency) }
        }
      } else if route.unansweredNextHop != nil {
        routes[route.prefix] = [.drop(.noSuchAddress)]
      } else {
        routes[route.prefix] = route.neighbors.sorted { $0.address < $1.address }
          .map { .adjacency($0.adjacency) }
      }
    }
    for interface in layout.index.routers[name]?.interfaces ?? [] {
      routes[IPv4Prefix(containing: interface.address.address, length: 32)] = [.local]
    }
    return (routes, all.map(Self.candidate))
  }

  private static func candidate(_ route: RouterRoute) -> RouteCandidate {
    var text = "\(route.source.name) \(route.prefix)"
    if let interface = route.interface { text += " on \(interface)" }
    if let path = route.path, route.neighbors.count < 2 {
      text += " via \(path.nextHop)"
    } else if !route.neighbors.isEmpty {
      text +=
        " via " + route.neighbors.map(\.address).sorted().map(\.description).joined(separator: ", ")
    }
    if let address = route.unansweredNextHop { text += " via \(address), which nobody has" }
    if let path = route.path {
      text += " (AS path \(path.asPathText), local preference \(path.localPreference))"
    }
    return RouteCandidate(prefix: route.prefix, text: text, rejection: route.rejection)
  }

  func hostRoutes(_ name: String) -> (TableRoutes, [RouteCandidate]) {
    guard let host = layout.index.hosts[name],
      let own = layout.linkEndInterfaces[.host(name)]
    else { return ([:], []) }
    var routes: TableRoutes = [:]
    var texts: [RouteCandidate] = []
    if let mapping = lanMappings[own] {
      routes[host.address.network] = [.onLink(mapping, egress: own)]
      texts.append(
        RouteCandidate(
          prefix: host.address.network, text: "connected network \(host.address.network)"))
    }
    if let gateway = layout.lanNeighbors[own]?.first(where: { $0.address == host.gateway }) {
      routes[.all] = [.adjacency(gateway.adjacency)]
      texts.append(
        RouteCandidate(prefix: .all, text: "default gateway \(host.gateway)"))
    }
    routes[IPv4Prefix(containing: host.address.address, length: 32)] = [.local]
    return (routes, texts)
  }
}
