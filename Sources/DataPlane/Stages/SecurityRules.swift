import Addressing

/// Security rules.
///
/// - Summary: asks the network security groups of a port, each level that has one; all must allow.
/// - Reads: the five-tuple, the compiled rules of both levels, which are asked in one search.
/// - Writes: the counters of the deciding rules.
/// - Drops: `deniedByNetworkInterfaceRule`, `deniedBySubnetRule`, `forwardedTrafficNotAllowed`.
/// - Next: routing from the guest, delivery to it.
/// - Source: Azure, "How network security groups filter network traffic": outbound the network interface's group
///   first, inbound the subnet's; no group allows all. DASH's ACL stage.
/// - Example: 10.1.31.10 from the branch is in no rule but `DenyAllOutBound`.
enum SecurityRules {
  static func fromGuest<Observer: Tracer>(
    _ flow: FiveTuple, _ port: DeviceFacts, _ tables: ForwardingTables,
    _ counting: PacketCounting, tracer: inout Observer
  ) -> DropReason? {
    let (first, second) = decide(flow, port.outboundSecurity, tables)
    let interface = port.networkInterfaceRules?.outbound
    if let reason = denial(
      by: first, interface, .networkInterface, tables, counting, tracer: &tracer)
    {
      return reason
    }
    let rest = interface == nil ? first : second
    return denial(
      by: rest, port.subnetRules?.outbound, .subnet, tables, counting, tracer: &tracer)
  }

  static func toGuest<Observer: Tracer>(
    _ flow: FiveTuple, _ port: DeviceFacts, _ tables: ForwardingTables,
    _ counting: PacketCounting, tracer: inout Observer
  ) -> DropReason? {
    let (first, second) = decide(flow, port.inboundSecurity, tables)
    let subnet = port.subnetRules?.inbound
    if let reason = denial(by: first, subnet, .subnet, tables, counting, tracer: &tracer) {
      return reason
    }
    let rest = subnet == nil ? first : second
    return denial(
      by: rest, port.networkInterfaceRules?.inbound, .networkInterface, tables, counting,
      tracer: &tracer)
  }

  /// The reason for which a packet with this decision is dropped, for nobody who looks on; counts the rules.
  @inline(__always)
  static func denial(
    _ decision: SecurityDecision, _ security: PortSecurity, _ tables: ForwardingTables,
    _ counting: PacketCounting
  ) -> DropReason? {
    let first = security.firstTable
    counting.rule(Int(decision.first), of: first, tables)
    guard allows(first, Int(decision.first), tables) else {
      return reason(first, Int(decision.first), tables) ?? security.firstDenial
    }
    guard let second = security.secondTable else { return nil }
    counting.rule(Int(decision.second), of: second, tables)
    return allows(second, Int(decision.second), tables)
      ? nil : reason(second, Int(decision.second), tables) ?? security.secondDenial
  }

  /// The deciding rule of the group that is asked first, and of the other one.
  private static func decide(
    _ flow: FiveTuple, _ security: PortSecurity?, _ tables: ForwardingTables
  ) -> (first: Int, second: Int) {
    guard let security else { return (0, 0) }
    let decision = tables.securityClassifiers[security.classifier.index].decide(flow)
    return (Int(decision.first), Int(decision.second))
  }

  private static func denial<Observer: Tracer>(
    by rule: Int, _ number: SecurityRuleTableID?, _ level: TraceStep.SecurityLevel,
    _ tables: ForwardingTables, _ counting: PacketCounting, tracer: inout Observer
  ) -> DropReason? {
    guard let number else {
      tracer.record(.noSecurityGroup(level))
      return nil
    }
    counting.rule(rule, of: number, tables)
    tracer.record(.securityRule(level, table: number, rule: rule))
    if allows(number, rule, tables) { return nil }
    switch level {
    case .networkInterface:
      return reason(number, rule, tables) ?? .deniedByNetworkInterfaceRule
    case .subnet: return reason(number, rule, tables) ?? .deniedBySubnetRule
    }
  }

  @inline(__always)
  private static func allows(
    _ table: SecurityRuleTableID, _ rule: Int, _ tables: ForwardingTables
  ) -> Bool {
    tables.securityRules[table.index].rules[rule].allows
  }

  /// The rule's own reason, if it has one.
  private static func reason(
    _ table: SecurityRuleTableID, _ rule: Int, _ tables: ForwardingTables
  ) -> DropReason? {
    tables.securityRules[table.index].rules[rule].denial
  }
}
