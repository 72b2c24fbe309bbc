import Addressing

/// Security rules.
///
/// - Summary: asks the network security groups of a port, each level that has one; all must allow.
/// - Reads: the five-tuple, the compiled rules of both levels.
/// - Writes: the counters of the deciding rules.
/// - Drops: `deniedByNetworkInterfaceRule`, `deniedBySubnetRule`.
/// - Next: routing from the guest, delivery to it.
/// - Source: Azure, "How network security groups filter network traffic": outbound the network interface's group
///   first, inbound the subnet's; no group allows all. DASH's ACL stage.
/// - Example: 10.1.31.10 from the branch is in no rule but `DenyAllOutBound`.
enum SecurityRules {
  static func fromGuest<Observer: Tracer>(
    _ flow: FiveTuple, _ port: VirtualSwitchPort, _ tables: ForwardingTables,
    _ counting: PacketCounting, tracer: inout Observer
  ) -> DropReason? {
    guard
      allows(
        flow, port.networkInterfaceRules?.outbound, .networkInterface, tables, counting,
        tracer: &tracer)
    else { return .deniedByNetworkInterfaceRule }
    guard allows(flow, port.subnetRules?.outbound, .subnet, tables, counting, tracer: &tracer)
    else {
      return .deniedBySubnetRule
    }
    return nil
  }

  static func toGuest<Observer: Tracer>(
    _ flow: FiveTuple, _ port: VirtualSwitchPort, _ tables: ForwardingTables,
    _ counting: PacketCounting, tracer: inout Observer
  ) -> DropReason? {
    guard allows(flow, port.subnetRules?.inbound, .subnet, tables, counting, tracer: &tracer) else {
      return .deniedBySubnetRule
    }
    guard
      allows(
        flow, port.networkInterfaceRules?.inbound, .networkInterface, tables, counting,
        tracer: &tracer)
    else { return .deniedByNetworkInterfaceRule }
    return nil
  }

  private static func allows<Observer: Tracer>(
    _ flow: FiveTuple, _ number: SecurityRuleTableID?, _ level: TraceStep.SecurityLevel,
    _ tables: ForwardingTables, _ counting: PacketCounting, tracer: inout Observer
  ) -> Bool {
    guard let number else {
      tracer.record(.noSecurityGroup(level))
      return true
    }
    let table = tables.securityRules[number.index]
    let rule = table.decide(flow)
    counting.rule(rule, of: number, tables)
    tracer.record(.securityRule(level, table: number, rule: rule))
    return table.rules[rule].allows
  }
}
