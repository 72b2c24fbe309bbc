import Addressing

extension TopologyDecoder {
  /// A gateway's `vpnClientConfiguration`. How clients are known to be who they say is not modelled.
  ///
  /// - Parameter sku: the gateway's; Basic knows SSTP alone.
  func decodeVPNClientConfiguration(
    _ node: DocumentNode, sku: String?
  ) -> VPNClientConfiguration? {
    guard let reader = node.object() else { return nil }
    reader.accept(ResourceProperties.vpnClientConfiguration)
    let pool = reader.optional("vpnClientAddressPool")?.object()
    let prefixes = pool?.list("addressPrefixes").compactMap { $0.prefix() } ?? []
    pool?.finish()
    let given = reader.list("vpnClientProtocols").compactMap { $0.word(VPNClientProtocol.self) }
    reader.finish()
    guard !prefixes.isEmpty else { return nil }
    let usual: [VPNClientProtocol] = sku?.lowercased() == "basic" ? [.sstp] : [.ikeV2, .sstp]
    return VPNClientConfiguration(
      addressPool: prefixes, protocols: given.isEmpty ? usual : given, source: node.location)
  }

  mutating func decodeVPNClient(_ node: DocumentNode) {
    guard let reader = node.object() else { return }
    let name = reader.required("name")?.name()
    if let name { draft.declare(.host, name) }
    let gateway = reader.required("gateway")?.string()
    let kind = reader.optional("protocol")?.word(VPNClientProtocol.self)
    let osType = reader.optional("osType")?.word(OperatingSystem.self) ?? .windows
    let address = reader.optional("address")?.address()
    let instance = reader.optional("instance")?.integer(in: 0...1) ?? 0
    let routes = reader.list("routes").compactMap { $0.prefix() }
    let delay = reader.optional("roundTripTime")?.time() ?? Link.defaultRoundTripTime
    reader.finish()
    guard let name, let gateway else { return }
    draft.topology.vpnClients.append(
      VPNClient(
        name: name, gateway: gateway, clientProtocol: kind, osType: osType, address: address,
        instance: instance, routes: routes, roundTripTime: delay, source: reader.location))
  }
}
