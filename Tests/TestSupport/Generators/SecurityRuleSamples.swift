import Addressing
import DataPlane

/// Azure's default rules with a `VirtualNetwork` tag of given prefixes.
package enum SecurityRuleSamples {
  package static func inbound(_ group: String, virtualNetwork: [IPv4Prefix]) -> SecurityRuleTable {
    let tag = SecurityRuleTable.AddressSet(included: virtualNetwork)
    return SecurityRuleTable(
      group: group,
      rules: [
        .init(
          name: "defaultSecurityRules/AllowVnetInBound", priority: 65000, allows: true,
          sources: [tag], destinations: [tag]),
        .init(name: "defaultSecurityRules/DenyAllInBound", priority: 65500, allows: false),
      ])
  }

  package static func outbound(_ group: String, virtualNetwork: [IPv4Prefix]) -> SecurityRuleTable {
    let tag = SecurityRuleTable.AddressSet(included: virtualNetwork)
    return SecurityRuleTable(
      group: group,
      rules: [
        .init(
          name: "defaultSecurityRules/AllowVnetOutBound", priority: 65000, allows: true,
          sources: [tag], destinations: [tag]),
        .init(name: "defaultSecurityRules/DenyAllOutBound", priority: 65500, allows: false),
      ])
  }

  /// Denies everything; what is from outside of `network` with a reason of its own.
  package static func closed(_ group: String, forwarded network: [IPv4Prefix]) -> SecurityRuleTable
  {
    var table = all(group, allows: false)
    table.rules.insert(
      .init(
        name: "peering/closed", priority: 0, allows: false,
        sources: [.init(included: [.all], excluded: network)],
        denial: .forwardedTrafficNotAllowed), at: 0)
    return table
  }

  /// One rule for everything.
  package static func all(_ group: String, allows: Bool) -> SecurityRuleTable {
    SecurityRuleTable(
      group: group,
      rules: [.init(name: "securityRules/everything", priority: 100, allows: allows)])
  }
}
