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

  /// One rule for everything.
  package static func all(_ group: String, allows: Bool) -> SecurityRuleTable {
    SecurityRuleTable(
      group: group,
      rules: [.init(name: "securityRules/everything", priority: 100, allows: allows)])
  }
}
