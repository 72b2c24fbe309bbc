/// `vnetem rules -o json`: Azure's own field names inside `value`, so that the groups compare with
/// `az network nic list-effective-nsg -o json`.
package struct EffectiveRulesDocument: JSONDocument, Sendable {
  /// Where a group is attached.
  package struct Association: Encodable, Sendable {
    package var networkInterface: String?
    package var subnet: String?
  }

  package struct Rule: Encodable, Sendable {
    package var name: String
    package var priority: Int
    package var direction: String
    package var access: String
    package var `protocol`: String
    package var sourcePortRanges: [String]
    package var destinationPortRanges: [String]
    package var sourceAddressPrefixes: [String]
    package var destinationAddressPrefixes: [String]
    package var expandedSourceAddressPrefix: [String]
    package var expandedDestinationAddressPrefix: [String]
  }

  package struct Group: Encodable, Sendable {
    package var association: Association
    package var networkSecurityGroup: String
    package var effectiveSecurityRules: [Rule]
  }

  package var schema = "vnetem.rules/1"
  /// The topology's name.
  package var topology: String
  package var networkInterface: String
  package var failedLinks: [String]
  package var value: [Group]

  package init(
    _ groups: [EffectiveSecurityGroup], networkInterface: String, topology: String,
    failedLinks: [String]
  ) {
    self.topology = topology
    self.networkInterface = networkInterface
    self.failedLinks = failedLinks
    value = groups.map { group in
      Group(
        association: Association(
          networkInterface: group.networkInterface, subnet: group.subnet),
        networkSecurityGroup: group.group, effectiveSecurityRules: group.rules.map(Self.rule))
    }
  }

  private static func rule(_ rule: EffectiveSecurityGroup.Rule) -> Rule {
    Rule(
      name: rule.name, priority: rule.priority, direction: rule.direction, access: rule.access,
      protocol: rule.protocolName, sourcePortRanges: rule.sourcePortRanges,
      destinationPortRanges: rule.destinationPortRanges,
      sourceAddressPrefixes: rule.sourceAddressPrefixes,
      destinationAddressPrefixes: rule.destinationAddressPrefixes,
      expandedSourceAddressPrefix: rule.expandedSourceAddressPrefixes,
      expandedDestinationAddressPrefix: rule.expandedDestinationAddressPrefixes)
  }
}
