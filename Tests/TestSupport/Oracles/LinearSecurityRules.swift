import Addressing
import DataPlane

/// The slow and obvious search of security rules, one after the other. Oracle of every classifier.
package enum LinearSecurityRules {
  /// The index of the first rule that matches, else of the last one. Only TCP and UDP have ports:
  /// to the rest a rule for any protocol applies if it names none.
  package static func decide(_ flow: FiveTuple, _ rules: [SecurityRuleTable.Rule]) -> Int {
    rules.firstIndex { matches(flow, $0) } ?? rules.count - 1
  }

  private static func matches(_ flow: FiveTuple, _ rule: SecurityRuleTable.Rule) -> Bool {
    if let wanted = rule.protocolNumber, wanted != flow.protocolNumber { return false }
    if flow.protocolNumber == .tcp || flow.protocolNumber == .udp {
      guard rule.sourcePorts.contains(where: { $0.contains(flow.sourcePort.rawValue) }),
        rule.destinationPorts.contains(where: { $0.contains(flow.destinationPort.rawValue) })
      else { return false }
    } else if rule.protocolNumber == nil {
      guard rule.sourcePorts.contains(0...65535), rule.destinationPorts.contains(0...65535) else {
        return false
      }
    }
    return contains(rule.sources, flow.source) && contains(rule.destinations, flow.destination)
  }

  private static func contains(
    _ sets: [SecurityRuleTable.AddressSet], _ address: IPv4Address
  ) -> Bool {
    sets.contains { set in
      set.included.contains { $0.contains(address) }
        && !set.excluded.contains { $0.contains(address) }
    }
  }
}
