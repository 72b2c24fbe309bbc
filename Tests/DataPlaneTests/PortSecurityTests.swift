import Addressing
import TestSupport
import Testing
import Wire

@testable import DataPlane

/// The rules of both levels of a port as one compiled structure.
struct PortSecurityTests {
  static func groups(_ seed: UInt64) -> PortFixture.Groups {
    var source = SecurityRuleGenerator(.services, seed: seed)
    /// What no rule names is allowed, so that packets come to the second group.
    func table(_ name: String) -> SecurityRuleTable {
      var table = source.table(name, rules: 30)
      table.rules[29].allows = true
      return table
    }
    return .init(
      networkInterface: (table("nic-in"), table("nic-out")),
      subnet: (table("subnet-in"), table("subnet-out")))
  }

  @Test("outbound the network interface's group is first, inbound the subnet's")
  func order() throws {
    let fixture = PortFixture(Self.groups(1))
    let tables = fixture.tables
    let port = try #require(tables.devices[fixture.portA.device.index].port)
    let out = try #require(port.outboundSecurity)
    #expect(
      tables.securityClassifiers[out.classifier.index].tables.map(\.group)
        == ["nic-out", "subnet-out"])
    #expect(out.firstDenial == .deniedByNetworkInterfaceRule)
    #expect(out.secondDenial == .deniedBySubnetRule)
    let into = try #require(port.inboundSecurity)
    #expect(
      tables.securityClassifiers[into.classifier.index].tables.map(\.group)
        == ["subnet-in", "nic-in"])
    #expect(into.firstDenial == .deniedBySubnetRule)
    #expect(into.secondDenial == .deniedByNetworkInterfaceRule)
    let other = try #require(tables.devices[fixture.portB.device.index].port)
    #expect(other.inboundSecurity == nil && other.outboundSecurity == nil)
  }

  @Test("the stage names the rules that the search one after the other finds, level by level")
  func stage() throws {
    var source = SecurityRuleGenerator(.services, seed: 2)
    let groups = Self.groups(2)
    let fixture = PortFixture(groups)
    let tables = fixture.tables
    let port = try #require(tables.devices[fixture.portA.device.index].port)
    let facts = tables.compiled.view.devices[fixture.portA.device.index]
    let interface = try #require(groups.networkInterface)
    let subnet = try #require(groups.subnet)
    var reasons: [DropReason?: Int] = [:]
    for _ in 0..<3000 {
      let flow = source.flow([interface.outbound, subnet.outbound])
      var tracer = RecordingTracer()
      let reason = SecurityRules.fromGuest(flow, facts, tables, .none, tracer: &tracer)
      let first = LinearSecurityRules.decide(flow, interface.outbound.rules)
      let second = LinearSecurityRules.decide(flow, subnet.outbound.rules)
      let tableIDs = (
        try #require(port.networkInterfaceRules).outbound, try #require(port.subnetRules).outbound
      )
      var steps = [TraceStep.securityRule(.networkInterface, table: tableIDs.0, rule: first)]
      var expected: DropReason?
      if interface.outbound.rules[first].allows {
        steps.append(.securityRule(.subnet, table: tableIDs.1, rule: second))
        if !subnet.outbound.rules[second].allows { expected = .deniedBySubnetRule }
      } else {
        expected = .deniedByNetworkInterfaceRule
      }
      #expect(tracer.steps == steps)
      #expect(reason == expected)
      let security = try #require(port.outboundSecurity)
      let classifier = tables.securityClassifiers[security.classifier.index]
      #expect(classifier.denial(classifier.decide(flow), at: security) == expected)
      reasons[reason, default: 0] += 1
    }
    #expect(reasons.count == 3)
  }

  @Test("ports with equal rules share a classifier, and a cache does not compile it again")
  func sharing() throws {
    let cache = SecurityClassifierCache()
    let source = PortFixture(Self.groups(3)).tables
    func compile() -> ForwardingTables {
      ForwardingTables(
        generation: 2, devices: source.devices + source.devices, interfaces: source.interfaces,
        mappings: source.mappings, securityRules: source.securityRules, fabric: source.fabric,
        cache: cache)
    }
    let first = compile()
    #expect(first.securityClassifiers.count == 2)
    #expect(cache.compiledCount == 2)
    let again = compile()
    #expect(cache.compiledCount == 2)
    #expect(again.securityClassifiers[0] === first.securityClassifiers[0])
  }
}
