import Addressing
import DataPlane
import TestSupport
import Testing

/// What Azure's networks carry (Azure: "Virtual network FAQ").
struct CarriageTests {
  private static let group = IPv4Address(224, 0, 0, 5)
  private static let broadcast = IPv4Address(255, 255, 255, 255)

  /// Each with and without groups at the port, and in both directions where the destination is a machine.
  @Test(
    "ports carry what goes to one address, but no GRE, IP in IP, unicast DHCP, nor UDP port 65330",
    arguments: [
      (IPProtocol.tcp, 65_330, PortFixture.b, 80, true), (.udp, 65_329, PortFixture.b, 80, true),
      (.udp, 68, PortFixture.b, 68, true), (.udp, 67, PortFixture.b, 68, true),
      (.esp, 0, PortFixture.b, 0, true), (.ah, 0, PortFixture.b, 0, true),
      (IPProtocol(rawValue: 89), 0, PortFixture.b, 0, true),
      (.udp, 65_330, PortFixture.b, 80, false), (.udp, 68, PortFixture.b, 67, false),
      (IPProtocol(rawValue: 47), 0, PortFixture.b, 0, false),
      (IPProtocol(rawValue: 4), 0, PortFixture.b, 0, false),
      (.udp, 520, group, 520, false), (.udp, 50_000, broadcast, 9, false),
    ] as [(IPProtocol, UInt16, IPv4Address, UInt16, Bool)])
  func carries(
    _ protocolNumber: IPProtocol, _ sourcePort: UInt16, _ destination: IPv4Address,
    _ destinationPort: UInt16, _ isCarried: Bool
  ) {
    let allow = SecurityRuleSamples.all("allow", allows: true)
    for groups in [PortFixture.Groups.none, .init(networkInterface: (allow, allow))] {
      var port = PortFixture(groups)
      let out = port.fromA(
        PacketBuilder.transport(
          protocolNumber, from: PortFixture.a, sourcePort, to: destination, destinationPort))
      if isCarried {
        guard case .forward = out else {
          Issue.record("\(out)")
          continue
        }
      } else {
        #expect(out == .drop(.notCarried))
      }
      guard destination == PortFixture.b else { continue }
      let incoming = port.toA(
        PacketBuilder.transport(
          protocolNumber, from: PortFixture.b, sourcePort, to: PortFixture.a, destinationPort))
      #expect(incoming == (isCarried ? .deliver : .drop(.notCarried)))
    }
  }
}
