extension TopologyDecoder {
  /// `authorizations` of a circuit.
  func decodeCircuitAuthorizations(_ nodes: [DocumentNode]) -> [CircuitAuthorization] {
    nodes.compactMap { node in
      guard let reader = node.object() else { return nil }
      defer { reader.finish() }
      reader.accept(ResourceProperties.common)
      guard let name = reader.requiredEnvelope("name")?.name() else { return nil }
      return decodeCircuitAuthorization(reader, name: name)
    }
  }

  func decodeCircuitAuthorization(_ reader: ObjectReader, name: String) -> CircuitAuthorization {
    // Whether it is used follows from the connections.
    reader.accept(["authorizationUseStatus"])
    let key = reader.optional("authorizationKey")?.string()
    let user = reader.optional("connectionResourceUri")?.string()
    return CircuitAuthorization(
      name: name, key: key.flatMap { $0.isEmpty ? nil : $0 },
      connection: user?.split(separator: "/").last.map(String.init), source: reader.location)
  }
}
