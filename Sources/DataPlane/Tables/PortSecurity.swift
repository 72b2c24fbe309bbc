/// Numbers a compiled classifier of security rules.
package struct SecurityClassifierID: RawRepresentable, Hashable, Sendable {
  package var rawValue: Int32

  package init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  package var index: Int { Int(rawValue) }
}

/// The security rules of one port for one direction: what asks them all at once, and what each level's denial is.
package struct PortSecurity: Hashable, Sendable {
  package var classifier: SecurityClassifierID
  /// The group that is asked first, and the second one; `nil` if there is one only.
  package var firstTable: SecurityRuleTableID
  package var secondTable: SecurityRuleTableID?
  /// The reason if the rule of the group that is asked first denies.
  package var firstDenial: DropReason
  /// The same for the second group; of no meaning if there is one only.
  package var secondDenial: DropReason
}

/// Finds the classifier of every port: equal rules, one classifier.
struct PortSecurityCompiler {
  private(set) var groups: [[SecurityRuleTable]] = []
  private let tables: [SecurityRuleTable]
  private var numbers: [[SecurityRuleTableID]: SecurityClassifierID] = [:]

  init(_ tables: [SecurityRuleTable]) {
    self.tables = tables
  }

  /// Outbound the network interface's group is asked first, inbound the subnet's (Azure: "How network security
  /// groups filter network traffic").
  mutating func assign(_ port: inout VirtualSwitchPort) {
    port.outboundSecurity = security([
      (port.networkInterfaceRules?.outbound, .deniedByNetworkInterfaceRule),
      (port.subnetRules?.outbound, .deniedBySubnetRule),
    ])
    port.inboundSecurity = security([
      (port.subnetRules?.inbound, .deniedBySubnetRule),
      (port.networkInterfaceRules?.inbound, .deniedByNetworkInterfaceRule),
    ])
  }

  private mutating func security(
    _ levels: [(table: SecurityRuleTableID?, denial: DropReason)]
  ) -> PortSecurity? {
    let attached = levels.compactMap { level in level.table.map { ($0, level.denial) } }
    guard let first = attached.first, let last = attached.last else { return nil }
    let chain = attached.map(\.0)
    let number: SecurityClassifierID
    if let known = numbers[chain] {
      number = known
    } else {
      number = SecurityClassifierID(rawValue: Int32(groups.count))
      numbers[chain] = number
      groups.append(chain.map { tables[$0.index] })
    }
    return PortSecurity(
      classifier: number, firstTable: first.0, secondTable: attached.count > 1 ? last.0 : nil,
      firstDenial: first.1, secondDenial: last.1)
  }
}
