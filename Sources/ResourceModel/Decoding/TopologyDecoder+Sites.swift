import Addressing

extension TopologyDecoder {
  mutating func decodeSite(_ node: DocumentNode) {
    guard let reader = node.object() else { return }
    let name = reader.required("name")?.name()
    if let name { draft.declare(.site, name) }
    let routers = reader.list("routers").compactMap { decodeRouter($0) }
    let hosts = reader.list("hosts").compactMap { decodeHost($0) }
    reader.finish()
    guard let name else { return }
    draft.topology.sites.append(
      Site(name: name, routers: routers, hosts: hosts, source: reader.location))
  }

  private mutating func decodeHost(_ node: DocumentNode) -> Host? {
    guard let reader = node.object() else { return nil }
    let name = reader.required("name")?.name()
    if let name { draft.declare(.host, name) }
    let address = reader.required("address")?.interfaceAddress()
    let gateway = reader.required("gateway")?.address()
    let osType = reader.optional("osType")?.word(OperatingSystem.self) ?? .windows
    let servers = reader.list("dnsServers").compactMap { $0.address() }
    reader.finish()
    guard let name, let address, let gateway else { return nil }
    var host = Host(
      name: name, address: address, gateway: gateway, osType: osType, source: reader.location)
    host.dnsServers = servers
    return host
  }

  private mutating func decodeRouter(_ node: DocumentNode) -> Router? {
    guard let reader = node.object() else { return nil }
    let name = reader.required("name")?.name()
    if let name { draft.declare(.router, name) }
    let interfaces = reader.requiredList("interfaces").compactMap { decodeInterface($0) }
    let routes = reader.list("staticRoutes").compactMap { decodeStaticRoute($0) }
    let unreachables = reader.optional("icmpUnreachables")?.boolean() ?? true
    let ospf = reader.optional("ospf").flatMap { decodeOSPF($0) }
    let bgp = reader.optional("bgp").flatMap { decodeBGP($0) }
    reader.finish()
    guard let name else { return nil }
    return Router(
      name: name, interfaces: interfaces, staticRoutes: routes, ospf: ospf, bgp: bgp,
      icmpUnreachables: unreachables, source: reader.location)
  }

  private func decodeInterface(_ node: DocumentNode) -> RouterInterface? {
    guard let reader = node.object() else { return nil }
    let name = reader.required("name")?.name(forbidding: [])
    let address = reader.required("address")?.interfaceAddress()
    let tunnel = reader.optional("tunnel").flatMap { decodeTunnel($0) }
    reader.finish()
    guard let name, let address else { return nil }
    return RouterInterface(name: name, address: address, tunnel: tunnel, source: reader.location)
  }

  private func decodeTunnel(_ node: DocumentNode) -> Tunnel? {
    guard let reader = node.object() else { return nil }
    let connection = reader.required("connection")?.string()
    let sharedKey = reader.required("sharedKey")?.string()
    let instance = reader.optional("instance")?.integer(in: 0...1) ?? 0
    let sourceInterface = reader.optional("source")?.string()
    let extended = reader.optional("extendedSequenceNumbers")
    let hasExtended = extended?.boolean() ?? false
    let selectors = reader.trafficSelectorPolicies("trafficSelectors")
    reader.finish()
    if hasExtended, sourceInterface == nil {
      extended?.error(
        .conflictingProperties, "without a \"source\" the tunnel has no sequence numbers",
        help: "name the interface that its packets leave from")
    }
    guard let connection, let sharedKey else { return nil }
    var tunnel = Tunnel(
      connection: connection, sharedKey: sharedKey, instance: instance,
      sourceInterface: sourceInterface, source: reader.location)
    tunnel.extendedSequenceNumbers = hasExtended
    tunnel.trafficSelectors = selectors.isEmpty ? nil : selectors
    return tunnel
  }

  private func decodeStaticRoute(_ node: DocumentNode) -> StaticRoute? {
    guard let reader = node.object() else { return nil }
    let prefix = reader.required("prefix")?.prefix()
    let nextHop = reader.required("nextHop")?.string().map { text in
      IPv4Address(text).map { StaticRoute.NextHop.address($0) } ?? .interface(text)
    }
    reader.finish()
    guard let prefix, let nextHop else { return nil }
    return StaticRoute(prefix: prefix, nextHop: nextHop, source: reader.location)
  }

  private func decodeOSPF(_ node: DocumentNode) -> OSPFSettings? {
    guard let reader = node.object() else { return nil }
    let interfaces = reader.optional("interfaces")?.elements()?.compactMap { $0.string() }
    let cost = reader.optional("cost")?.integer(in: 1...65535) ?? 1
    let redistribute = reader.optional("redistributeBgp")?.boolean() ?? false
    let metric = reader.optional("defaultInformationOriginate")?.integer(in: 0...16_777_214)
    reader.finish()
    return OSPFSettings(
      interfaces: interfaces, cost: cost, redistributeBgp: redistribute,
      defaultInformationOriginateMetric: metric)
  }

  private func decodeBGP(_ node: DocumentNode) -> RouterBGP? {
    guard let reader = node.object() else { return nil }
    let asn = reader.required("asn")?.asn()
    let networks = reader.list("networks").compactMap { $0.prefix() }
    let paths = reader.optional("maximumPaths")?.integer(in: 1...64) ?? 1
    let neighbors = reader.list("neighbors").compactMap { decodeNeighbor($0) }
    reader.finish()
    guard let asn else { return nil }
    return RouterBGP(asn: asn, networks: networks, maximumPaths: paths, neighbors: neighbors)
  }

  private func decodeNeighbor(_ node: DocumentNode) -> BGPNeighbor? {
    guard let reader = node.object() else { return nil }
    let address = reader.required("address")?.address()
    let asn = reader.required("remoteAsn")?.asn()
    let updateSource = reader.optional("updateSource")?.string()
    let preference = reader.optional("localPreference")?.integer(in: 0...Int(UInt32.max))
    let communities = reader.list("communityPreferences").compactMap {
      decodeCommunityPreference($0)
    }
    let exports = reader.optional("exportPrefixes")?.elements()?.compactMap { $0.prefix() }
    let imports = reader.optional("importPrefixes")?.elements()?.compactMap { $0.prefix() }
    let prepend = reader.optional("asPathPrepend")?.integer(in: 0...10) ?? 0
    let nextHopSelf = reader.optional("nextHopSelf")?.boolean() ?? false
    reader.finish()
    guard let address, let asn else { return nil }
    var neighbor = BGPNeighbor(
      address: address, remoteAsn: asn, updateSource: updateSource, localPreference: preference,
      exportPrefixes: exports, importPrefixes: imports, asPathPrepend: prepend,
      nextHopSelf: nextHopSelf, source: node.location)
    neighbor.communityPreferences = communities
    return neighbor
  }

  private func decodeCommunityPreference(_ node: DocumentNode) -> CommunityPreference? {
    guard let reader = node.object() else { return nil }
    let value = reader.required("community")
    let text = value?.string()
    let preference = reader.required("localPreference")?.integer(in: 0...Int(UInt32.max))
    reader.finish()
    guard let value, let text, let preference else { return nil }
    guard let community = BGPCommunity(text) else {
      value.error(
        .invalidValue, "\(value.path) cannot be \"\(text)\"",
        help: "write two numbers, such as 12076:51004")
      return nil
    }
    return CommunityPreference(community: community, localPreference: preference)
  }
}
