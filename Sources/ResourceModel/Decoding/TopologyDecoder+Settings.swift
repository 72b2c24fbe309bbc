import Addressing

extension TopologyDecoder {
  mutating func decodeLink(_ node: DocumentNode) {
    guard let reader = node.object() else { return }
    let name = reader.required("name")?.name()
    if let name { draft.declare(.link, name) }
    let kind = decodeLinkKind(reader)
    let delay = reader.optional("roundTripTime")?.time() ?? Link.defaultRoundTripTime
    let jitter = reader.optional("jitter")?.time() ?? .zero
    let isUp = reader.optional("up")?.boolean() ?? true
    let detection = reader.optional("detectionTime")?.time() ?? Link.defaultDetectionTime
    reader.finish()
    guard let name, let kind else { return }
    draft.topology.links.append(
      Link(
        name: name, kind: kind, roundTripTime: delay, jitter: jitter, isUp: isUp,
        detectionTime: detection, source: reader.location))
  }

  private func decodeLinkKind(_ reader: ObjectReader) -> Link.Kind? {
    let between = reader.optional("between")
    let single = reader.optional("connection")
    let several = reader.optional("connections")
    let given = [between, single, several].compactMap { $0 }
    guard given.count == 1 else {
      let message = "a link has one of \"between\", \"connection\" and \"connections\""
      if given.count > 1 {
        given[1].error(.conflictingProperties, message)
      } else {
        reader.node.collector.error(
          .conflictingProperties, message,
          at: reader.node.value[caseInsensitive: "name"]?.span ?? reader.node.value.span)
      }
      return nil
    }
    if let single { return single.string().map { .connections([$0]) } }
    if let several {
      guard let nodes = several.elements() else { return nil }
      let names = nodes.compactMap { $0.string() }
      guard names.count == nodes.count else { return nil }
      guard names.count == 1 || names.count == 2 else {
        several.error(.linkConnections, "a link is one connection or the two of a pair")
        return nil
      }
      return .connections(names)
    }
    guard let between, let nodes = between.elements() else { return nil }
    guard nodes.count == 2 else {
      between.error(.conflictingProperties, "a link has two ends, not \(nodes.count)")
      return nil
    }
    let ends = nodes.compactMap { $0.string().map { linkEnd($0) } }
    return ends.count == 2 ? .physical(ends[0], ends[1]) : nil
  }

  /// `HOST`, `ROUTER/INTERFACE`, `CIRCUIT/primary` or `CIRCUIT/primary/microsoft`; the validator checks that it exists.
  func linkEnd(_ text: String) -> LinkEnd {
    guard let slash = text.firstIndex(of: "/") else { return .host(text) }
    let device = String(text[..<slash])
    let rest = String(text[text.index(after: slash)...])
    if draft.canonical(.router, device) == nil, rest.lowercased().hasSuffix("/microsoft"),
      let side = CircuitSide(rawValue: String(rest.dropLast("/microsoft".count)).lowercased())
    {
      return .microsoftPeering(device, side)
    }
    if draft.canonical(.router, device) == nil,
      let side = CircuitSide(rawValue: rest.lowercased())
    {
      return .circuit(device, side)
    }
    return .routerInterface(router: device, interface: rest)
  }

  mutating func decodeCircuitBinding(_ node: DocumentNode) {
    guard let reader = node.object() else { return }
    let circuit = reader.required("circuit")?.string()
    let primary = reader.required("primaryProviderAddress")?.address()
    let secondary = reader.required("secondaryProviderAddress")?.address()
    reader.finish()
    guard let circuit, let primary, let secondary else { return }
    draft.topology.circuitBindings.append(
      CircuitBinding(
        circuit: circuit, primaryProviderAddress: primary, secondaryProviderAddress: secondary,
        source: node.location))
  }

  mutating func decodeGatewayProfile(_ node: DocumentNode) {
    guard let reader = node.object() else { return }
    let gateway = reader.required("gateway")?.string()
    let type = draft.topology.virtualNetworkGateways
      .first { $0.name.lowercased() == gateway?.lowercased() }?.gatewayType
    let timeToLive = reader.optional("timeToLive").flatMap { decodeTimeToLive($0, of: type) }
    let delay = reader.optional("roundTripTime")?.time()
    reader.finish()
    guard let gateway else { return }
    draft.topology.gatewayProfiles.append(
      GatewayProfile(
        gateway: gateway, timeToLive: timeToLive, roundTripTime: delay, source: node.location))
  }

  /// The values, or a known generation; those of ExpressRoute gateways do not differ.
  private func decodeTimeToLive(
    _ node: DocumentNode, of type: VirtualNetworkGateway.GatewayType?
  ) -> GatewayTimeToLive? {
    if let text = node.value.string {
      switch text {
      case "2018": return type == .expressRoute ? .expressRoute : .vpn2018
      case "current": return type == .expressRoute ? .expressRoute : .vpnCurrent
      default:
        node.error(
          .invalidValue, "\(node.path) cannot be \"\(text)\"",
          help: "use \"2018\", \"current\" or an object")
        return nil
      }
    }
    guard let reader = node.object() else { return nil }
    let fromNetwork = reader.required("fromVirtualNetwork")?.integer(in: 0...2)
    let fromTunnel = reader.required("fromTunnel")?.integer(in: 0...2)
    let answers = reader.required("answers")?.word(GatewayTimeToLive.Answers.self)
    reader.finish()
    guard let fromNetwork, let fromTunnel, let answers else { return nil }
    return GatewayTimeToLive(
      fromVirtualNetwork: UInt8(fromNetwork), fromTunnel: UInt8(fromTunnel), answers: answers)
  }

  mutating func decodeRegionLatency(_ node: DocumentNode) {
    guard let reader = node.object() else { return }
    let delay = reader.required("roundTripTime")?.time()
    let between = reader.required("between")
    let regions = between?.elements()?.compactMap { $0.string() } ?? []
    reader.finish()
    if let between, let nodes = between.value.elements, nodes.count != 2 {
      between.error(.conflictingProperties, "a latency is between two regions, not \(nodes.count)")
    }
    guard regions.count == 2, let delay else { return }
    draft.topology.regionLatencies.append(
      RegionLatency(
        first: normalizedLocation(regions[0]), second: normalizedLocation(regions[1]),
        roundTripTime: delay, source: node.location))
  }

  mutating func decodeSeed(_ node: DocumentNode) {
    guard let reader = node.object() else { return }
    let device = reader.required("device").flatMap { decodeDevice($0) }
    let seed = reader.required("seed")?.integer(in: 0...Int(UInt32.max))
    reader.finish()
    guard let device, let seed else { return }
    draft.topology.ecmpSeeds.append(
      ECMPSeed(device: device, seed: UInt32(seed), source: node.location))
  }

  /// A network interface, a gateway, a router, or `CIRCUIT/primary`.
  private func decodeDevice(_ node: DocumentNode) -> ECMPSeed.Device? {
    guard let text = node.string() else { return nil }
    if let slash = text.lastIndex(of: "/") {
      let circuit = String(text[..<slash])
      let side = String(text[text.index(after: slash)...])
      if let side = CircuitSide(rawValue: side.lowercased()),
        let circuit = draft.canonical(.expressRouteCircuit, circuit)
      {
        return .circuit(circuit, side)
      }
    }
    var found: [ECMPSeed.Device] = []
    if let name = draft.canonical(.networkInterface, text) { found.append(.networkInterface(name)) }
    if let name = draft.canonical(.virtualNetworkGateway, text) {
      found.append(.virtualNetworkGateway(name))
    }
    if let name = draft.canonical(.router, text) { found.append(.router(name)) }
    if found.count > 1 {
      node.error(
        .ambiguousReference, "\"\(text)\" is the name of several devices",
        help: "rename all but one of them")
    }
    if found.isEmpty {
      let circuits = draft.names(.expressRouteCircuit).flatMap { circuit in
        CircuitSide.allCases.map { "\(circuit)/\($0.rawValue)" }
      }
      node.error(
        .unknownReference,
        "there is no network interface, gateway, router or circuit side \"\(text)\"",
        help: Spelling.suggestion(
          for: text,
          among: draft.names(.networkInterface) + draft.names(.virtualNetworkGateway)
            + draft.names(.router) + circuits))
    }
    return found.count == 1 ? found[0] : nil
  }
}
