import Addressing

extension TopologyDecoder {
  mutating func decodeRouteTable(_ resource: ResourceEnvelope) {
    let reader = resource.reader
    draft.declare(.routeTable, resource.name)
    reader.accept(ResourceProperties.routeTable)
    let disable = reader.optional("disableBgpRoutePropagation")?.boolean() ?? false
    let routes = reader.list("routes").compactMap { node -> UserDefinedRoute? in
      guard let child = node.object() else { return nil }
      defer { child.finish() }
      child.accept(ResourceProperties.common)
      guard let name = child.requiredEnvelope("name")?.name() else { return nil }
      return decodeRoute(child, name: name)
    }
    draft.topology.routeTables.append(
      RouteTable(
        name: resource.name, disableBgpRoutePropagation: disable, routes: routes,
        source: resource.source))
  }

  func decodeRoute(_ reader: ObjectReader, name: String) -> UserDefinedRoute? {
    reader.accept(ResourceProperties.route)
    let type = reader.required("nextHopType")?.word(UserDefinedRoute.NextHopType.self)
    var nextHop: IPv4Address?
    if let node = reader.optional("nextHopIpAddress"), node.value.string?.isEmpty != true {
      nextHop = node.address()
    }
    var destination: UserDefinedRoute.Destination?
    if let node = reader.required("addressPrefix"), let text = node.string() {
      destination =
        text.first?.isLetter == true
        ? routeTag(text, node).map { .serviceTag($0) } : node.prefix().map { .prefix($0) }
    }
    guard let type, let destination else { return nil }
    return UserDefinedRoute(
      name: name, destination: destination, nextHopType: type, nextHopIpAddress: nextHop,
      source: reader.location)
  }

  /// A tag that stands for the prefixes of a service; what depends on the estate or is the platform's is none.
  private func routeTag(_ text: String, _ node: DocumentNode) -> ServiceTag? {
    guard let tag = serviceTag(text, node) else { return nil }
    guard ServiceTag.known.contains(tag) else { return tag }
    node.error(
      .routeServiceTag, "\(tag.rawValue) cannot be the destination of a route",
      help: "name a service's tag or a prefix; 0.0.0.0/0 is the way to the Internet")
    return nil
  }

  mutating func decodeNetworkSecurityGroup(_ resource: ResourceEnvelope) {
    let reader = resource.reader
    draft.declare(.networkSecurityGroup, resource.name)
    reader.accept(ResourceProperties.networkSecurityGroup)
    let rules = reader.list("securityRules").compactMap { node -> SecurityRule? in
      guard let child = node.object() else { return nil }
      defer { child.finish() }
      child.accept(ResourceProperties.common)
      guard let name = child.requiredEnvelope("name")?.name() else { return nil }
      return decodeSecurityRule(child, name: name)
    }
    draft.topology.networkSecurityGroups.append(
      NetworkSecurityGroup(name: resource.name, securityRules: rules, source: resource.source))
  }

  func decodeSecurityRule(_ reader: ObjectReader, name: String) -> SecurityRule? {
    reader.accept(ResourceProperties.securityRule)
    let priority = reader.required("priority")?.integer(in: Int.min...Int.max)
    let direction = reader.required("direction")?.word(SecurityRule.Direction.self)
    let access = reader.required("access")?.word(SecurityRule.Access.self)
    let protocolName = reader.required("protocol").flatMap { decodeProtocol($0) }
    let sourcePorts = values("sourcePortRange", of: reader) { decodePorts($0) }
    let destinationPorts = values("destinationPortRange", of: reader) { decodePorts($0) }
    let sources = specifiers("source", of: reader)
    let destinations = specifiers("destination", of: reader)
    guard let priority, let direction, let access, let protocolName, let sourcePorts,
      let destinationPorts, let sources, let destinations
    else { return nil }
    return SecurityRule(
      name: name, priority: priority, direction: direction, access: access,
      protocolNumber: protocolName.number, sourcePortRanges: sourcePorts,
      destinationPortRanges: destinationPorts, sourceAddressPrefixes: sources,
      destinationAddressPrefixes: destinations, source: reader.location)
  }

  /// One side of a rule: application security groups, or addresses.
  private func specifiers(_ side: String, of reader: ObjectReader) -> [AddressSpecifier]? {
    let groups = reader.list(side + "ApplicationSecurityGroups")
    guard let first = groups.first else {
      return values(side + "AddressPrefix", side + "AddressPrefixes", of: reader) {
        decodeSpecifier($0)
      }
    }
    let single = reader.optional(side + "AddressPrefix")
    let hasSingle = single.map { $0.value.string != "" } ?? false
    if hasSingle || !reader.list(side + "AddressPrefixes").isEmpty {
      first.error(
        .conflictingProperties, "\(first.path) and addresses exclude each other",
        help: "make them two rules")
      return nil
    }
    let names = groups.compactMap { $0.reference(to: .applicationSecurityGroup)?.last }
    return names.count == groups.count ? names.map { .applicationSecurityGroup($0) } : nil
  }

  /// The value of a property that ARM has in the singular and in the plural; one must be there.
  private func values<Value>(
    _ singular: String, _ plural: String? = nil, of reader: ObjectReader,
    _ decode: (DocumentNode) -> Value?
  ) -> [Value]? {
    let several = reader.list(plural ?? singular + "s")
    let single = reader.optional(singular).flatMap { $0.value.string == "" ? nil : $0 }
    if let single, !several.isEmpty {
      single.error(
        .conflictingProperties, "\(single.path) and its plural exclude each other")
      return nil
    }
    var nodes = several
    if nodes.isEmpty { nodes = (single ?? reader.required(singular)).map { [$0] } ?? [] }
    let decoded = nodes.compactMap(decode)
    return decoded.count == nodes.count && !decoded.isEmpty ? decoded : nil
  }

  private func decodeProtocol(_ node: DocumentNode) -> (number: IPProtocol?, Void)? {
    guard let text = node.string() else { return nil }
    switch text.lowercased() {
    case "*", "any": return (nil, ())
    case "tcp": return (.tcp, ())
    case "udp": return (.udp, ())
    case "icmp": return (.icmp, ())
    case "esp": return (.esp, ())
    case "ah": return (.ah, ())
    default:
      node.error(
        .invalidValue, "\(node.path) cannot be \"\(text)\"",
        help: "use \"Tcp\", \"Udp\", \"Icmp\", \"Esp\", \"Ah\" or \"*\"")
      return nil
    }
  }

  private func decodePorts(_ node: DocumentNode) -> ClosedRange<UInt16>? {
    if case .number = node.value.content {
      return node.integer(in: 0...65535).map { UInt16($0)...UInt16($0) }
    }
    guard let text = node.string() else { return nil }
    if text == "*" { return 0...65535 }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
      .map { UInt16($0.trimmingBlanks()) }
    if parts.count <= 2, let first = parts.first ?? nil, let last = parts.last ?? nil,
      first <= last
    {
      return first...last
    }
    node.error(
      .invalidPortRange, "\"\(text)\" is no port and no range of ports",
      help: "write \"443\", \"8000-8080\" or \"*\"")
    return nil
  }

  private func decodeSpecifier(_ node: DocumentNode) -> AddressSpecifier? {
    guard let text = node.string() else { return nil }
    if text == "*" || text.lowercased() == "any" { return .any }
    guard text.first?.isLetter == true else { return node.prefix().map { .prefix($0) } }
    return serviceTag(text, node).map { .serviceTag($0) }
  }
}
