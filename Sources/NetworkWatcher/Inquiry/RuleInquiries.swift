import Addressing
import ControlPlane
import DataPlane
import ResourceModel

extension Inquiry {
  /// The network security groups before a network interface, named itself or by its machine: its own, then its
  /// subnet's. What tags and application security groups stand for is what the tables hold that forward.
  package func effectiveSecurityGroups(
    _ name: String
  ) throws(InquiryError) -> (networkInterface: String, groups: [EffectiveSecurityGroup]) {
    let interface = try networkInterface(name)
    guard let device = estate.roles.firstIndex(of: .networkInterface(interface)),
      let port = estate.tables.devices[device].port,
      let declared = topology.networkInterfaces.first(where: { $0.name == interface })
    else { return (interface, []) }
    var groups: [EffectiveSecurityGroup] = []
    if let pair = port.networkInterfaceRules, declared.networkSecurityGroup != nil {
      groups.append(group(pair, networkInterface: interface))
    }
    if let pair = port.subnetRules {
      groups.append(group(pair, subnet: declared.primaryConfiguration?.subnet.subnet))
    }
    return (interface, groups)
  }

  private func group(
    _ pair: SecurityRulePair, networkInterface: String? = nil, subnet: String? = nil
  ) -> EffectiveSecurityGroup {
    let inbound = estate.tables.securityRules[pair.inbound.index]
    let outbound = estate.tables.securityRules[pair.outbound.index]
    return EffectiveSecurityGroup(
      group: inbound.group, networkInterface: networkInterface, subnet: subnet,
      rules: rules(inbound, .inbound) + rules(outbound, .outbound))
  }

  private func rules(
    _ table: SecurityRuleTable, _ direction: SecurityRule.Direction
  ) -> [EffectiveSecurityGroup.Rule] {
    let users = topology.networkSecurityGroups.first { $0.name == table.group }?.securityRules
    var written: [String: SecurityRule] = [:]
    for rule in users ?? [] where rule.direction == direction {
      written["securityRules/" + rule.name] = rule
    }
    for rule in DefaultSecurityRules.rules(direction) {
      written["defaultSecurityRules/" + rule.name] = rule
    }
    // What the platform and peerings say stands in no group.
    let listed = table.rules.filter { written[$0.name] != nil }
      .sorted { $0.priority < $1.priority }
    return listed.map { rule in
      let sources = written[rule.name]?.sourceAddressPrefixes ?? []
      let destinations = written[rule.name]?.destinationAddressPrefixes ?? []
      return EffectiveSecurityGroup.Rule(
        name: rule.name, priority: rule.priority, direction: direction.rawValue,
        access: (rule.allows ? SecurityRule.Access.allow : .deny).rawValue,
        protocolName: Self.protocolName(written[rule.name]?.protocolNumber),
        sourcePortRanges: rule.sourcePorts.map(Self.ports),
        destinationPortRanges: (written[rule.name]?.destinationPortRanges ?? []).map(Self.ports),
        sourceAddressPrefixes: sources.map(Self.text),
        destinationAddressPrefixes: destinations.map(Self.text),
        expandedSourceAddressPrefixes: Self.expanded(rule.sources, sources),
        expandedDestinationAddressPrefixes: Self.expanded(rule.destinations, destinations))
    }
  }

  private static func ports(_ range: ClosedRange<UInt16>) -> String {
    "\(range.lowerBound)-\(range.upperBound)"
  }

  private static func protocolName(_ number: IPProtocol?) -> String {
    guard let number else { return "All" }
    let names: [(IPProtocol, String)] = [
      (.tcp, "Tcp"), (.udp, "Udp"), (.icmp, "Icmp"), (.esp, "Esp"), (.ah, "Ah"),
    ]
    return names.first { $0.0 == number }?.1 ?? String(number.rawValue)
  }

  private static func text(_ specifier: AddressSpecifier) -> String {
    switch specifier {
    case .any: "*"
    case .prefix(let prefix): prefix.description
    case .serviceTag(let tag): tag.rawValue
    case .applicationSecurityGroup(let name): name
    }
  }

  private static func expanded(
    _ sets: [SecurityRuleTable.AddressSet], _ written: [AddressSpecifier]
  ) -> [String] {
    let isPlain = written.allSatisfy { specifier in
      switch specifier {
      case .any, .prefix: true
      case .serviceTag, .applicationSecurityGroup: false
      }
    }
    guard !isPlain else { return [] }
    return Set(sets.flatMap { PrefixDifference.prefixes($0.included, without: $0.excluded) })
      .sorted().map(\.description)
  }
}
