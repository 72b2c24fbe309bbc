import Addressing
import DataPlane
import ResourceModel

/// Turns network security groups into tables: tags expanded, default rules added, equal ones shared.
struct SecurityRuleCompiler {
  private(set) var tables: [SecurityRuleTable] = []
  private var numbers: [SecurityRuleTable: SecurityRuleTableID] = [:]
  /// What each subnet sees of a group: its network interfaces see the same.
  private var seen: [Viewpoint: SecurityRulePair] = [:]
  /// What the tag `VirtualNetwork` stands for, by subnet.
  private var tags: [SubnetReference: [IPv4Prefix]] = [:]

  private struct Viewpoint: Hashable {
    var group: String
    var subnet: SubnetReference
  }

  /// The addresses that are no part of the Internet, whatever the estate: private, shared, loopback,
  /// link-local, multicast and reserved space (IANA "IPv4 Special-Purpose Address Registry").
  private static let notPublic: [IPv4Prefix] =
    SystemRoutes.reserved + [
      IPv4Prefix(containing: IPv4Address(0, 0, 0, 0), length: 8),
      IPv4Prefix(containing: IPv4Address(127, 0, 0, 0), length: 8),
      IPv4Prefix(containing: IPv4Address(169, 254, 0, 0), length: 16),
      IPv4Prefix(containing: IPv4Address(224, 0, 0, 0), length: 3),
    ]

  /// The two tables of `group` as `subnet` sees it, whose `VirtualNetwork` tag stands for `virtualNetwork`.
  mutating func compile(
    _ group: NetworkSecurityGroup, in subnet: SubnetReference,
    virtualNetwork: () -> [IPv4Prefix]
  ) -> SecurityRulePair {
    let viewpoint = Viewpoint(group: group.name, subnet: subnet)
    if let known = seen[viewpoint] { return known }
    let tag = tags[subnet] ?? virtualNetwork()
    tags[subnet] = tag
    let pair = SecurityRulePair(
      inbound: table(group, .inbound, tag), outbound: table(group, .outbound, tag))
    seen[viewpoint] = pair
    return pair
  }

  private mutating func table(
    _ group: NetworkSecurityGroup, _ direction: SecurityRule.Direction,
    _ virtualNetwork: [IPv4Prefix]
  ) -> SecurityRuleTableID {
    let users = group.securityRules.filter { $0.direction == direction }
      .sorted { $0.priority < $1.priority }
      .map { Self.rule($0, prefix: "securityRules/", virtualNetwork) }
    let defaults = DefaultSecurityRules.rules(direction)
      .map { Self.rule($0, prefix: "defaultSecurityRules/", virtualNetwork) }
    let table = SecurityRuleTable(group: group.name, rules: users + defaults)
    if let known = numbers[table] { return known }
    let number = SecurityRuleTableID(rawValue: Int32(tables.count))
    tables.append(table)
    numbers[table] = number
    return number
  }

  private static func rule(
    _ rule: SecurityRule, prefix: String, _ virtualNetwork: [IPv4Prefix]
  ) -> SecurityRuleTable.Rule {
    SecurityRuleTable.Rule(
      name: prefix + rule.name, priority: rule.priority, allows: rule.access == .allow,
      protocolNumber: rule.protocolNumber,
      sources: rule.sourceAddressPrefixes.map { addresses($0, virtualNetwork) },
      destinations: rule.destinationAddressPrefixes.map { addresses($0, virtualNetwork) },
      sourcePorts: rule.sourcePortRanges, destinationPorts: rule.destinationPortRanges)
  }

  private static func addresses(
    _ specifier: AddressSpecifier, _ virtualNetwork: [IPv4Prefix]
  ) -> SecurityRuleTable.AddressSet {
    switch specifier {
    case .any: return .any
    case .prefix(let prefix): return .init(included: [prefix])
    case .serviceTag(.virtualNetwork): return .init(included: virtualNetwork)
    case .serviceTag(.azureLoadBalancer):
      return .init(included: [IPv4Prefix(containing: .azurePlatform, length: 32)])
    case .serviceTag(.internet):
      return .init(included: [.all], excluded: virtualNetwork + notPublic)
    case .applicationSecurityGroup:
      // The layout has put its members' addresses into its place.
      return .init(included: [])
    case .serviceTag:
      // The validator refuses tags that are not known; an empty set matches nothing.
      return .init(included: [])
    }
  }
}

/// The rules that every network security group ends with (Azure: "Network security groups").
package enum DefaultSecurityRules {
  /// By priority.
  package static func rules(_ direction: SecurityRule.Direction) -> [SecurityRule] {
    switch direction {
    case .inbound:
      [
        make(
          "AllowVnetInBound", 65000, direction, .allow, from: .serviceTag(.virtualNetwork),
          to: .serviceTag(.virtualNetwork)),
        make(
          "AllowAzureLoadBalancerInBound", 65001, direction, .allow,
          from: .serviceTag(.azureLoadBalancer)),
        make("DenyAllInBound", 65500, direction, .deny),
      ]
    case .outbound:
      [
        make(
          "AllowVnetOutBound", 65000, direction, .allow, from: .serviceTag(.virtualNetwork),
          to: .serviceTag(.virtualNetwork)),
        make("AllowInternetOutBound", 65001, direction, .allow, to: .serviceTag(.internet)),
        make("DenyAllOutBound", 65500, direction, .deny),
      ]
    }
  }

  private static func make(
    _ name: String, _ priority: Int, _ direction: SecurityRule.Direction,
    _ access: SecurityRule.Access, from source: AddressSpecifier = .any,
    to destination: AddressSpecifier = .any
  ) -> SecurityRule {
    SecurityRule(
      name: name, priority: priority, direction: direction, access: access,
      sourceAddressPrefixes: [source], destinationAddressPrefixes: [destination],
      source: SourceLocation(file: "Azure", line: 1, column: 1))
  }
}

/// What the service tag `VirtualNetwork` stands for in one subnet (Azure: "Service tags").
enum VirtualNetworkTag {
  /// The network, its peers whose access is allowed, what gateways brought, what the user's routes name,
  /// and the host's platform address. Sorted, without doubles.
  static func prefixes(
    network: VirtualNetwork, peers: [ConnectedPeerings.View], routes: EffectiveRoutes
  ) -> [IPv4Prefix] {
    var result = Set(network.addressSpace)
    for peer in peers where peer.local.allowVirtualNetworkAccess {
      result.formUnion(peer.remoteNetwork.addressSpace)
    }
    for route in routes.routes where route.source != .system { result.insert(route.prefix) }
    result.insert(IPv4Prefix(containing: .azurePlatform, length: 32))
    return result.sorted()
  }
}
