/// A resource type of ARM that documents refer to.
struct ResourceType {
  /// As ARM spells it: `Microsoft.Network/virtualNetworks/subnets`.
  let name: String

  /// The segments behind the provider; a resource id has a name for each.
  var segments: [Substring] { name.split(separator: "/").dropFirst().map { $0 } }

  static let virtualNetwork = Self(name: "Microsoft.Network/virtualNetworks")
  static let classicVirtualNetwork = Self(name: "Microsoft.ClassicNetwork/virtualNetworks")
  static let classicSubnet = Self(name: "Microsoft.ClassicNetwork/virtualNetworks/subnets")
  static let subnet = Self(name: "Microsoft.Network/virtualNetworks/subnets")
  static let networkInterface = Self(name: "Microsoft.Network/networkInterfaces")
  static let networkSecurityGroup = Self(name: "Microsoft.Network/networkSecurityGroups")
  static let routeFilter = Self(name: "Microsoft.Network/routeFilters")
  static let routeTable = Self(name: "Microsoft.Network/routeTables")
  static let virtualNetworkGateway = Self(name: "Microsoft.Network/virtualNetworkGateways")
  static let applicationSecurityGroup = Self(
    name: "Microsoft.Network/applicationSecurityGroups")
  static let publicIPAddress = Self(name: "Microsoft.Network/publicIPAddresses")
  static let localNetworkGateway = Self(name: "Microsoft.Network/localNetworkGateways")
  static let frontEnd = Self(name: "Microsoft.Network/loadBalancers/frontendIPConfigurations")
  static let backendAddressPool = Self(name: "Microsoft.Network/loadBalancers/backendAddressPools")
  static let probe = Self(name: "Microsoft.Network/loadBalancers/probes")
  static let circuitPeering = Self(name: "Microsoft.Network/expressRouteCircuits/peerings")
  static let expressRouteCircuit = Self(name: "Microsoft.Network/expressRouteCircuits")
}

extension DocumentNode {
  /// The names in a reference to a resource, one for each segment of its type.
  ///
  /// Understood are `{"id": "..."}` and the text itself, as a full resource id
  /// (`/subscriptions/.../providers/Microsoft.Network/virtualNetworks/hub/subnets/Tenant`), as the function
  /// (`[resourceId('Microsoft.Network/virtualNetworks/subnets', 'hub', 'Tenant')]`), and relative
  /// (`virtualNetworks/hub/subnets/Tenant` or `hub/Tenant`).
  func reference(to type: ResourceType) -> [String]? {
    if value.members != nil {
      guard let reader = object(), let id = reader.required("id") else { return nil }
      reader.accept(ResourceProperties.common)
      return id.reference(to: type)
    }
    guard let text = value.string else { return string().flatMap { _ in nil } }
    if text.hasPrefix("["), !text.hasPrefix("[[") { return resourceIdFunction(text, type) }
    var segments = text.split(separator: "/", omittingEmptySubsequences: true)[...]
    if let provider = segments.lastIndex(where: { $0.lowercased().hasPrefix("microsoft.") }) {
      guard segments[provider].lowercased() == type.name.split(separator: "/")[0].lowercased()
      else { return reportReference(type) }
      segments = segments[(provider + 1)...]
    }
    let wanted = type.segments
    if segments.count == wanted.count * 2 {
      let pairs = Array(segments)
      for (index, segment) in wanted.enumerated()
      where pairs[index * 2].lowercased() != segment.lowercased() {
        return reportReference(type)
      }
      return (0..<wanted.count).map { String(pairs[$0 * 2 + 1]) }
    }
    guard segments.count == wanted.count else { return reportReference(type) }
    return segments.map(String.init)
  }

  /// A reference to `type`, or to `classic` where the text names the classic provider.
  func reference(to type: ResourceType, orClassic classic: ResourceType) -> [String]? {
    let text = value.string ?? value[caseInsensitive: "id"]?.string ?? ""
    let isClassic = text.lowercased().contains("microsoft.classicnetwork/")
    return reference(to: isClassic ? classic : type)
  }

  private func resourceIdFunction(_ text: String, _ type: ResourceType) -> [String]? {
    let inner = text.dropFirst().dropLast().trimmingBlanks()
    guard inner.lowercased().hasPrefix("resourceid("), inner.hasSuffix(")") else {
      return string().flatMap { _ in nil }
    }
    let list = inner.dropFirst("resourceId(".count).dropLast()
    var arguments: [String] = []
    for argument in list.split(separator: ",", omittingEmptySubsequences: false) {
      let trimmed = argument.trimmingBlanks()
      guard trimmed.count >= 2, trimmed.hasPrefix("'"), trimmed.hasSuffix("'") else {
        return string().flatMap { _ in nil }
      }
      arguments.append(String(trimmed.dropFirst().dropLast()))
    }
    let wanted = type.name.lowercased()
    guard
      let position = arguments.firstIndex(where: { argument in
        var argument = argument.lowercased()
        while argument.hasSuffix("/") { argument.removeLast() }
        return argument == wanted
      }), arguments.count - position - 1 == type.segments.count
    else { return reportReference(type) }
    return Array(arguments[(position + 1)...])
  }

  private func reportReference(_ type: ResourceType) -> [String]? {
    error(
      .malformedReference, "\(path) does not name a resource of type \(type.name)",
      help: "write [resourceId('\(type.name)'"
        + type.segments.map { ", '\($0.hasSuffix("s") ? $0.dropLast() : $0)'" }.joined() + ")]")
    return nil
  }
}

extension StringProtocol {
  /// Without blanks at both ends.
  func trimmingBlanks() -> SubSequence {
    guard let start = firstIndex(where: { !$0.isWhitespace }),
      let end = lastIndex(where: { !$0.isWhitespace })
    else { return self[startIndex..<startIndex] }
    return self[start...end]
  }
}
