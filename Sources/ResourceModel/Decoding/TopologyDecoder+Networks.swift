import Addressing

extension TopologyDecoder {
  mutating func decodeVirtualNetwork(_ resource: ResourceEnvelope, _ model: DeploymentModel) {
    let reader = resource.reader
    draft.declare(.virtualNetwork, resource.name)
    reader.accept(ResourceProperties.virtualNetwork)
    if resource.location.isEmpty, let node = reader.requiredEnvelope("location"),
      node.value.string != nil
    {
      node.error(.missingProperty, "the location of \"\(resource.name)\" is empty")
    }
    let space = reader.required("addressSpace")?.object()
    let prefixes = space?.requiredList("addressPrefixes") ?? []
    space?.finish()
    let addressSpace = prefixes.compactMap { $0.prefix() }
    if prefixes.isEmpty, let node = space?.optional("addressPrefixes"),
      node.value.elements != nil
    {
      node.error(.missingProperty, "the address space of \"\(resource.name)\" is empty")
    }
    let flowTimeout = reader.optional("flowTimeoutInMinutes")?.integer(in: 4...30)
    let subnets = reader.list("subnets").compactMap { node -> Subnet? in
      guard let child = node.object() else { return nil }
      defer { child.finish() }
      child.accept(ResourceProperties.common)
      guard let name = child.requiredEnvelope("name")?.name() else { return nil }
      return decodeSubnet(child, name: name)
    }
    let peerings = reader.list("virtualNetworkPeerings").compactMap {
      node -> VirtualNetworkPeering? in
      guard let child = node.object() else { return nil }
      defer { child.finish() }
      child.accept(ResourceProperties.common)
      guard let name = child.requiredEnvelope("name")?.name() else { return nil }
      return decodePeering(child, name: name)
    }
    var network = VirtualNetwork(
      name: resource.name, location: resource.location, addressSpace: addressSpace,
      subnets: subnets, peerings: peerings,
      flowTimeout: flowTimeout.map { .seconds(Int64($0) * 60) }, deploymentModel: model,
      subscription: decodeSubscriptionName(reader), source: resource.source)
    network.dnsServers = decodeNameServers(reader, "dhcpOptions")
    network.community = reader.optional("bgpCommunities").flatMap { decodeNetworkCommunity($0) }
    draft.topology.virtualNetworks.append(network)
  }

  private func decodeNetworkCommunity(_ node: DocumentNode) -> BGPCommunity? {
    guard let reader = node.object() else { return nil }
    defer { reader.finish() }
    // Azure gives it, by the region.
    reader.accept(["regionalCommunity"])
    guard let value = reader.optional("virtualNetworkCommunity"), let text = value.string() else {
      return nil
    }
    guard let community = BGPCommunity(text), community.isCustom else {
      value.error(
        .invalidValue, "\(value.path) cannot be \"\(text)\"",
        help: "use 12076:20000 to 12076:49999")
      return nil
    }
    if EraRule.networksHaveNoCommunities.holds(in: draft.topology.profile) {
      value.error(
        .notInProfile,
        "in profile \(draft.topology.profile.rawValue) networks have no communities",
        help: "remove it, or name a later profile")
    }
    return community
  }

  /// From `subscriptionId`, or from an exported resource's own `id`.
  func decodeSubscriptionName(_ reader: ObjectReader) -> String? {
    if let name = reader.envelope("subscriptionId")?.string() { return name }
    let segments = reader.envelope("id")?.value.string?.split(separator: "/") ?? []
    return segments.count > 1 && segments[0].lowercased() == "subscriptions"
      ? String(segments[1]) : nil
  }

  func decodeSubnet(_ reader: ObjectReader, name: String) -> Subnet? {
    reader.accept(ResourceProperties.subnet)
    let several = reader.list("addressPrefixes")
    let group = reader.optional("networkSecurityGroup")?.reference(to: .networkSecurityGroup)
    let table = reader.optional("routeTable")?.reference(to: .routeTable)
    let endpoints = reader.list("serviceEndpoints").compactMap { decodeServiceEndpoint($0) }
    let single = reader.optional("addressPrefix")
    guard let node = single ?? several.first ?? reader.required("addressPrefix") else { return nil }
    if single == nil, several.count > 1 {
      several[1].error(
        .conflictingProperties, "a subnet with several prefixes is not modelled",
        help: "make it several subnets")
    }
    guard let prefix = node.prefix() else { return nil }
    return Subnet(
      name: name, addressPrefix: prefix, networkSecurityGroup: group?.last,
      routeTable: table?.last, serviceEndpoints: endpoints, source: reader.location)
  }

  private func decodeServiceEndpoint(_ node: DocumentNode) -> ServiceEndpoint? {
    guard let reader = node.object() else { return nil }
    defer { reader.finish() }
    reader.accept(["provisioningState", "networkIdentifier"])
    let locations = reader.list("locations").compactMap { $0.string() }.map(normalizedLocation)
    guard let service = reader.required("service"), let text = service.string() else { return nil }
    let known = ServiceEndpoint.services.map(\.service)
    guard let name = known.first(where: { $0.lowercased() == text.lowercased() }) else {
      service.error(
        .serviceEndpointService, "\"\(text)\" has no service endpoints",
        help: Spelling.suggestion(for: text, among: known)
          ?? "use one of \(known.joined(separator: ", "))")
      return nil
    }
    return ServiceEndpoint(service: name, locations: locations, source: node.location)
  }

  func decodePeering(_ reader: ObjectReader, name: String) -> VirtualNetworkPeering? {
    reader.accept(ResourceProperties.peering)
    let remote = reader.required("remoteVirtualNetwork")?
      .reference(to: .virtualNetwork, orClassic: .classicVirtualNetwork)
    let access = reader.optional("allowVirtualNetworkAccess")?.boolean() ?? true
    let forwarded = reader.optional("allowForwardedTraffic")?.boolean() ?? false
    let transit = reader.optional("allowGatewayTransit")?.boolean() ?? false
    let useRemote = reader.optional("useRemoteGateways")?.boolean() ?? false
    let space = reader.optional("remoteAddressSpace")?.object()
    let prefixes = space?.optional("addressPrefixes")?.elements()?.compactMap { $0.prefix() }
    let state = reader.optional("peeringState")?.string()?.lowercased()
    let creator = reader.envelope("systemData")?.value[caseInsensitive: "createdBy"]?.string
    guard let remote else { return nil }
    return VirtualNetworkPeering(
      name: name, remoteVirtualNetwork: remote[0], allowVirtualNetworkAccess: access,
      allowForwardedTraffic: forwarded, allowGatewayTransit: transit, useRemoteGateways: useRemote,
      remoteAddressSpace: prefixes?.isEmpty == true ? nil : prefixes,
      isDisconnected: state == "disconnected", createdBy: creator, source: reader.location)
  }

  mutating func decodeNetworkInterface(_ resource: ResourceEnvelope) {
    let reader = resource.reader
    draft.declare(.networkInterface, resource.name)
    reader.accept(ResourceProperties.networkInterface)
    let configurations = reader.requiredList("ipConfigurations").compactMap {
      $0.object().flatMap { decodeIPConfiguration($0) }
    }
    let group = reader.optional("networkSecurityGroup")?.reference(to: .networkSecurityGroup)
    let forwarding = reader.optional("enableIPForwarding")?.boolean() ?? false
    let dnsServers = decodeNameServers(reader, "dnsSettings")
    var macAddress: MACAddress?
    if let node = reader.optional("macAddress"), let text = node.string(), !text.isEmpty {
      macAddress = MACAddress(text)
      if macAddress == nil { node.error(.invalidValue, "\"\(text)\" is no MAC address") }
    }
    guard !configurations.isEmpty else {
      if let node = reader.optional("ipConfigurations"), node.value.elements?.isEmpty == true {
        node.error(.missingProperty, "\"\(resource.name)\" has no IP configuration")
      }
      return
    }
    var interface = NetworkInterface(
      name: resource.name, location: resource.location, ipConfigurations: configurations,
      networkSecurityGroup: group?.last, enableIPForwarding: forwarding, macAddress: macAddress,
      source: resource.source)
    interface.dnsServers = dnsServers
    draft.topology.networkInterfaces.append(interface)
  }

  private func decodeIPConfiguration(_ reader: ObjectReader) -> IPConfiguration? {
    defer { reader.finish() }
    reader.accept(ResourceProperties.common)
    reader.accept(ResourceProperties.ipConfiguration)
    let name = reader.requiredEnvelope("name")?.name()
    let subnet = reader.required("subnet")?
      .reference(to: .subnet, orClassic: .classicSubnet)
    let primary = reader.optional("primary")?.boolean() ?? false
    let groups = reader.list("applicationSecurityGroups")
      .compactMap { $0.reference(to: .applicationSecurityGroup)?.last }
    let method = reader.optional("privateIPAllocationMethod")?.string()?.lowercased()
    var address: IPv4Address?
    if let node = reader.optional("privateIPAddress"), method != "dynamic",
      node.value.string?.isEmpty != true
    {
      address = node.address()
    }
    let pools = reader.list("loadBalancerBackendAddressPools")
      .compactMap { $0.reference(to: .backendAddressPool) }
    guard let name, let subnet else { return nil }
    var configuration = IPConfiguration(
      name: name, privateIPAddress: address,
      subnet: SubnetReference(virtualNetwork: subnet[0], subnet: subnet[1]), primary: primary,
      applicationSecurityGroups: groups, source: reader.location)
    configuration.loadBalancerBackendAddressPools = pools.map {
      PoolReference(loadBalancer: $0[0], pool: $0[1])
    }
    return configuration
  }

  mutating func decodeVirtualMachine(_ resource: ResourceEnvelope) {
    let reader = resource.reader
    draft.declare(.virtualMachine, resource.name)
    reader.accept(ResourceProperties.virtualMachine)
    var osType: OperatingSystem?
    if let storage = reader.optional("storageProfile")?.object(),
      let disk = storage.optional("osDisk")?.object()
    {
      osType = disk.optional("osType")?.word(OperatingSystem.self)
    }
    if let profile = reader.optional("osProfile")?.object(), osType == nil,
      profile.optional("linuxConfiguration") != nil
    {
      osType = .linux
    }
    let size = reader.optional("hardwareProfile")?.object()?.optional("vmSize")?.string()
    var interfaces: [(name: String, isPrimary: Bool)] = []
    let profile = reader.required("networkProfile")?.object()
    for node in profile?.requiredList("networkInterfaces") ?? [] {
      guard let names = node.reference(to: .networkInterface) else { continue }
      let isPrimary = node.object()?.optional("primary")?.boolean() ?? false
      interfaces.append((names[0], isPrimary))
    }
    guard !interfaces.isEmpty else {
      if let node = profile?.optional("networkInterfaces"), node.value.elements?.isEmpty == true {
        node.error(.missingProperty, "\"\(resource.name)\" has no network interface")
      }
      return
    }
    let ordered = interfaces.filter(\.isPrimary) + interfaces.filter { !$0.isPrimary }
    draft.topology.virtualMachines.append(
      VirtualMachine(
        name: resource.name, location: resource.location, osType: osType ?? .windows, size: size,
        networkInterfaces: ordered.map(\.name), source: resource.source))
  }
}
