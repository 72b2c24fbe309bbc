import Addressing
import ControlPlane
import DataPlane
import Emulator
import TestSupport
import Testing

@testable import NetworkWatcher

/// Which rule decides at each level of both ports: the estate of ``EffectiveRulesTests``, four network interfaces and two
/// groups, with application security groups and tags, and a peer.
///
/// `tight` stands before the subnet of `a` and `b`, `loose` before the interfaces of `b` and `c`; nothing stands before `d`
/// and `peer`. `b` and `d` are in the application security group `web`.
struct DecidingRuleTests {
  /// The rules in the order in which they were asked: `PORT LEVEL RULE`, `-` for a level without a group.
  private static func decisions(
    _ source: String, _ destination: String, _ protocolNumber: IPProtocol, _ port: UInt16
  ) throws -> (rules: [String], isDelivered: Bool) {
    let inquiry = try EffectiveRulesTests.inquiry()
    let endpoint = try inquiry.endpoint(source)
    let from = inquiry.estate.endpoints[endpoint].address
    let to = try inquiry.destination(destination)
    let bytes =
      protocolNumber == .icmp
      ? PacketBuilder.echoRequest(from: from, to: to)
      : PacketBuilder.transport(protocolNumber, from: from, 50_000, to: to, port)
    let emulation = Emulation(inquiry.estate, of: inquiry.compiler)
    var rules: [String] = []
    var isDelivered = false
    var sent: PacketID?
    emulation.observer = { observation in
      sent = sent ?? observation.packetID
      guard observation.packetID == sent else { return }
      if observation.direction == .inbound, case .deliver = observation.verdict {
        isDelivered = true
      }
      let estate = inquiry.estate
      let device = estate.deviceNames[observation.device.index].replacing("-nic", with: "")
      for step in observation.steps {
        switch step {
        case .securityRule(let level, let table, let rule):
          let name = estate.tables.securityRules[table.index].rules[rule].name
          let place = level == .subnet ? "subnet" : "interface"
          rules.append("\(device) \(place) \(name.split(separator: "/")[1])")
        case .noSecurityGroup(let level):
          rules.append("\(device) \(level == .subnet ? "subnet" : "interface") -")
        default: break
        }
      }
    }
    emulation.send(bytes, from: endpoint)
    emulation.run(until: .start + .seconds(1))
    return (rules, isDelivered)
  }

  @Test(
    "out, the interface's group decides before the subnet's; in, the subnet's before the interface's",
    arguments: [
      // Inside of a subnet: its group judges what leaves one machine and what comes to the other.
      (
        "a", "b", IPProtocol.tcp, 80,
        [
          "a interface -", "a subnet AllowVnetOutBound", "b subnet AllowVnetInBound",
          "b interface AllowVnetInBound",
        ], true
      ),
      // A member of `web` asks by ICMP, which has no ports: the rule is about it whatever ports it names.
      (
        "b", "a", .icmp, 0,
        ["b interface AllowVnetOutBound", "b subnet AllowVnetOutBound", "a subnet no-web-in"], false
      ),
      (
        "b", "a", .udp, 80,
        [
          "b interface AllowVnetOutBound", "b subnet AllowVnetOutBound",
          "a subnet AllowVnetInBound", "a interface -",
        ], true
      ),
      // The other member of `web`, of the other subnet.
      (
        "d", "b", .icmp, 0, ["d interface -", "d subnet -", "b subnet no-web-in"], false
      ),
      (
        "d", "c", .icmp, 0,
        ["d interface -", "d subnet -", "c subnet -", "c interface AllowVnetInBound"], true
      ),
      // A rule on an address stops what leaves an interface, before the network sees it.
      ("c", "d", .icmp, 0, ["c interface no-d"], false),
      ("b", "d", .icmp, 0, ["b interface no-d"], false),
      (
        "c", "d", .tcp, 80,
        ["c interface AllowVnetOutBound", "c subnet -", "d subnet -", "d interface -"], true
      ),
      (
        "a", "d", .icmp, 0,
        ["a interface -", "a subnet AllowVnetOutBound", "d subnet -", "d interface -"], true
      ),
      // From the peer: the list of sources, the ports at both ends of their range, and what is beside them.
      (
        "peer", "a", .tcp, 80,
        ["peer interface -", "peer subnet -", "a subnet some-in", "a interface -"], true
      ),
      (
        "peer", "b", .tcp, 8_080,
        [
          "peer interface -", "peer subnet -", "b subnet some-in", "b interface AllowVnetInBound",
        ], true
      ),
      (
        "peer", "a", .tcp, 8_081,
        ["peer interface -", "peer subnet -", "a subnet AllowVnetInBound", "a interface -"], true
      ),
      (
        "peer", "a", .udp, 80,
        ["peer interface -", "peer subnet -", "a subnet AllowVnetInBound", "a interface -"], true
      ),
      // The tags' ends: the Internet is not VirtualNetwork, private space that nobody knows is neither.
      ("a", "8.8.8.8", .tcp, 443, ["a interface -", "a subnet AllowInternetOutBound"], false),
      ("c", "8.8.8.8", .tcp, 443, ["c interface AllowInternetOutBound", "c subnet -"], false),
      ("a", "10.9.0.4", .tcp, 443, ["a interface -", "a subnet DenyAllOutBound"], false),
      ("b", "10.9.0.4", .tcp, 443, ["b interface DenyAllOutBound"], false),
    ] as [(String, String, IPProtocol, UInt16, [String], Bool)])
  func decides(
    _ source: String, _ destination: String, _ protocolNumber: IPProtocol, _ port: UInt16,
    _ rules: [String], _ isDelivered: Bool
  ) throws {
    let found = try Self.decisions(source, destination, protocolNumber, port)
    #expect(found.rules == rules)
    #expect(found.isDelivered == isDelivered)
  }
}
