import Addressing

extension TopologyDecoder {
  /// `connections` of a circuit's peering.
  mutating func decodeCircuitConnections(_ nodes: [DocumentNode]) -> [CircuitConnection] {
    var result: [CircuitConnection] = []
    for node in nodes {
      guard let reader = node.object() else { continue }
      reader.accept(ResourceProperties.common)
      reader.accept([
        "expressRouteCircuitPeering", "circuitConnectionStatus", "ipv6CircuitConnectionConfig",
      ])
      let name = reader.requiredEnvelope("name")?.name()
      if let name { draft.declare(.connection, name) }
      let peer = reader.required("peerExpressRouteCircuitPeering")?
        .reference(to: .circuitPeering)
      let prefix = reader.required("addressPrefix")?.prefix()
      let key = reader.optional("authorizationKey")?.string()
      reader.finish()
      guard let name, let peer, let prefix else { continue }
      var connection = CircuitConnection(
        name: name, peerCircuit: peer[0], addressPrefix: prefix, source: reader.location)
      connection.authorizationKey = key
      result.append(connection)
    }
    return result
  }

  mutating func decodeGlobalReachProfile(_ node: DocumentNode) {
    guard let reader = node.object() else { return }
    let connection = reader.required("connection")?.string()
    let timeToLive = reader.optional("timeToLive")?.integer(in: 0...1) ?? 1
    let answers = reader.optional("answers")?.boolean() ?? true
    reader.finish()
    guard let connection else { return }
    draft.topology.globalReachProfiles.append(
      GlobalReachProfile(
        connection: connection, timeToLive: UInt8(timeToLive), answers: answers,
        source: node.location))
  }
}
