import Addressing
import DataPlane
import ResourceModel

/// Turns network security groups into tables: tags expanded, default rules added, equal ones shared.
struct SecurityRuleCompiler {
  private(set) var tables: [SecurityRuleTable] = []
  private var numbers: [SecurityRuleTable: SecurityRuleTableID] = [:]
  /// What each subnet sees of a group: its network interfaces see the same.
  private var seen: [Viewpoint: SecurityRulePair] = [:]
  private var surroundings: [SubnetReference: Surroundings] = [:]
  private let serviceTags: ServiceTagTable

  private struct Viewpoint: Hashable {
    var group: String?
    var subnet: SubnetReference
    /// For ports with IP forwarding.
    var forwards: Bool
  }

  /// What a subnet's place in the estate means for rules.
  struct Surroundings {
    /// What the tag `VirtualNetwork` stands for.
    var virtualNetwork: [IPv4Prefix]
    /// Whether the platform's licensing servers are reached past the rules.
    var licenses: Bool
    /// What appliances in the network may not send.
    var forwardingDenials: [SecurityRuleTable.Rule]

    init(
      _ network: VirtualNetwork, _ peers: [ConnectedPeerings.View], _ effective: EffectiveRoutes
    ) {
      virtualNetwork = VirtualNetworkTag.prefixes(
        network: network, peers: peers, routes: effective)
      licenses = !effective.routes.contains {
        $0.prefix == .all && $0.source != .system && $0.state == .active
      }
      forwardingDenials = ForwardingRules.denials(network, peers, effective)
    }
  }

  init(serviceTags: ServiceTagTable) {
    self.serviceTags = serviceTags
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

  /// The two tables of `group` as a port in `subnet` sees it; `nil` if there is neither a group nor anything else that
  /// judges the port's packets.
  ///
  /// - Parameter forwards: the network interface has IP forwarding; `group` is its own, not its subnet's.
  mutating func compile(
    _ group: NetworkSecurityGroup?, in subnet: SubnetReference, forwards: Bool,
    surroundings describe: () -> Surroundings
  ) -> SecurityRulePair? {
    if group == nil, !forwards { return nil }
    let viewpoint = Viewpoint(group: group?.name, subnet: subnet, forwards: forwards)
    if let known = seen[viewpoint] { return known }
    let around = surroundings[subnet] ?? describe()
    surroundings[subnet] = around
    let denials = forwards ? around.forwardingDenials : []
    if group == nil, denials.isEmpty { return nil }
    let pair = SecurityRulePair(
      inbound: table(group, .inbound, around, first: []),
      outbound: table(group, .outbound, around, first: denials))
    seen[viewpoint] = pair
    return pair
  }

  private mutating func table(
    _ group: NetworkSecurityGroup?, _ direction: SecurityRule.Direction, _ around: Surroundings,
    first: [SecurityRuleTable.Rule]
  ) -> SecurityRuleTableID {
    let table = SecurityRuleTable(
      group: group?.name ?? "", rules: first + rules(group, direction, around))
    if let known = numbers[table] { return known }
    let number = SecurityRuleTableID(rawValue: Int32(tables.count))
    tables.append(table)
    numbers[table] = number
    return number
  }

  /// Without a group everything is allowed.
  private func rules(
    _ group: NetworkSecurityGroup?, _ direction: SecurityRule.Direction, _ around: Surroundings
  ) -> [SecurityRuleTable.Rule] {
    guard let group else {
      return [.init(name: ForwardingRules.namePrefix + "AllowAll", priority: 65500, allows: true)]
    }
    let written = group.securityRules.filter { $0.direction == direction }
      .sorted { $0.priority < $1.priority }
    var users: [SecurityRuleTable.Rule] = []
    var platform: [SecurityRuleTable.Rule] = []
    for rule in written {
      let compiled = self.rule(rule, prefix: "securityRules/", around.virtualNetwork)
      if direction == .outbound, PlatformRules.namesPlatform(rule) {
        platform.append(PlatformRules.restricted(compiled, rule))
      } else {
        users.append(compiled)
      }
    }
    if direction == .outbound {
      // Nothing stands before the licensing servers unless a rule does.
      platform += PlatformRules.allowances(licenses: around.licenses && !written.isEmpty)
    }
    let defaults = DefaultSecurityRules.rules(direction)
      .map { self.rule($0, prefix: "defaultSecurityRules/", around.virtualNetwork) }
    return platform + users + defaults
  }

  private func rule(
    _ rule: SecurityRule, prefix: String, _ virtualNetwork: [IPv4Prefix]
  ) -> SecurityRuleTable.Rule {
    SecurityRuleTable.Rule(
      name: prefix + rule.name, priority: rule.priority, allows: rule.access == .allow,
      protocolNumber: rule.protocolNumber,
      sources: rule.sourceAddressPrefixes.map { addresses($0, virtualNetwork) },
      destinations: rule.destinationAddressPrefixes.map { addresses($0, virtualNetwork) },
      sourcePorts: rule.sourcePortRanges, destinationPorts: rule.destinationPortRanges)
  }

  private func addresses(
    _ specifier: AddressSpecifier, _ virtualNetwork: [IPv4Prefix]
  ) -> SecurityRuleTable.AddressSet {
    switch specifier {
    case .any: return .any
    case .prefix(let prefix): return .init(included: [prefix])
    case .serviceTag(.virtualNetwork): return .init(included: virtualNetwork)
    case .serviceTag(.azureLoadBalancer):
      return .init(included: [IPv4Prefix(containing: .azurePlatform, length: 32)])
    case .serviceTag(.internet):
      return .init(included: [.all], excluded: virtualNetwork + Self.notPublic)
    case .applicationSecurityGroup:
      // The layout has put its members' addresses into its place.
      return .init(included: [])
    case .serviceTag(let tag):
      // The decoder refuses tags that are not known; the platform's are told apart above.
      return .init(included: serviceTags.entry(tag)?.prefixes ?? [])
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
