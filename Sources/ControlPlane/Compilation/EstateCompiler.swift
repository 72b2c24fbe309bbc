import Addressing
import DataPlane
import ResourceModel

/// Turns a topology and the state of its links into what forwards, runs and explains. A pure function.
package struct EstateCompiler: Sendable {
  private let layout: EstateLayout
  private let rates: RateTable
  /// Compiled security rules, which most changes of links leave as they are.
  private let classifiers: SecurityClassifierCache
  /// In the order of their numbers, those that are gone included.
  private let knownEndpoints: [Endpoint]

  package init(_ topology: Topology) {
    layout = EstateLayout(topology)
    rates = layout.rates()
    classifiers = SecurityClassifierCache()
    knownEndpoints = []
  }

  /// The same estate after resources were created, changed or deleted: what is still there keeps its numbers, addresses
  /// and compiled security rules, so that the tables of both can follow each other under packets.
  package init(_ topology: Topology, after previous: EstateCompiler) {
    layout = EstateLayout(topology, after: previous.layout)
    classifiers = previous.classifiers
    knownEndpoints = previous.endpoints()
    rates = layout.rates()
  }

  /// How many security classifiers were compiled so far.
  package var compiledClassifierCount: Int { classifiers.compiledCount }

  /// The names by which links can be failed, in the document's order.
  package var linkNames: [String] { layout.linkNames.names }

  /// The names of the links that are IPsec tunnels.
  package var tunnelLinks: Set<String> { Set(layout.tunnels.map(\.link)) }

  /// The devices that were there and are not any more.
  package var goneDevices: [DeviceID] {
    layout.isThere.indices.filter { !layout.isThere[$0] }.map { DeviceID(rawValue: Int32($0)) }
  }

  /// The link that a link's or connection's name stands for; `nil` if there is none.
  package func resolveLink(_ name: String) -> String? { layout.linkNames.resolve(name) }

  /// The links that the document declares down.
  package var initiallyFailedLinks: Set<String> {
    Set(layout.topology.links.filter { !$0.isUp }.map(\.name))
  }

  /// The estate as it starts.
  package func compile() -> CompiledEstate { compile(failedLinks: initiallyFailedLinks) }

  /// The estate with exactly these links failed, routing converged. Names of links or connections.
  package func compile(failedLinks: Set<String>, generation: UInt64 = 1) -> CompiledEstate {
    let failed = Set(failedLinks.compactMap { layout.linkNames.resolve($0) })
    let state = RoutingState(layout, failed: failed)
    var compiler = TableCompiler(state, classifiers: classifiers)
    let tables = compiler.compile(generation: generation)
    var links = layout.links
    for index in links.indices {
      links[index].isUp = failed.isDisjoint(with: links[index].names)
    }
    var estate = CompiledEstate(
      topology: layout.topology, tables: tables, deviceNames: layout.deviceNames,
      interfaceNames: layout.interfaceNames, links: links, endpoints: endpoints())
    estate.roles = layout.roles
    estate.rates = rates
    estate.linkEnds = layout.linkEndInterfaces
    estate.associations = AssociationPlan.plans(of: layout.tunnels)
    estate.membership = NetworkMembership(layout, compiler.networkMappings)
    estate.addresses = layout.addresses
    estate.healthChecks = compiler.healthChecks
    estate.failedLinks = failed
    estate.candidates = compiler.candidates
    estate.connections = ConnectionStatus.statuses(state)
    estate.notes = notes(state, estate.connections)
    for interface in layout.topology.networkInterfaces {
      guard let subnet = interface.primaryConfiguration?.subnet,
        let own = layout.fabricInterfaces[.networkInterface(interface.name)]
      else { continue }
      estate.effectiveRoutes[interface.name] = state.effectiveRoutes[subnet]?.routes.map {
        var route = $0
        route.lacksNextHop = compiler.lacksNextHop(
          route, network: subnet.virtualNetwork, from: own)
        return route
      }
    }
    for (number, speaker) in state.bgp.speakers.enumerated() {
      let rows = LearnedRoute.rows(of: speaker, state.vector.choices[number])
      switch speaker.role {
      case .vpnGateway(let name), .expressRouteGateway(let name), .router(let name):
        estate.learnedRoutes[name] = rows
      case .enterpriseEdge(let circuit, let side):
        estate.learnedRoutes["\(circuit)/\(side.rawValue)"] = rows
      case .microsoftEdge(let circuit, let side):
        estate.learnedRoutes["\(circuit)/\(side.rawValue)/microsoft"] = rows
      }
    }
    return estate
  }

  /// Machines and hosts as ``CompiledEstate/endpoints`` numbers them: those that are there at the numbers that they had; the
  /// places of those that are gone stay theirs.
  package func endpoints() -> [Endpoint] {
    // A network interface that gets a machine, or loses it, is the same place.
    func key(_ endpoint: Endpoint) -> [String] {
      endpoint.networkInterface.map { ["interface", $0] } ?? ["host", endpoint.name]
    }
    var present = presentEndpoints()
    guard !knownEndpoints.isEmpty else { return present }
    let byKey = Dictionary(
      present.map { (key($0), $0) }, uniquingKeysWith: { first, _ in first })
    let known = Set(knownEndpoints.map(key))
    present.removeAll { known.contains(key($0)) }
    return knownEndpoints.map { byKey[key($0)] ?? $0 } + present
  }

  private func presentEndpoints() -> [Endpoint] {
    var result: [Endpoint] = []
    let topology = layout.topology
    for machine in topology.virtualMachines {
      for name in machine.networkInterfaces {
        guard let interface = layout.index.networkInterfaces[name],
          let attachment = layout.guestInterfaces[name],
          let address = layout.addresses.networkInterfaces[name]?.first
        else { continue }
        result.append(
          Endpoint(
            name: machine.name, networkInterface: name, address: address, attachment: attachment,
            osType: machine.osType, forwards: interface.enableIPForwarding))
      }
    }
    // A network interface of no machine still answers: the document asks for the network, not the guest.
    let owned = Set(topology.virtualMachines.flatMap(\.networkInterfaces))
    for interface in topology.networkInterfaces where !owned.contains(interface.name) {
      guard let attachment = layout.guestInterfaces[interface.name],
        let address = layout.addresses.networkInterfaces[interface.name]?.first
      else { continue }
      result.append(
        Endpoint(
          name: interface.name, networkInterface: interface.name, address: address,
          attachment: attachment, osType: .windows, forwards: interface.enableIPForwarding))
    }
    for host in topology.sites.flatMap(\.hosts) {
      guard let attachment = layout.linkEndInterfaces[.host(host.name)] else { continue }
      result.append(
        Endpoint(
          name: host.name, networkInterface: nil, address: host.address.address,
          attachment: attachment, osType: host.osType, forwards: false))
    }
    for client in topology.vpnClients {
      guard let attachment = layout.linkEndInterfaces[.host(client.name)],
        let address = layout.addresses.vpnClients[client.name]
      else { continue }
      result.append(
        Endpoint(
          name: client.name, networkInterface: nil, address: address, attachment: attachment,
          osType: client.osType, forwards: false))
    }
    let guests = Dictionary(
      topology.guests.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for index in result.indices { result[index].guest = guests[result[index].name] }
    return result
  }

  /// What a reader of a trace should know of the control plane: tunnels that are down, and why.
  private func notes(
    _ state: RoutingState, _ connections: [String: ConnectionStatus]
  ) -> [String] {
    var notes: [String] = []
    for (number, tunnel) in layout.tunnels.enumerated() {
      guard let fault = state.links.fault(of: number) else { continue }
      let name = tunnel.connections.joined(separator: " and ")
      notes.append("the tunnel of \(name) is down: \(tunnel.text(fault))")
    }
    for connection in layout.topology.connections where connection.connectionType != .expressRoute {
      guard let status = connections[connection.name], status.tunnels.isEmpty else { continue }
      notes.append("\(connection.name) has no tunnel" + (status.reason.map { ": \($0)" } ?? ""))
    }
    for link in layout.topology.links where state.links.failed.contains(link.name) {
      if case .physical = link.kind { notes.append("link \(link.name) is down") }
    }
    for excess in state.prefixExcesses {
      let sender = state.bgp.speakers[excess.sender].role.name
      let receiver = state.bgp.speakers[excess.receiver].role.name
      notes.append(
        "the BGP session of \(sender) and \(receiver) is down: \(sender) tells \(excess.count) prefixes, "
          + "and \(excess.limit) is the limit")
    }
    if !state.vector.converged {
      notes.append("BGP does not settle: the policies of the document contradict each other")
    }
    return notes
  }
}
