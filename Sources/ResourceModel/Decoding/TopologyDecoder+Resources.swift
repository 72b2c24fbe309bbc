import Addressing

/// What a resource is called, and where it stands.
struct ResourceEnvelope {
  let reader: ObjectReader
  /// The name's last segment.
  let name: String
  /// The name's segments before the last one: the parent's name.
  let parent: String
  let location: String
  let source: SourceLocation
}

extension TopologyDecoder {
  mutating func decodeResources(_ nodes: [DocumentNode]) {
    var children = ChildResources()
    for node in nodes {
      let node = DocumentNode(
        value: node.value, path: node.path, style: .arm, collector: collector)
      decodeResource(node, parentType: nil, parentName: nil, into: &children)
    }
    attach(children)
  }

  /// One resource and those nested in its `resources`.
  private mutating func decodeResource(
    _ node: DocumentNode, parentType: String?, parentName: String?,
    into children: inout ChildResources
  ) {
    guard let reader = node.object() else { return }
    for key in ["copy", "condition"] {
      reader.envelope(key)?.error(
        .unsupportedExpression, "a template's \"\(key)\" is not evaluated",
        help: "deploy or export the template and use the resources")
    }
    guard let typeNode = reader.requiredEnvelope("type"), var type = typeNode.string(),
      let nameNode = reader.requiredEnvelope("name"), var name = nameNode.name(forbidding: [])
    else { return }
    while type.hasSuffix("/") { type.removeLast() }
    if let parentType, let parentName {
      if !type.lowercased().hasPrefix(parentType.lowercased() + "/") {
        type = parentType + "/" + type
      }
      if !name.contains("/") { name = parentName + "/" + name }
    }
    let segments = name.split(separator: "/", omittingEmptySubsequences: false)
    guard segments.count == max(1, type.split(separator: "/").count - 1) else {
      nameNode.error(
        .invalidName, "the name \"\(name)\" does not have a segment for each of the type \(type)",
        help: "a child resource at the top is called parent/child")
      return
    }
    reader.accept(ResourceProperties.common)
    let envelope = ResourceEnvelope(
      reader: reader, name: String(segments[segments.count - 1]),
      parent: segments.dropLast().joined(separator: "/"),
      location: normalizedLocation(reader.envelope("location")?.string() ?? ""),
      source: nameNode.location)
    let known = decodeResource(envelope, type: type.lowercased(), children: &children)
    if !known {
      collector.warning(
        .ignoredResourceType,
        "resources of type \(type) are not modelled: \"\(name)\" has no effect",
        at: typeNode.value.span, help: Spelling.suggestion(for: type, among: Self.modelledTypes))
      return
    }
    for nested in reader.envelope("resources")?.elements() ?? [] {
      decodeResource(nested, parentType: type, parentName: name, into: &children)
    }
    reader.finish()
  }

  /// For suggestions.
  static let modelledTypes =
    [
      "virtualNetworks", "virtualNetworks/subnets", "virtualNetworks/virtualNetworkPeerings",
      "networkInterfaces", "networkSecurityGroups", "networkSecurityGroups/securityRules",
      "applicationSecurityGroups", "routeTables", "routeTables/routes", "virtualNetworkGateways",
      "localNetworkGateways", "connections", "expressRouteCircuits",
      "expressRouteCircuits/peerings", "expressRouteCircuits/authorizations", "loadBalancers",
      "publicIPAddresses", "routeFilters", "routeFilters/routeFilterRules",
    ].map { "Microsoft.Network/" + $0 }
    + ["Microsoft.ClassicNetwork/virtualNetworks", "Microsoft.Compute/virtualMachines"]

  /// Whether the type is known.
  private mutating func decodeResource(
    _ resource: ResourceEnvelope, type: String, children: inout ChildResources
  ) -> Bool {
    switch type {
    case "microsoft.network/virtualnetworks": decodeVirtualNetwork(resource, .resourceManager)
    case "microsoft.classicnetwork/virtualnetworks": decodeVirtualNetwork(resource, .classic)
    case "microsoft.network/virtualnetworks/subnets":
      if let subnet = decodeSubnet(resource.reader, name: resource.name) {
        children.subnets.append((resource, subnet))
      }
    case "microsoft.network/virtualnetworks/virtualnetworkpeerings":
      if let peering = decodePeering(resource.reader, name: resource.name) {
        children.peerings.append((resource, peering))
      }
    case "microsoft.network/networkinterfaces": decodeNetworkInterface(resource)
    case "microsoft.network/networksecuritygroups": decodeNetworkSecurityGroup(resource)
    case "microsoft.network/networksecuritygroups/securityrules":
      if let rule = decodeSecurityRule(resource.reader, name: resource.name) {
        children.securityRules.append((resource, rule))
      }
    case "microsoft.network/applicationsecuritygroups":
      draft.declare(.applicationSecurityGroup, resource.name)
      draft.topology.applicationSecurityGroups.append(
        ApplicationSecurityGroup(name: resource.name, source: resource.source))
    case "microsoft.network/routetables": decodeRouteTable(resource)
    case "microsoft.network/routetables/routes":
      if let route = decodeRoute(resource.reader, name: resource.name) {
        children.routes.append((resource, route))
      }
    case "microsoft.network/routefilters": decodeRouteFilter(resource)
    case "microsoft.network/routefilters/routefilterrules":
      if let rule = decodeRouteFilterRule(resource.reader, name: resource.name) {
        children.routeFilterRules.append((resource, rule))
      }
    case "microsoft.network/virtualnetworkgateways": decodeVirtualNetworkGateway(resource)
    case "microsoft.network/localnetworkgateways": decodeLocalNetworkGateway(resource)
    case "microsoft.network/connections": decodeConnection(resource)
    case "microsoft.network/expressroutecircuits": decodeCircuit(resource)
    case "microsoft.network/expressroutecircuits/peerings":
      if let peering = decodeCircuitPeering(resource.reader, name: resource.name) {
        children.circuitPeerings.append((resource, peering))
      }
    case "microsoft.network/expressroutecircuits/authorizations":
      let authorization = decodeCircuitAuthorization(resource.reader, name: resource.name)
      children.circuitAuthorizations.append((resource, authorization))
    case "microsoft.compute/virtualmachines": decodeVirtualMachine(resource)
    case "microsoft.network/loadbalancers": decodeLoadBalancer(resource)
    case "microsoft.network/publicipaddresses":
      decodePublicIPAddress(resource)
    default: return false
    }
    return true
  }
}

/// Sub-resources that a document declares as resources of their own.
struct ChildResources {
  typealias Child<Value> = (envelope: ResourceEnvelope, value: Value)

  var subnets: [Child<Subnet>] = []
  var peerings: [Child<VirtualNetworkPeering>] = []
  var securityRules: [Child<SecurityRule>] = []
  var routes: [Child<UserDefinedRoute>] = []
  var circuitPeerings: [Child<ExpressRouteCircuitPeering>] = []
  var circuitAuthorizations: [Child<CircuitAuthorization>] = []
  var routeFilterRules: [Child<RouteFilterRule>] = []
}

extension TopologyDecoder {
  /// Gives the children to their parents. As in a deployment, where a child follows its parent, it
  /// replaces one of the same name that the parent declares itself.
  private mutating func attach(_ children: ChildResources) {
    for child in children.subnets {
      guard let index = parent(child.envelope, .virtualNetwork, \.virtualNetworks, \.name) else {
        continue
      }
      draft.topology.virtualNetworks[index].subnets.place(child.value, \.name, \.source)
    }
    for child in children.peerings {
      guard let index = parent(child.envelope, .virtualNetwork, \.virtualNetworks, \.name) else {
        continue
      }
      draft.topology.virtualNetworks[index].peerings.place(child.value, \.name, \.source)
    }
    for child in children.securityRules {
      guard
        let index = parent(
          child.envelope, .networkSecurityGroup, \.networkSecurityGroups, \.name)
      else { continue }
      draft.topology.networkSecurityGroups[index].securityRules
        .place(child.value, \.name, \.source)
    }
    for child in children.routes {
      guard let index = parent(child.envelope, .routeTable, \.routeTables, \.name) else {
        continue
      }
      draft.topology.routeTables[index].routes.place(child.value, \.name, \.source)
    }
    for child in children.circuitPeerings {
      guard
        let index = parent(child.envelope, .expressRouteCircuit, \.expressRouteCircuits, \.name)
      else { continue }
      draft.topology.expressRouteCircuits[index].peerings.place(child.value, \.name, \.source)
    }
    for child in children.routeFilterRules {
      guard let index = parent(child.envelope, .routeFilter, \.routeFilters, \.name) else {
        continue
      }
      draft.topology.routeFilters[index].rules.place(child.value, \.name, \.source)
    }
    for child in children.circuitAuthorizations {
      guard
        let index = parent(child.envelope, .expressRouteCircuit, \.expressRouteCircuits, \.name)
      else { continue }
      draft.topology.expressRouteCircuits[index].authorizations
        .place(child.value, \.name, \.source)
    }
    for index in draft.topology.networkSecurityGroups.indices {
      draft.topology.networkSecurityGroups[index].securityRules.sort {
        ($0.direction == .inbound ? 0 : 1, $0.priority, $0.source)
          < ($1.direction == .inbound ? 0 : 1, $1.priority, $1.source)
      }
    }
  }

  private func parent<Parent>(
    _ child: ResourceEnvelope, _ kind: DraftTopology.Kind, _ list: KeyPath<Topology, [Parent]>,
    _ name: KeyPath<Parent, String>
  ) -> Int? {
    let wanted = child.parent.lowercased()
    if let index = draft.topology[keyPath: list].firstIndex(where: {
      $0[keyPath: name].lowercased() == wanted
    }) {
      return index
    }
    if draft.canonical(kind, child.parent) == nil {
      child.reader.envelope("name")?.error(
        .unknownReference, "there is no \(kind.rawValue) \"\(child.parent)\"",
        help: Spelling.suggestion(for: child.parent, among: draft.names(kind)))
    }
    return nil
  }
}

extension Array {
  /// Replaces an element that has the same name and an earlier place, or appends.
  fileprivate mutating func place(
    _ element: Element, _ name: KeyPath<Element, String>,
    _ source: KeyPath<Element, SourceLocation>
  ) {
    let wanted = element[keyPath: name].lowercased()
    if let index = firstIndex(where: { $0[keyPath: name].lowercased() == wanted }) {
      self[index] = element
    } else {
      append(element)
    }
  }
}
