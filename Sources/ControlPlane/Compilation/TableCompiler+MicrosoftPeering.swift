import Addressing
import DataPlane
import ResourceModel

/// Routes of Microsoft peering, and the ends of tunnels over it.
extension TableCompiler {
  /// What an edge forwards by on Microsoft peering: the customer's public prefixes, the gateways' public addresses.
  func microsoftEdgeRoutes(
    _ circuit: String, _ side: CircuitSide
  ) -> (TableRoutes, [RouteCandidate]) {
    let end = LinkEnd.microsoftPeering(circuit, side)
    let role = DeviceRole.microsoftEdge(circuit: circuit, side)
    guard let speaker = state.bgp.number(of: .microsoftEdge(circuit: circuit, side)),
      let customerSide = layout.linkEndInterfaces[end], let inside = layout.publicInterfaces[role],
      let prefix = layout.index.circuits[circuit]?.microsoftPeering?.prefix(side)
    else { return ([:], []) }
    var routes: TableRoutes = [:]
    var texts: [RouteCandidate] = []
    if let mapping = lanMappings[customerSide] {
      routes[prefix] = [.onLink(mapping, egress: customerSide)]
      texts.append(RouteCandidate(prefix: prefix, text: "connected network \(prefix)"))
    }
    let choices = state.vector.choices[speaker]
    for prefix in choices.keys.sorted() {
      guard let choice = choices[prefix] else { continue }
      let learned = choice.used.filter { $0.origin == .external }
      let hops = learned.compactMap { path in
        layout.lanNeighbors[customerSide]?.first { $0.address == path.nextHop }
          .map { NextHop.adjacency($0.adjacency) }
      }
      if !hops.isEmpty { routes[prefix] = hops }
      texts += learned.map { path in
        RouteCandidate(
          prefix: prefix,
          text: "BGP route \(prefix) via \(path.neighbor) (AS path \(path.asPathText))")
      }
    }
    for (far, adjacency) in layout.publicAdjacencies[inside] ?? [:] {
      let prefix = IPv4Prefix(containing: layout.interfaces[far.index].address, length: 32)
      routes[prefix] = [.adjacency(adjacency)]
    }
    texts += layout.publicAddresses.map { address in
      let prefix = IPv4Prefix(containing: address, length: 32)
      return RouteCandidate(prefix: prefix, text: "route \(prefix) in Microsoft's network")
    }
    let own = layout.interfaces[customerSide.index].address
    routes[IPv4Prefix(containing: own, length: 32)] = [.local]
    return (routes, texts)
  }

  /// What a gateway instance knows of the customers' public prefixes: of the edges that learned each, those with the
  /// shortest path. Private numbers do not count: Microsoft removes them (Azure: "ExpressRoute routing requirements").
  func publicRoutes(_ role: DeviceRole) -> (TableRoutes, [RouteCandidate]) {
    guard let own = layout.publicInterfaces[role] else { return ([:], []) }
    var learned: [(prefix: IPv4Prefix, length: Int, adjacency: Adjacency, edge: String)] = []
    for end in layout.microsoftEdges {
      guard case .microsoftPeering(let circuit, let side) = end,
        let speaker = state.bgp.number(of: .microsoftEdge(circuit: circuit, side)),
        let edge = layout.publicInterfaces[.microsoftEdge(circuit: circuit, side)],
        let adjacency = layout.publicAdjacencies[own]?[edge]
      else { continue }
      for (prefix, choice) in state.vector.choices[speaker] {
        guard let best = choice.used.first, best.origin == .external else { continue }
        learned.append(
          (
            prefix, best.asPath.count { !$0.isPrivate }, adjacency, "\(circuit)/\(side.rawValue)"
          ))
      }
    }
    var shortest: [IPv4Prefix: Int] = [:]
    for way in learned { shortest[way.prefix] = min(shortest[way.prefix] ?? .max, way.length) }
    // By prefix, the edges in the layout's order.
    learned = learned.enumerated()
      .sorted { ($0.element.prefix, $0.offset) < ($1.element.prefix, $1.offset) }.map(\.element)
    var routes: TableRoutes = [:]
    var texts: [RouteCandidate] = []
    for way in learned where way.length == shortest[way.prefix] {
      routes[way.prefix, default: []].append(.adjacency(way.adjacency))
      texts.append(
        RouteCandidate(
          prefix: way.prefix, text: "route \(way.prefix) in Microsoft's network, by \(way.edge)"))
    }
    routes[IPv4Prefix(containing: layout.interfaces[own.index].address, length: 32)] = [.local]
    return (routes, texts)
  }

  /// Both ends of every tunnel whose outer packets are real.
  static func tunnelEnds(_ layout: EstateLayout) -> [TunnelEnd] {
    var ends: [TunnelEnd] = []
    let followers = layout.tunnels.indices.filter { layout.tunnels[$0].underlay != nil }
    for (place, number) in followers.enumerated() {
      guard let way = layout.tunnelNeighbors[number][layout.tunnels[number].first]?.adjacency
      else { continue }
      let association = 2 * place
      ends.append(
        TunnelEnd(
          device: layout.interfaces[way.egress.index].device, interface: way.egress,
          peer: way.ingress, outbound: association, inbound: association + 1))
      ends.append(
        TunnelEnd(
          device: layout.interfaces[way.ingress.index].device, interface: way.ingress,
          peer: way.egress, outbound: association + 1, inbound: association))
    }
    return ends
  }
}
