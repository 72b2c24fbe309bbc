/// What the packet path reads of the tables, flat and never written: made once for each generation.
package final class CompiledForwarding: Sendable {
  package let counters: CounterLayout

  init(
    devices: [Device], interfaces: [Interface], mappings: [MappingTable],
    securityRules: [SecurityRuleTable], fabric: Fabric
  ) {
    counters = CounterLayout(
      interfaces: interfaces.count, rules: securityRules.lazy.map(\.rules.count),
      routes: devices.lazy.map(\.routes.numberCount))
  }
}
