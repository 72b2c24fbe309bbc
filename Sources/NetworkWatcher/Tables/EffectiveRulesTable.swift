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

  /// What each rule's tags and application security groups stand for, a paragraph a side, in lines of at most
  /// ``expansionWidth`` columns. Empty if no rule has one.
  package static func expansions(_ groups: [EffectiveSecurityGroup]) -> String {
    var text = ""
    for group in groups {
      for rule in group.rules {
        let sides = [
          ("source", rule.sourceAddressPrefixes, rule.expandedSourceAddressPrefixes),
          (
            "destination", rule.destinationAddressPrefixes,
            rule.expandedDestinationAddressPrefixes
          ),
        ]
        for (side, written, prefixes) in sides where !prefixes.isEmpty {
          let names = written.joined(separator: ", ")
          text += "\n\(group.group), \(rule.name), \(rule.direction), \(side) \(names):\n"
          text += lines(prefixes)
        }
      }
    }
    return text
  }

  private static let expansionWidth = 100

  private static func lines(_ prefixes: [String]) -> String {
    var text = ""
    var line = " "
    for prefix in prefixes {
      if line.count + prefix.count + 1 > expansionWidth {
        text += line + "\n"
        line = " "
      }
      line += " " + prefix
    }
    return text + line + "\n"
  }
}
