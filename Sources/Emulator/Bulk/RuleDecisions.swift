import DataPlane

/// How many packets each security rule decided about, by names: rules that are gone included.
package struct RuleDecisions: Sendable {
  private struct Key: Hashable, Sendable {
    var group: String
    var rule: String
    var allows: Bool
  }

  private var tallies: [Key: Tally] = [:]

  package init() {}

  /// What a rule of a group decided about, whatever its place.
  package func decided(by rule: String, of group: String, allows: Bool) -> Tally {
    tallies[Key(group: group, rule: rule, allows: allows)] ?? Tally()
  }

  package mutating func add(_ other: Self) {
    tallies.merge(other.tallies) { $0 + $1 }
  }

  /// Counts what all rules of the tables decided. O(rules).
  mutating func count(_ counters: borrowing ForwardingCounters, _ tables: ForwardingTables) {
    for (number, table) in tables.securityRules.enumerated() {
      for (index, rule) in table.rules.enumerated() {
        let decided = counters.decided(
          by: SecurityRuleTableID(rawValue: Int32(number)), rule: index)
        guard decided.packets > 0 else { continue }
        tallies[
          Key(group: table.group, rule: rule.name, allows: rule.allows), default: Tally()] +=
          decided
      }
    }
  }
}
