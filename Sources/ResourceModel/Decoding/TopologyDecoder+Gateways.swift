import Addressing

extension TopologyDecoder {
  mutating func decodeVirtualNetworkGateway(_ resource: ResourceEnvelope) {
    let reader = resource.reader
    draft.declare(.virtualNetworkGateway, resource.name)
    reader.accept(ResourceProperties.virtualNetworkGateway)
    let type = reader.required("gatewayType")?.word(VirtualNetworkGateway.GatewayType.self)
    let vpnType = reader.optional("vpnType")?.word(VirtualNetworkGateway.VPNType.self)
    let activeActive = reader.optional("activeActive").flatMap { $0.boolean() } ?? false
    let enableBgp = reader.optional("enableBgp").flatMap { $0.boolean() } ?? false
    let unprotected = reader.optional("disableIPSecReplayProtection")?.boolean() ?? false
    let sku = reader.optional("sku")?.object()?.optional("name")?.string()
    let generation = reader.optional("vpnGatewayGeneration")?.word(GatewayGeneration.self)
    var instances: [IPv4Address] = []
    var network: String?
    var publicAddresses: [String] = []
    var configurations: [String] = []
    for node in reader.requiredList("ipConfigurations") {
      guard let configuration = node.object() else { continue }
      configuration.accept(ResourceProperties.common)
      configuration.accept(ResourceProperties.ipConfiguration)
      configuration.accept(["privateIPAllocationMethod"])
      configurations.append(configuration.envelope("name")?.value.string ?? "")
      if let address = configuration.optional("privateIPAddress")?.address() {
        instances.append(address)
      }
      if let subnet = configuration.required("subnet"),
        let names = subnet.reference(to: .subnet)
      {
        if names[1].lowercased() != Subnet.gatewaySubnetName.lowercased() {
          subnet.error(
            .gatewayOutsideGatewaySubnet,
            "a gateway stands in \(Subnet.gatewaySubnetName), not in \"\(names[1])\"")
        }
        network = network ?? names[0]
      }
      if let node = configuration.optional("publicIPAddress"),
        let names = node.reference(to: .publicIPAddress)
      {
        publicAddresses.append(names[0])
      }
      configuration.finish()
    }
    var asn = ASN.gatewayDefault
    var peeringAddress: IPv4Address?
    var customAddresses: [CustomBgpAddress] = []
    if let settings = reader.optional("bgpSettings")?.object() {
      settings.accept(["peerWeight"])
      customAddresses = settings.gatewayBgpAddresses()
      asn = settings.optional("asn")?.asn() ?? asn
      if let node = settings.optional("bgpPeeringAddress"), let text = node.string() {
        let parts = text.split(separator: ",").map { IPv4Address($0.trimmingBlanks()) }
        if activeActive, parts.count == 2, let first = parts[0], let second = parts[1] {
          // Active-active gateways peer from their instances' addresses, listed with a comma.
          if instances.isEmpty { instances = [first, second] }
        } else {
          peeringAddress = node.address()
        }
      }
      settings.finish()
    }
    let clients = reader.optional("vpnClientConfiguration").flatMap {
      decodeVPNClientConfiguration($0, sku: sku)
    }
    let custom = reader.optional("customRoutes")?.object()
    let customRoutes = custom?.list("addressPrefixes").compactMap { $0.prefix() } ?? []
    custom?.finish()
    let site = reader.optional("gatewayDefaultSite")?.reference(to: .localNetworkGateway)
    guard let type, let network else { return }
    var gateway = VirtualNetworkGateway(
      name: resource.name, location: resource.location, gatewayType: type,
      vpnType: vpnType ?? .routeBased, activeActive: activeActive, enableBgp: enableBgp,
      sku: sku, virtualNetwork: network, instanceAddresses: instances, asn: asn,
      bgpPeeringAddress: peeringAddress, publicIPAddresses: publicAddresses,
      source: resource.source)
    gateway.generation = generation?.number
    gateway.isReplayProtected = !unprotected
    gateway.defaultSite = site?[0]
    gateway.subscription = decodeSubscriptionName(reader)
    gateway.ipConfigurationNames = configurations
    gateway.customBgpAddresses = customAddresses
    gateway.vpnClientConfiguration = clients
    gateway.customRoutes = customRoutes
    draft.topology.virtualNetworkGateways.append(gateway)
  }

  /// Only the address counts, and only where a local network gateway has it.
  mutating func decodePublicIPAddress(_ resource: ResourceEnvelope) {
    let reader = resource.reader
    reader.accept([
      "publicIPAllocationMethod", "publicIPAddressVersion", "ipConfiguration",
      "idleTimeoutInMinutes", "dnsSettings", "ipTags", "ddosSettings", "deleteOption",
    ])
    let node = reader.optional("ipAddress")
    let address = node.flatMap { IPv4Address($0.value.string ?? "") }
    draft.topology.publicIPAddresses.append(
      PublicIPAddress(name: resource.name, ipAddress: address, source: resource.source))
  }

  mutating func decodeLocalNetworkGateway(_ resource: ResourceEnvelope) {
    let reader = resource.reader
    draft.declare(.localNetworkGateway, resource.name)
    reader.accept(["fqdn"])
    let space = reader.optional("localNetworkAddressSpace")?.object()
    let prefixes = space?.list("addressPrefixes").compactMap { $0.prefix() } ?? []
    space?.finish()
    let address = reader.optional("gatewayIpAddress")?.address()
    var settings: BgpSettings?
    if let bgp = reader.optional("bgpSettings")?.object() {
      bgp.accept(["peerWeight", "bgpPeeringAddresses"])
      let asn = bgp.required("asn")?.asn()
      let peer = bgp.required("bgpPeeringAddress")?.address()
      if let asn, let peer { settings = BgpSettings(asn: asn, bgpPeeringAddress: peer) }
      bgp.finish()
    }
    draft.topology.localNetworkGateways.append(
      LocalNetworkGateway(
        name: resource.name, addressPrefixes: prefixes, gatewayIpAddress: address,
        bgpSettings: settings, source: resource.source))
  }

  mutating func decodeConnection(_ resource: ResourceEnvelope) {
    let reader = resource.reader
    draft.declare(.connection, resource.name)
    reader.accept(ResourceProperties.connection)
    let type = reader.required("connectionType")?.word(Connection.ConnectionType.self)
    let gateway = reader.required("virtualNetworkGateway1")?.reference(to: .virtualNetworkGateway)
    let peers: [(key: String, peer: Connection.Peer?)] = [
      (
        "virtualNetworkGateway2",
        reader.optional("virtualNetworkGateway2")?.reference(to: .virtualNetworkGateway)
          .map { .virtualNetworkGateway($0[0]) }
      ),
      (
        "localNetworkGateway2",
        reader.optional("localNetworkGateway2")?.reference(to: .localNetworkGateway)
          .map { .localNetworkGateway($0[0]) }
      ),
      (
        "peer",
        reader.optional("peer")?.reference(to: .expressRouteCircuit)
          .map { .expressRouteCircuit($0[0]) }
      ),
    ]
    let present = peers.filter { reader.optional($0.key) != nil }
    if present.count > 1 {
      reader.optional(present[1].key)?.error(
        .conflictingProperties, "a connection has one other end, not \(present.count)")
    }
    let expected =
      switch type {
      case .ipsec: "localNetworkGateway2"
      case .vnet2Vnet: "virtualNetworkGateway2"
      case .expressRoute: "peer"
      case nil: ""
      }
    if present.isEmpty, type != nil { _ = reader.required(expected) }
    let keyNode = reader.optional("sharedKey")
    let sharedKey = keyNode?.string()
    let enableBgp = reader.optional("enableBgp")?.boolean() ?? false
    let weight = reader.optional("routingWeight")?.integer(in: 0...32000) ?? 0
    let bypass = reader.optional("expressRouteGatewayBypass")?.boolean() ?? false
    let authorization = reader.optional("authorizationKey")?.string()
    let customAddresses = reader.connectionBgpAddresses()
    let isPolicyBased = reader.optional("usePolicyBasedTrafficSelectors")?.boolean() ?? false
    let selectors = reader.trafficSelectorPolicies("trafficSelectorPolicies")
    let ipsecPolicies = reader.optional("ipsecPolicies")?.value.elements ?? []
    guard let type, let gateway, let peer = present.first?.peer else { return }
    var connection = Connection(
      name: resource.name, connectionType: type, virtualNetworkGateway1: gateway[0], peer: peer,
      sharedKey: sharedKey, enableBgp: enableBgp, routingWeight: weight,
      expressRouteGatewayBypass: bypass, source: resource.source,
      sharedKeySource: keyNode?.location)
    connection.authorizationKey = authorization
    connection.customBgpAddresses = customAddresses
    connection.usePolicyBasedTrafficSelectors = isPolicyBased
    connection.trafficSelectorPolicies = selectors
    connection.hasIpsecPolicies = !ipsecPolicies.isEmpty
    draft.topology.connections.append(connection)
  }

  mutating func decodeCircuit(_ resource: ResourceEnvelope) {
    let reader = resource.reader
    draft.declare(.expressRouteCircuit, resource.name)
    reader.accept(ResourceProperties.expressRouteCircuit)
    let provider = reader.optional("serviceProviderProperties")?.object()
    let location = provider?.optional("peeringLocation")?.string()
    let bandwidth = provider?.optional("bandwidthInMbps")?.integer(in: 1...100_000)
    let isDirect = reader.optional("expressRoutePort") != nil
    // Of ports of the customer's own.
    let gigabits = reader.optional("bandwidthInGbps")?.integer(in: 1...1_000)
    let tier = reader.optional("sku")?.object()?.optional("tier")?.string()
    reader.optional("globalReachEnabled")?.warnUnlessOff()
    var peerings: [ExpressRouteCircuitPeering] = []
    for node in reader.list("peerings") {
      guard let child = node.object() else { continue }
      child.accept(ResourceProperties.common)
      if let name = child.requiredEnvelope("name")?.name(),
        let peering = decodeCircuitPeering(child, name: name)
      {
        peerings.append(peering)
      }
      child.finish()
    }
    var circuit = ExpressRouteCircuit(
      name: resource.name, peeringLocation: location, peerings: peerings, tier: tier,
      bandwidthInMbps: isDirect ? gigabits.map { $0 * 1_000 } ?? bandwidth : bandwidth,
      isDirect: isDirect, source: resource.source)
    circuit.authorizations = decodeCircuitAuthorizations(reader.list("authorizations"))
    circuit.subscription = decodeSubscriptionName(reader)
    draft.topology.expressRouteCircuits.append(circuit)
  }

  mutating func decodeCircuitPeering(
    _ reader: ObjectReader, name: String
  ) -> ExpressRouteCircuitPeering? {
    reader.accept(ResourceProperties.circuitPeering)
    let type = reader.required("peeringType")?.word(ExpressRouteCircuitPeering.PeeringType.self)
    let asn = reader.required("peerASN")?.asn()
    let primary = reader.required("primaryPeerAddressPrefix")?.prefix()
    let secondary = reader.required("secondaryPeerAddressPrefix")?.prefix()
    let vlan = reader.optional("vlanId")?.integer(in: 0...4095)
    var advertised: [IPv4Prefix] = []
    if let settings = reader.optional("microsoftPeeringConfig")?.object() {
      settings.accept([
        "advertisedCommunities", "advertisedPublicPrefixesState", "customerASN", "legacyMode",
        "routingRegistryName",
      ])
      advertised = settings.list("advertisedPublicPrefixes").compactMap { $0.prefix() }
      settings.finish()
    }
    let filter = reader.optional("routeFilter")?.reference(to: .routeFilter)
    let connections = decodeCircuitConnections(reader.list("connections"))
    guard let type, let asn, let primary, let secondary else { return nil }
    var peering = ExpressRouteCircuitPeering(
      name: name, peeringType: type, peerASN: asn, primaryPeerAddressPrefix: primary,
      secondaryPeerAddressPrefix: secondary, vlanId: vlan, connections: connections,
      source: reader.location)
    peering.advertisedPublicPrefixes = advertised
    peering.routeFilter = filter?[0]
    return peering
  }
}

/// `vpnGatewayGeneration`.
private enum GatewayGeneration: String, CaseIterable {
  case none = "None"
  case first = "Generation1"
  case second = "Generation2"

  var number: Int? {
    switch self {
    case .none: nil
    case .first: 1
    case .second: 2
    }
  }
}

extension DocumentNode {
  /// A property that has no effect here is worth a warning unless it is off or empty.
  fileprivate func warnUnlessOff() {
    switch value.content {
    case .boolean(false), .null, .invalid: return
    case .string(let text) where text.lowercased() == "false": return
    case .array(let elements) where elements.isEmpty: return
    case .boolean, .number, .string, .array, .object:
      collector.warning(
        .ignoredProperty, "\(path) is not modelled and has no effect", at: value.span)
    }
  }
}
