import Addressing

extension TopologyValidator {
  /// Resolves and checks the ends of links, then gives interfaces their canonical names.
  mutating func checkLinks() {
    canonicalizeInterfaces()
    var taken: [LinkEnd: Link] = [:]
    var takenConnections: [String: Link] = [:]
    for item in topology.links.indices {
      let link = topology.links[item]
      switch link.kind {
      case .physical(let first, let second):
        let ends = [resolve(first, link, 0), resolve(second, link, 1)]
        guard let one = ends[0], let other = ends[1] else { continue }
        topology.links[item].kind = .physical(one, other)
        for (position, end) in [one, other].enumerated() where isPointToPoint(end) {
          guard let earlier = taken.updateValue(link, forKey: end) else { continue }
          error(
            .linkEndTaken, "the link \"\(earlier.name)\" already ends at \(text(end))",
            at: link.source, "between", .element(position),
            notes: [note("the first link", at: earlier.source)])
        }
        compare(one, other, link)
      case .connections(let given):
        let names = resolve(given, link)
        for (position, name) in names.enumerated() {
          guard let earlier = takenConnections.updateValue(link, forKey: name) else { continue }
          collector.error(
            .linkEndTaken, "\"\(earlier.name)\" already stands for the connection \"\(name)\"",
            at: connectionSpan(link, position, given.count),
            notes: [note("the first entry", at: earlier.source)])
          break
        }
        topology.links[item].kind = .connections(names)
      }
    }
  }

  /// The canonical names of an entry's connections; those of the pair, if one side alone is given.
  private func resolve(_ given: [String], _ link: Link) -> [String] {
    var names: [String] = []
    for (position, text) in given.enumerated() {
      guard let name = canonical(.connection, text) else {
        collector.error(
          .unknownLinkEnd, "there is no connection \"\(text)\"",
          at: connectionSpan(link, position, given.count),
          help: Spelling.suggestion(for: text, among: draft.names(.connection)))
        continue
      }
      names.append(name)
    }
    if given.count == 2, names.count == 2 { checkPair(names, link) }
    return given.count == 1 ? withReverse(names) : names
  }

  private func connectionSpan(_ link: Link, _ position: Int, _ count: Int) -> Range<Int> {
    let single = index.span(link.source, ["connection"])
    if count == 1, single != index.span(link.source, []) { return single }
    return index.span(link.source, ["connections", .element(position)])
  }

  /// Of a VNet-to-VNet connection alone, the pair: one path serves both.
  private func withReverse(_ names: [String]) -> [String] {
    guard names.count == 1, let connection = connection(names[0]),
      let reverse = reverse(of: connection)
    else { return names }
    return [connection.name, reverse.name]
  }

  private mutating func canonicalizeInterfaces() {
    for site in topology.sites.indices {
      for item in topology.sites[site].routers.indices {
        var router = topology.sites[site].routers[item]
        let names = router.interfaces.map(\.name)
        func spelled(_ name: String) -> String {
          names.first { $0.lowercased() == name.lowercased() } ?? name
        }
        for position in router.interfaces.indices {
          let name = router.interfaces[position].tunnel?.sourceInterface
          router.interfaces[position].tunnel?.sourceInterface = name.map(spelled)
        }
        if var ospf = router.ospf {
          ospf.interfaces = ospf.interfaces?.map(spelled)
          router.ospf = ospf
        }
        for position in router.staticRoutes.indices {
          if case .interface(let name) = router.staticRoutes[position].nextHop {
            router.staticRoutes[position].nextHop = .interface(spelled(name))
          }
        }
        if var bgp = router.bgp {
          for position in bgp.neighbors.indices {
            bgp.neighbors[position].updateSource = bgp.neighbors[position].updateSource.map(spelled)
          }
          router.bgp = bgp
        }
        topology.sites[site].routers[item] = router
      }
    }
  }

  // MARK: Ends

  /// The end with canonical names; `nil` after a report, or if its declaration was reported.
  private func resolve(_ end: LinkEnd, _ link: Link, _ position: Int) -> LinkEnd? {
    func unknown(_ message: String, _ given: String, _ candidates: [String]) {
      error(
        .unknownLinkEnd, message, at: link.source, "between", .element(position),
        help: Spelling.suggestion(for: given, among: candidates)
          ?? "an end is written HOST, ROUTER/INTERFACE, CIRCUIT/primary or CIRCUIT/primary/microsoft"
      )
    }
    switch end {
    case .host(let name):
      guard let host = canonical(.host, name) else {
        unknown("there is no host \"\(name)\"", name, draft.names(.host))
        return nil
      }
      return .host(host)
    case .circuit(let name, _), .microsoftPeering(let name, _):
      guard let circuit = canonical(.expressRouteCircuit, name) else {
        unknown(
          "there is no circuit \"\(name)\"", name, draft.names(.expressRouteCircuit))
        return nil
      }
      if case .microsoftPeering(_, let side) = end {
        let resolved = LinkEnd.microsoftPeering(circuit, side)
        // A circuit of which not all peerings could be read is not to be blamed.
        if network(of: resolved) == nil, let declared = self.circuit(circuit),
          index.names(declared.source, "peerings").count == declared.peerings.count
        {
          unknown("the circuit \"\(circuit)\" has no peering of type MicrosoftPeering", "", [])
          return nil
        }
        return resolved
      }
      if case .circuit(_, let side) = end { return .circuit(circuit, side) }
      return nil
    case .routerInterface(let name, let interface):
      guard let known = canonical(.router, name) else {
        unknown("there is no router \"\(name)\"", name, draft.names(.router))
        return nil
      }
      guard let router = routers.first(where: { $0.name == known }) else { return nil }
      let names = router.interfaces.map(\.name) + index.names(router.source, "interfaces")
      guard let spelled = names.first(where: { $0.lowercased() == interface.lowercased() }) else {
        unknown("\"\(known)\" has no interface \"\(interface)\"", interface, names)
        return nil
      }
      if router.interfaces.first(where: { $0.name == spelled })?.tunnel != nil {
        unknown("\"\(spelled)\" of \"\(known)\" is a tunnel: its connection is the link", "", [])
        return nil
      }
      return .routerInterface(router: known, interface: spelled)
    }
  }

  private func text(_ end: LinkEnd) -> String { "\"\(end.text)\"" }

  /// Whether only one link may end here: a router's interface on a larger network may have many ports.
  private func isPointToPoint(_ end: LinkEnd) -> Bool {
    switch end {
    case .host, .circuit, .microsoftPeering: true
    case .routerInterface:
      (network(of: end)?.network.length ?? 0) >= 30
    }
  }

  /// The network at an end, and where it is declared.
  private func network(
    of end: LinkEnd
  ) -> (network: IPv4Prefix, source: SourceLocation, step: DocumentIndex.Step)? {
    switch end {
    case .host(let name):
      return hosts.first { $0.name == name }.map { ($0.address.network, $0.source, "address") }
    case .routerInterface(let router, let interface):
      return routers.first { $0.name == router }?.interfaces.first { $0.name == interface }
        .map { ($0.address.network, $0.source, "address") }
    case .circuit(_, let side), .microsoftPeering(_, let side):
      guard let peering = peering(at: end) else { return nil }
      switch side {
      case .primary:
        return (peering.primaryPeerAddressPrefix, peering.source, "primaryPeerAddressPrefix")
      case .secondary:
        return (peering.secondaryPeerAddressPrefix, peering.source, "secondaryPeerAddressPrefix")
      }
    }
  }

  /// The peering that uses a circuit's side; `nil` elsewhere, or if the circuit has none.
  private func peering(at end: LinkEnd) -> ExpressRouteCircuitPeering? {
    switch end {
    case .host, .routerInterface: nil
    case .circuit(let name, _): circuit(name)?.privatePeering
    case .microsoftPeering(let name, _): circuit(name)?.microsoftPeering
    }
  }

  private func compare(_ first: LinkEnd, _ second: LinkEnd, _ link: Link) {
    switch (first, second) {
    case (.circuit, .circuit), (.circuit, .host), (.host, .circuit),
      (.microsoftPeering, .microsoftPeering), (.microsoftPeering, .circuit),
      (.circuit, .microsoftPeering), (.microsoftPeering, .host), (.host, .microsoftPeering):
      error(
        .linkEndsDiffer, "a circuit's side is linked to a router's interface", at: link.source,
        "between")
      return
    case (.routerInterface(let router, let interface), .circuit),
      (.circuit, .routerInterface(let router, let interface)),
      (.routerInterface(let router, let interface), .microsoftPeering),
      (.microsoftPeering, .routerInterface(let router, let interface)):
      compareCircuit(router, interface, first, second, link)
      return
    case (.host, .host), (.host, .routerInterface), (.routerInterface, .host),
      (.routerInterface, .routerInterface):
      break
    }
    guard let one = network(of: first), let other = network(of: second),
      one.network != other.network
    else { return }
    reportDifference(one, other, link)
  }

  private func reportDifference(
    _ one: (network: IPv4Prefix, source: SourceLocation, step: DocumentIndex.Step),
    _ other: (network: IPv4Prefix, source: SourceLocation, step: DocumentIndex.Step), _ link: Link
  ) {
    error(
      .linkEndsDiffer,
      "the ends of \"\(link.name)\" are on different networks: \(one.network) and \(other.network)",
      at: link.source, "between",
      notes: [
        note("\(one.network) is here", at: one.source, one.step),
        note("\(other.network) is here", at: other.source, other.step),
      ])
  }

  private func compareCircuit(
    _ routerName: String, _ interfaceName: String, _ first: LinkEnd, _ second: LinkEnd,
    _ link: Link
  ) {
    let ends = peering(at: first) == nil ? [second, first] : [first, second]
    guard let circuitEnd = network(of: ends[0]),
      let router = routers.first(where: { $0.name == routerName }),
      let interface = router.interfaces.first(where: { $0.name == interfaceName })
    else { return }
    guard interface.address.network == circuitEnd.network else {
      reportDifference(
        (interface.address.network, interface.source, "address"), circuitEnd, link)
      return
    }
    let expected = circuitEnd.network.firstUsableAddress
    if interface.address.address != expected {
      error(
        .circuitLinkAddress,
        "the customer's end of \(circuitEnd.network) is \(expected), not "
          + "\(interface.address.address)",
        at: interface.source, "address",
        notes: [
          note("the circuit's prefix", at: circuitEnd.source, circuitEnd.step),
          note("the link", at: link.source),
        ], help: "the customer has the first usable address, Microsoft the second")
    }
    guard let peering = peering(at: ends[0]),
      let bgp = router.bgp, bgp.asn != peering.peerASN
    else { return }
    warning(
      .neighborASN,
      "\"\(routerName)\" is the autonomous system \(bgp.asn), not \(peering.peerASN): the session "
        + "stays down",
      at: peering.source, "peerASN",
      notes: [note("the router", at: router.source, "bgp", "asn")])
  }

  private func checkPair(_ names: [String], _ link: Link) {
    guard let first = connection(names[0]), let second = connection(names[1]) else { return }
    let isPair =
      first.connectionType == .vnet2Vnet && second.connectionType == .vnet2Vnet
      && first.peer == .virtualNetworkGateway(second.virtualNetworkGateway1)
      && second.peer == .virtualNetworkGateway(first.virtualNetworkGateway1)
    if isPair { return }
    error(
      .linkConnections,
      "\"\(first.name)\" and \"\(second.name)\" are not the two sides of one tunnel",
      at: link.source, "connections",
      notes: [
        note("the first connection", at: first.source),
        note("the second connection", at: second.source),
      ])
  }
}
