/// Who may be connected to whose circuit.
extension TopologyValidator {
  /// What asks for an authorization: a connection of a gateway, or one of Global Reach.
  private struct Request {
    var name: String
    var source: SourceLocation
    var key: String?
    /// The subscription of the gateway or circuit that asks.
    var subscription: String?
    /// Whose authorization it takes.
    var circuit: ExpressRouteCircuit
  }

  func checkAuthorizations() {
    for circuit in topology.expressRouteCircuits
    where circuit.authorizations.count > CircuitAuthorization.limit {
      error(
        .circuitAuthorization,
        "\"\(circuit.name)\" has \(circuit.authorizations.count) authorizations, and "
          + "\(CircuitAuthorization.limit) is the limit",
        at: circuit.authorizations[CircuitAuthorization.limit].source)
    }
    // By circuit and place in its list: who took it.
    var taken: [String: [Int: Request]] = [:]
    for request in requests() {
      guard let key = request.key else {
        checkOwners(request)
        continue
      }
      redeem(key, request, &taken[request.circuit.name, default: [:]])
    }
  }

  private func requests() -> [Request] {
    let gateways = topology.connections.compactMap { connection -> Request? in
      guard case .expressRouteCircuit(let name) = connection.peer, let circuit = circuit(name),
        let gateway = gateway(connection.virtualNetworkGateway1)
      else { return nil }
      return Request(
        name: connection.name, source: connection.source, key: connection.authorizationKey,
        subscription: owner(
          gateway.subscription ?? virtualNetwork(gateway.virtualNetwork)?.subscription),
        circuit: circuit)
    }
    let circuits = topology.circuitConnections.compactMap { connection -> Request? in
      guard let own = circuit(connection.circuit), let peer = circuit(connection.peerCircuit)
      else { return nil }
      return Request(
        name: connection.name, source: connection.source, key: connection.authorizationKey,
        subscription: owner(own.subscription), circuit: peer)
    }
    return gateways + circuits
  }

  /// What names no subscription is of the document's, if that declares one only.
  private func owner(_ name: String?) -> String? {
    name ?? (topology.subscriptions.count == 1 ? topology.subscriptions[0].id : nil)
  }

  /// The two subscriptions, if they are known and not one.
  private func owners(_ request: Request) -> (user: String, owner: String)? {
    guard let user = request.subscription, let owner = owner(request.circuit.subscription),
      user.lowercased() != owner.lowercased()
    else { return nil }
    return (user, owner)
  }

  private func checkOwners(_ request: Request) {
    guard let (user, owner) = owners(request) else { return }
    error(
      .circuitAuthorization,
      "the circuit \"\(request.circuit.name)\" is of subscription \"\(owner)\": \"\(request.name)\", of "
        + "\"\(user)\", needs an authorization",
      at: request.source, notes: [note("the circuit", at: request.circuit.source)],
      help:
        "let the circuit have one in \"authorizations\", and name its key in \"authorizationKey\"")
  }

  private func redeem(_ key: String, _ request: Request, _ taken: inout [Int: Request]) {
    let circuit = request.circuit
    // Within one subscription nobody has to list what the circuit has.
    if circuit.authorizations.isEmpty, owners(request) == nil { return }
    let known = circuit.authorizations.firstIndex { $0.key?.lowercased() == key.lowercased() }
    // One whose key the document does not tell may have this one.
    let silent = circuit.authorizations.indices.first {
      circuit.authorizations[$0].key == nil && taken[$0] == nil
    }
    guard let place = known ?? silent else {
      error(
        .circuitAuthorization,
        "\"\(circuit.name)\" has no authorization with the key of \"\(request.name)\"",
        at: request.source, "authorizationKey",
        notes: circuit.authorizations.map { note("\"\($0.name)\"", at: $0.source) })
      return
    }
    let authorization = circuit.authorizations[place]
    if let earlier = taken[place] {
      error(
        .circuitAuthorization,
        "the authorization \"\(authorization.name)\" of \"\(circuit.name)\" is used by "
          + "\"\(earlier.name)\" already",
        at: request.source, "authorizationKey",
        notes: [
          note("it is used here", at: earlier.source),
          note("the authorization", at: authorization.source),
        ], help: "each connection has an authorization of its own")
      return
    }
    taken[place] = request
    if let user = authorization.connection, user.lowercased() != request.name.lowercased() {
      error(
        .circuitAuthorization,
        "the authorization \"\(authorization.name)\" of \"\(circuit.name)\" is used by \"\(user)\" "
          + "already",
        at: request.source, "authorizationKey",
        notes: [note("the authorization", at: authorization.source)],
        help: "each connection has an authorization of its own")
    }
  }
}
