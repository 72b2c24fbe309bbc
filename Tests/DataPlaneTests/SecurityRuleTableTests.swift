import Addressing
import TestSupport
import Testing

@testable import DataPlane

/// Which rule of a table decides.
struct SecurityRuleTableTests {
  static func table(_ number: IPProtocol?, ports: ClosedRange<UInt16>) -> SecurityRuleTable {
    SecurityRuleTable(
      group: "nsg",
      rules: [
        .init(
          name: "user", priority: 100, allows: false, protocolNumber: number,
          destinationPorts: [ports]),
        .init(name: "rest", priority: 65500, allows: true),
      ])
  }

  @Test(
    "a rule for any protocol that names ports is about what has ports",
    arguments: [
      (nil, 3389...3389, IPProtocol.icmp, 1), (nil, 3389...3389, .esp, 1),
      (nil, 0...65535, .icmp, 0), (nil, 3389...3389, .tcp, 0), (nil, 3389...3389, .udp, 0),
      (nil, 443...443, .tcp, 1), (.icmp, 0...65535, .icmp, 0), (.icmp, 3389...3389, .icmp, 0),
      (.tcp, 0...65535, .icmp, 1),
    ] as [(IPProtocol?, ClosedRange<UInt16>, IPProtocol, Int)])
  func ports(
    rule: IPProtocol?, ports: ClosedRange<UInt16>, packet: IPProtocol, decides: Int
  ) {
    let flow = FiveTuple(
      source: IPv4Address(10, 0, 0, 4), destination: IPv4Address(10, 0, 0, 5),
      sourcePort: Port(rawValue: 50000), destinationPort: Port(rawValue: 3389),
      protocolNumber: packet)
    #expect(Self.table(rule, ports: ports).decide(flow) == decides)
  }
}
