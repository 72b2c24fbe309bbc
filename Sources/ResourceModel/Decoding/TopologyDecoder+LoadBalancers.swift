import Addressing

extension TopologyDecoder {
  mutating func decodeLoadBalancer(_ resource: ResourceEnvelope) {
    let reader = resource.reader
    draft.declare(.loadBalancer, resource.name)
    reader.accept(ResourceProperties.loadBalancer)
    var sku = LoadBalancer.Sku.basic
    if let node = reader.envelope("sku")?.object()?.optional("name") {
      sku = node.word(LoadBalancer.Sku.self) ?? .basic
    }
    let frontEnds = children(reader, "frontendIPConfigurations") { decodeFrontEnd($0, $1) }
    let pools = children(reader, "backendAddressPools") { child, name in
      child.accept(ResourceProperties.backendAddressPool)
      return LoadBalancer.Pool(name: name, source: child.location)
    }
    let rules = children(reader, "loadBalancingRules") { decodeBalancingRule($0, $1) }
    let probes = children(reader, "probes") { decodeProbe($0, $1) }
    draft.topology.loadBalancers.append(
      LoadBalancer(
        name: resource.name, location: resource.location, sku: sku, frontEnds: frontEnds,
        pools: pools, rules: rules, probes: probes, source: resource.source))
  }

  private func children<Child>(
    _ reader: ObjectReader, _ list: String, _ decode: (ObjectReader, String) -> Child?
  ) -> [Child] {
    reader.list(list).compactMap { node in
      guard let child = node.object() else { return nil }
      defer { child.finish() }
      child.accept(ResourceProperties.common)
      guard let name = child.requiredEnvelope("name")?.name() else { return nil }
      return decode(child, name)
    }
  }

  private func decodeFrontEnd(_ reader: ObjectReader, _ name: String) -> LoadBalancer.FrontEnd? {
    reader.accept(ResourceProperties.frontEnd)
    if let node = reader.optional("publicIPAddress") {
      node.error(
        .publicFrontEnd, "\"\(name)\" is a public front end, and only internal ones are modelled",
        help: "give it a \"subnet\" instead")
      return nil
    }
    let subnet = reader.required("subnet")?.reference(to: .subnet, orClassic: .classicSubnet)
    let method = reader.optional("privateIPAllocationMethod")?.string()?.lowercased()
    var address: IPv4Address?
    if let node = reader.optional("privateIPAddress"), method != "dynamic",
      node.value.string?.isEmpty != true
    {
      address = node.address()
    }
    guard let subnet else { return nil }
    return LoadBalancer.FrontEnd(
      name: name, privateIPAddress: address,
      subnet: SubnetReference(virtualNetwork: subnet[0], subnet: subnet[1]),
      source: reader.location)
  }

  private func decodeBalancingRule(_ reader: ObjectReader, _ name: String) -> LoadBalancingRule? {
    reader.accept(ResourceProperties.loadBalancingRule)
    let frontEnd = reader.required("frontendIPConfiguration")?.reference(to: .frontEnd)
    let pool = reader.required("backendAddressPool")?.reference(to: .backendAddressPool)
    let probe = reader.optional("probe")?.reference(to: .probe)
    let transport = reader.required("protocol")?.word(LoadBalancingRule.TransportProtocol.self)
    let frontendPort = reader.required("frontendPort")?.integer(in: 0...65_534)
    let backendPort = reader.optional("backendPort")?.integer(in: 0...65_535)
    let distribution =
      reader.optional("loadDistribution")?.word(LoadBalancingRule.Distribution.self) ?? .fiveTuple
    let floating = reader.optional("enableFloatingIP")?.boolean() ?? false
    let minutes = reader.optional("idleTimeoutInMinutes")?.integer(in: 4...30) ?? 4
    guard let frontEnd, let pool, let transport, let frontendPort else { return nil }
    return LoadBalancingRule(
      name: name, frontEnd: frontEnd[1], pool: pool[1], probe: probe?[1],
      transportProtocol: transport, frontendPort: UInt16(frontendPort),
      backendPort: UInt16(backendPort ?? frontendPort), loadDistribution: distribution,
      enableFloatingIP: floating, idleTimeout: .seconds(Int64(minutes) * 60),
      source: reader.location)
  }

  private func decodeProbe(_ reader: ObjectReader, _ name: String) -> HealthProbe? {
    reader.accept(ResourceProperties.probe)
    let kind = reader.required("protocol")?.word(HealthProbe.ProbeProtocol.self)
    let port = reader.required("port")?.integer(in: 1...65_535)
    let path = reader.optional("requestPath")?.string()
    let interval = reader.optional("intervalInSeconds")?.integer(in: 5...2_147_483_646)
    let probes = reader.optional("numberOfProbes")?.integer(in: 1...65_535)
    let threshold = reader.optional("probeThreshold")?.integer(in: 1...100)
    guard let kind, let port else { return nil }
    return HealthProbe(
      name: name, probeProtocol: kind, port: UInt16(port),
      requestPath: path?.isEmpty == true ? nil : path,
      interval: interval.map { .seconds(Int64($0)) }
        ?? EraLimit.probeInterval(in: draft.topology.profile),
      threshold: threshold ?? probes ?? 1, source: reader.location)
  }

  /// Our own section `guests`.
  mutating func decodeGuest(_ node: DocumentNode) {
    guard let reader = node.object() else { return }
    let name = reader.required("name")?.string()
    let listens = reader.list("listens").compactMap { $0.integer(in: 1...65_535) }
    let closed = reader.optional("closedPorts")?.word(GuestProfile.ClosedPorts.self) ?? .reset
    let status = reader.optional("httpStatus")?.integer(in: 100...599) ?? 200
    let loopbacks = reader.list("loopbackAddresses").compactMap { $0.address() }
    let records = reader.list("dnsRecords").compactMap { decodeNameRecord($0) }
    reader.finish()
    guard let name else { return }
    var guest = GuestProfile(
      name: name, listens: Set(listens.map { UInt16($0) }), closedPorts: closed,
      httpStatus: status, loopbackAddresses: loopbacks, source: node.location)
    guest.dnsRecords = records
    draft.topology.guests.append(guest)
  }
}
