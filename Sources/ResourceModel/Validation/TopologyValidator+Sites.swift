import Addressing

extension TopologyValidator {
  func checkRouters() {
    for site in topology.sites {
      checkSiteAddresses(site)
      for router in site.routers {
        checkInterfaceNames(router)
        for route in router.staticRoutes { check(route, of: router) }
        checkNeighbors(router, site)
      }
    }
  }

  private func checkSiteAddresses(_ site: Site) {
    var seen: [IPv4Address: SourceLocation] = [:]
    let addresses =
      site.routers.flatMap { $0.interfaces.map { ($0.address.address, $0.source) } }
      + site.hosts.map { ($0.address.address, $0.source) }
    for (address, source) in addresses {
      guard let earlier = seen[address] else {
        seen[address] = source
        continue
      }
      error(
        .duplicateAddress, "\(address) is given twice in \"\(site.name)\"", at: source, "address",
        notes: [note("first here", at: earlier, "address")])
    }
  }

  /// The interface as its router spells it, and whether it is declared at all.
  private func interfaceName(_ name: String, of router: Router) -> String? {
    let wanted = name.lowercased()
    return router.interfaces.first { $0.name.lowercased() == wanted }?.name
      ?? index.names(router.source, "interfaces").first { $0.lowercased() == wanted }
  }

  private func reportInterface(
    _ name: String, _ router: Router, _ code: DiagnosticCode, at span: Range<Int>
  ) {
    collector.error(
      code, "\"\(router.name)\" has no interface \"\(name)\"", at: span,
      notes: [note("the router", at: router.source)],
      help: Spelling.suggestion(for: name, among: router.interfaces.map(\.name)))
  }

  private func checkInterfaceNames(_ router: Router) {
    for (position, name) in (router.ospf?.interfaces ?? []).enumerated()
    where interfaceName(name, of: router) == nil {
      reportInterface(
        name, router, .unknownInterface,
        at: index.span(router.source, ["ospf", "interfaces", .element(position)]))
    }
    for neighbor in router.bgp?.neighbors ?? [] {
      guard let name = neighbor.updateSource, interfaceName(name, of: router) == nil else {
        continue
      }
      reportInterface(
        name, router, .unknownInterface, at: index.span(neighbor.source, ["updateSource"]))
    }
  }

  private func check(_ route: StaticRoute, of router: Router) {
    switch route.nextHop {
    case .interface(let name):
      guard interfaceName(name, of: router) != nil else {
        reportInterface(
          name, router, .staticRouteNextHop, at: index.span(route.source, ["nextHop"]))
        return
      }
      guard
        let interface = router.interfaces.first(where: {
          $0.name.lowercased() == name.lowercased()
        }), interface.tunnel == nil, interface.address.network.length < 30
      else { return }
      error(
        .staticRouteNextHop,
        "\"\(name)\" leads to many neighbours: the route needs an address", at: route.source,
        "nextHop", notes: [note("the interface", at: interface.source, "address")])
    case .address(let address):
      let others = router.staticRoutes.filter { $0.prefix != route.prefix }
      guard !leadsToNeighbor(address, of: router, by: others),
        router.interfaces.count == index.names(router.source, "interfaces").count
      else { return }
      error(
        .staticRouteNextHop,
        "no network and no other static route of \"\(router.name)\" leads to \(address)",
        at: route.source, "nextHop", notes: [note("the router", at: router.source)])
    }
  }

  /// Whether an address is a neighbour's, or one of the static routes leads on to one, without itself; a router
  /// with OSPF may learn a way.
  private func leadsToNeighbor(
    _ address: IPv4Address, of router: Router, by routes: [StaticRoute]
  ) -> Bool {
    if router.ospf != nil { return true }
    if router.interfaces.contains(where: {
      $0.address.network.contains(address) && $0.address.address != address
    }) {
      return true
    }
    return routes.contains { route in
      guard route.prefix.contains(address) else { return false }
      switch route.nextHop {
      case .interface: return true
      case .address(let next):
        return leadsToNeighbor(next, of: router, by: routes.filter { $0.prefix != route.prefix })
      }
    }
  }

  private func checkNeighbors(_ router: Router, _ site: Site) {
    guard let bgp = router.bgp else { return }
    var seen: [IPv4Address: BGPNeighbor] = [:]
    for neighbor in bgp.neighbors {
      if let earlier = seen.updateValue(neighbor, forKey: neighbor.address) {
        error(
          .duplicateAddress, "\(neighbor.address) is a neighbour already", at: neighbor.source,
          "address", notes: [note("first here", at: earlier.source, "address")])
      }
      if !isReachable(neighbor, router, site),
        router.interfaces.count == index.names(router.source, "interfaces").count
      {
        error(
          .neighborUnreachable,
          "\"\(router.name)\" has no network and no static route to \(neighbor.address)",
          at: neighbor.source, "address", notes: [note("the router", at: router.source)])
      }
      checkNumber(of: neighbor, router, site)
    }
  }

  private func isReachable(_ neighbor: BGPNeighbor, _ router: Router, _ site: Site) -> Bool {
    let address = neighbor.address
    if router.interfaces.contains(where: {
      $0.address.network.contains(address) && $0.address.address != address
    }) {
      return true
    }
    if router.staticRoutes.contains(where: { $0.prefix.contains(address) }) { return true }
    if let name = neighbor.updateSource?.lowercased(),
      router.interfaces.contains(where: { $0.name.lowercased() == name && $0.tunnel != nil })
    {
      return true
    }
    // Another router's loopback, which OSPF makes known.
    return router.ospf != nil
      && site.routers.contains { other in
        other.ospf != nil && other.name != router.name
          && other.interfaces.contains { $0.address.address == address }
      }
  }

  /// Compares the number that is expected of a neighbour with the one it has, where the document says.
  private func checkNumber(of neighbor: BGPNeighbor, _ router: Router, _ site: Site) {
    var actual: (asn: ASN, note: Diagnostic.Note)?
    if let other = routers.first(where: { other in
      other.name != router.name
        && (site.routers.contains { $0.name == other.name } || isLinked(router, other))
        && other.interfaces.contains { $0.address.address == neighbor.address }
    }), let bgp = other.bgp {
      actual = (bgp.asn, note("the neighbour", at: other.source, "bgp", "asn"))
    }
    for (circuit, peering) in topology.expressRouteCircuits.flatMap({ circuit in
      [circuit.privatePeering, circuit.microsoftPeering].compactMap { $0 }.map { (circuit, $0) }
    }) {
      for prefix in [peering.primaryPeerAddressPrefix, peering.secondaryPeerAddressPrefix]
      where prefix.firstUsableAddress.advanced(by: 1) == neighbor.address
        && router.interfaces.contains(where: { $0.address.network == prefix })
      {
        actual = (.microsoft, note("Microsoft's edge of this circuit", at: circuit.source))
      }
    }
    if let name = neighbor.updateSource?.lowercased(),
      let tunnel = router.interfaces.first(where: { $0.name.lowercased() == name })?.tunnel,
      let connection = connection(tunnel.connection),
      let gateway = gateway(connection.virtualNetworkGateway1)
    {
      actual = (
        gateway.asn, note("the gateway behind the tunnel", at: gateway.source, "bgpSettings", "asn")
      )
    }
    guard let actual, actual.asn != neighbor.remoteAsn else { return }
    warning(
      .neighborASN,
      "the neighbour \(neighbor.address) is the autonomous system \(actual.asn), not "
        + "\(neighbor.remoteAsn): the session stays down",
      at: neighbor.source, "remoteAsn", notes: [actual.note])
  }

  private func isLinked(_ first: Router, _ second: Router) -> Bool {
    let wanted = Set([first.name.lowercased(), second.name.lowercased()])
    return topology.links.contains { link in
      guard case .physical(.routerInterface(let one, _), .routerInterface(let other, _)) = link.kind
      else { return false }
      return Set([one.lowercased(), other.lowercased()]) == wanted
    }
  }

  // MARK: Hosts

  func checkHosts() {
    for site in topology.sites {
      for host in site.hosts {
        checkGateway(of: host, site)
        let isLinked = topology.links.contains { link in
          guard case .physical(let first, let second) = link.kind else { return false }
          return [first, second].contains { end in
            if case .host(let name) = end { return name.lowercased() == host.name.lowercased() }
            return false
          }
        }
        if !isLinked, topology.links.count == draft.names(.link).count {
          error(
            .hostWithoutLink, "no link ends at the host \"\(host.name)\"", at: host.source,
            help: "add { \"name\": ..., \"between\": [\"\(host.name)\", \"ROUTER/INTERFACE\"] }")
        }
      }
    }
  }

  private func checkGateway(of host: Host, _ site: Site) {
    guard host.address.network.contains(host.gateway) else {
      error(
        .hostGateway, "\(host.gateway) is not on the network of \"\(host.name)\"",
        at: host.source, "gateway",
        notes: [note("the network is \(host.address.network)", at: host.source, "address")])
      return
    }
    let owned = site.routers.contains { router in
      router.interfaces.contains { $0.address.address == host.gateway }
    }
    guard !owned,
      site.routers.allSatisfy({
        $0.interfaces.count == index.names($0.source, "interfaces").count
      })
    else { return }
    error(
      .hostGateway, "no router of \"\(site.name)\" has the address \(host.gateway)",
      at: host.source, "gateway")
  }

  // MARK: Tunnels

  func checkTunnels() {
    var seen: [String: Tunnel] = [:]
    var peered: Set<String> = []
    for router in routers {
      for tunnel in router.interfaces.compactMap(\.tunnel) {
        guard let connection = connection(tunnel.connection) else { continue }
        guard connection.connectionType == .ipsec else {
          error(
            .invalidTunnel,
            "\"\(connection.name)\" is of type \(connection.connectionType.rawValue), and a site's "
              + "tunnel needs IPsec",
            at: tunnel.source, "connection",
            notes: [note("the connection", at: connection.source, "connectionType")])
          continue
        }
        checkInstance(tunnel, connection)
        let key = "\(tunnel.connection)/\(tunnel.instance)"
        if let earlier = seen.updateValue(tunnel, forKey: key) {
          error(
            .invalidTunnel, "another tunnel already ends \"\(tunnel.connection)\" there",
            at: tunnel.source, "connection",
            notes: [note("the first one", at: earlier.source, "connection")])
        }
        if peered.insert("\(router.name)/\(connection.name)").inserted {
          checkPeeringAddress(router, connection)
        }
        checkUnderlay(tunnel, connection, router)
      }
    }
  }

  private func checkInstance(_ tunnel: Tunnel, _ connection: Connection) {
    guard tunnel.instance > 0, let gateway = gateway(connection.virtualNetworkGateway1),
      !gateway.activeActive
    else { return }
    error(
      .invalidTunnel, "the second instance of \"\(gateway.name)\" only waits: no tunnel ends there",
      at: tunnel.source, "instance",
      notes: [note("the gateway is not active-active", at: gateway.source, "activeActive")])
  }

  private func checkPeeringAddress(_ router: Router, _ connection: Connection) {
    guard connection.enableBgp, case .localNetworkGateway(let name) = connection.peer,
      let local = localGateway(name), let settings = local.bgpSettings
    else { return }
    let owners = routers.filter { router in
      router.interfaces.contains { $0.tunnel?.connection == connection.name }
    }
    let known = owners.contains { owner in
      owner.interfaces.contains { $0.address.address == settings.bgpPeeringAddress }
    }
    if !known, owners.first?.name == router.name {
      warning(
        .bgpPeeringAddress,
        "\"\(router.name)\" does not have the address \(settings.bgpPeeringAddress): the session "
          + "stays down",
        at: local.source, "bgpSettings", "bgpPeeringAddress",
        notes: [note("the tunnel's router", at: router.source)])
    }
    if let bgp = router.bgp, bgp.asn != settings.asn {
      warning(
        .neighborASN,
        "\"\(router.name)\" is the autonomous system \(bgp.asn), not \(settings.asn): the session "
          + "stays down",
        at: local.source, "bgpSettings", "asn",
        notes: [note("the router", at: router.source, "bgp", "asn")])
    }
  }
}
