/// A network security group as it stands before one network interface: an element of what
/// `az network nic list-effective-nsg` answers, every field as Azure spells it.
package struct EffectiveSecurityGroup: Hashable, Sendable {
  package struct Rule: Hashable, Sendable {
    /// `securityRules/NAME` or `defaultSecurityRules/NAME`.
    package var name: String
    package var priority: Int
    /// `Inbound` or `Outbound`.
    package var direction: String
    /// `Allow` or `Deny`.
    package var access: String
    /// `All`, `Tcp`, `Udp`, `Icmp`, `Esp`, `Ah`, or a number.
    package var protocolName: String
    /// `0-65535`, `80-80`.
    package var sourcePortRanges: [String]
    package var destinationPortRanges: [String]
    /// As the rule names them: prefixes, tags, application security groups.
    package var sourceAddressPrefixes: [String]
    package var destinationAddressPrefixes: [String]
    /// What they stand for, as prefixes; empty where the rule names nothing but prefixes.
    package var expandedSourceAddressPrefixes: [String]
    package var expandedDestinationAddressPrefixes: [String]
  }

  /// The network security group's name.
  package var group: String
  /// Where the group is attached: one of the two is set.
  package var networkInterface: String?
  package var subnet: String?
  /// Inbound before outbound, each by priority.
  package var rules: [Rule]
}

package enum EffectiveRulesTable {
  /// Names stand in the first row of each group only.
  package static func format(_ groups: [EffectiveSecurityGroup]) -> String {
    TableFormatter.format(
      header: ["NIC", "Subnet", "NSG", "Rule Name", "Protocol", "Direction", "Access"],
      rows: groups.flatMap { group in
        group.rules.enumerated().map { position, rule in
          let names = [group.networkInterface ?? "-", group.subnet ?? "-", group.group]
          return (position == 0 ? names : ["", "", ""])
            + [rule.name, rule.protocolName, rule.direction, rule.access]
        }
      })
  }
}
