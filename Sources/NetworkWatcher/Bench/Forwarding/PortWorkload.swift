import Addressing
import DataPlane
import LongestPrefixMatch
import Wire

/// Virtual switch ports with two security groups each and a route table: the estate of the workloads that follow.
struct PortEstate {
  let tables: ForwardingTables
  /// By port.
  let addresses: [IPv4Address]

  /// - Parameters:
  ///   - ports: their addresses begin at 10.0.0.4, behind one router.
  ///   - routes: of every port, a default route among them; all lead to that router.
  ///   - rules: of each group, which allow what they do not name.
  init(ports: Int, routes: Int, rules: Int, seed: UInt64) {
    var workload = RuleWorkload(seed: seed)
    let rules = (0..<2).map {
      workload.table("group \($0)", rules: rules, allowsRest: true)
    }
    let pair = { (number: Int32) in
      SecurityRulePair(
        inbound: SecurityRuleTableID(rawValue: number),
        outbound: SecurityRuleTableID(rawValue: number))
    }
    let addresses = (0..<ports).map { IPv4Address(rawValue: 0x0A00_0004 + UInt32($0)) }
    self.addresses = addresses
    let way = NextHop.adjacency(
      Adjacency(
        egress: InterfaceID(rawValue: 1), ingress: InterfaceID(rawValue: Int32(2 * ports)),
        link: LinkID(rawValue: 0)))
    let prefixes =
      [.all]
      + RouteGenerator.estate(count: max(routes, 2), seed: seed).filter { $0.length > 0 }
      .prefix(routes - 1)
    let shared = RoutingTable(prefixes.map { ($0, [way]) })
    let devices = addresses.indices.map { number in
      Device(
        kind: .virtualSwitchPort, routes: shared,
        port: VirtualSwitchPort(
          addresses: [addresses[number]], ipForwarding: false, networkInterfaceRules: pair(0),
          subnetRules: pair(1)))
    }
    var interfaces: [Interface] = []
    for (number, address) in addresses.enumerated() {
      for side in [Interface.Side.guest, .virtualNetwork] {
        interfaces.append(
          Interface(
            device: DeviceID(rawValue: Int32(number)), address: address, side: side,
            timeToLiveCost: 0, expiryAnswer: .never,
            fabricPoint: side == .virtualNetwork ? FabricPoint(rawValue: 0) : nil,
            macAddress: MACAddress(rawValue: 0x0200_0000_0000 | UInt64(interfaces.count))))
      }
    }
    interfaces.append(
      Interface(
        device: DeviceID(rawValue: Int32(ports)), address: IPv4Address(rawValue: 0x0A00_0001),
        side: .lan, timeToLiveCost: 1, expiryAnswer: .always,
        macAddress: MACAddress(rawValue: 0x0200_0000_0000 | UInt64(interfaces.count))))
    tables = ForwardingTables(
      generation: 1,
      devices: devices + [Device(kind: .router, routes: RoutingTable([]))],
      interfaces: interfaces, mappings: [], securityRules: rules,
      fabric: Fabric(pointCount: 1, links: [LinkID(rawValue: 0)]))
  }

  static func guest(_ port: Int) -> InterfaceID { InterfaceID(rawValue: Int32(2 * port)) }
  static func network(_ port: Int) -> InterfaceID { InterfaceID(rawValue: Int32(2 * port + 1)) }
}

/// Packets of known flows at virtual switch ports: batches from guests and batches to guests take turns.
package final class PortWorkload: ForwardingWorkload {
  package let tables: ForwardingTables
  package let flowCount: Int
  package let packetCount: Int
  private let outbound: FrameArena
  private let inbound: FrameArena
  /// The ports of the packets, outbound and inbound alike.
  private let ports: [Int32]
  private var rig: ForwardingRig
  private let repetitions: Int

  /// - Parameters:
  ///   - flows: spread evenly over the ports.
  ///   - packetCount: a multiple of two batches; flows are drawn at random, half of the packets are answers.
  ///   - routes: of each port.
  package init(
    ports portCount: Int = 1, flows flowCount: Int = 100_000, packetCount: Int = 1 << 17,
    routes: Int = 1_000, rules: Int = 100, repetitions: Int = 2, seed: UInt64
  ) {
    precondition(packetCount % (2 * PacketBatch.capacity) == 0, "whole batches of both directions")
    let estate = PortEstate(ports: portCount, routes: routes, rules: rules, seed: seed)
    var generator = SplitMix64(seed: seed &+ 1)
    var rest = RuleWorkload(seed: seed &+ 2)
    let groups = estate.tables.securityRules
    func allows(_ tuple: FiveTuple) -> Bool {
      groups.allSatisfy { $0.rules[$0.decide(tuple)].allows }
    }
    tables = estate.tables
    self.flowCount = flowCount
    self.packetCount = packetCount
    self.repetitions = repetitions
    var flows = FlowTable(.init(expectedFlows: flowCount))
    outbound = FrameArena(count: packetCount / 2)
    inbound = FrameArena(count: packetCount / 2)
    var tuples: [FiveTuple] = []
    tuples.reserveCapacity(flowCount)
    while tuples.count < flowCount {
      for var tuple in rest.tuples(groups, count: 1_024) where tuples.count < flowCount {
        tuple.source = estate.addresses[tuples.count % portCount]
        // Two flows of one port are never the same.
        tuple.sourcePort = Port(rawValue: UInt16(truncatingIfNeeded: tuples.count / portCount))
        if allows(tuple) { tuples.append(tuple) }
      }
    }
    for (number, tuple) in tuples.enumerated() {
      flows.insert(
        tuple, .outbound, role: .either, port: DeviceID(rawValue: Int32(number % portCount)),
        now: .start)
    }
    var ports: [Int32] = []
    for index in 0..<packetCount / 2 {
      let leaving = generator.below(flowCount)
      // The answer belongs to another flow of the same port.
      let port = leaving % portCount
      let others = (flowCount - port + portCount - 1) / portCount
      let coming = port + generator.below(others) * portCount
      outbound.write(tuples[leaving], at: index)
      inbound.write(tuples[coming].reversed, at: index)
      ports.append(Int32(port))
    }
    self.ports = ports
    rig = ForwardingRig(estate.tables, flows: flows)
    // What the first packet of a flow has to find out is known from here on.
    _ = pass()
  }

  package func pass() -> WorkloadPass {
    let watch = Stopwatch()
    for _ in 0..<repetitions {
      var start = 0
      while start < packetCount / 2 {
        rig.send(outbound, ports, from: start, isInbound: false)
        rig.send(inbound, ports, from: start, isInbound: true)
        start += PacketBatch.capacity
      }
    }
    return WorkloadPass(count: repetitions * packetCount, seconds: watch.seconds)
  }

  /// Whether no packet was dropped and no flow was new.
  package var isSound: Bool {
    rig.counters.received.packets > 0 && rig.counters.dropped.packets == 0
      && rig.flows.count == flowCount
  }
}

extension ForwardingRig {
  fileprivate mutating func send(
    _ frames: FrameArena, _ ports: [Int32], from start: Int, isInbound: Bool
  ) {
    let side: Int32 = isInbound ? 1 : 0
    let packets = batch.packets
    let ingress = batch.ingress
    let capacity = PacketBatch.capacity
    ports.withUnsafeBufferPointer { ports in
      for index in 0..<capacity {
        packets[index] = frames.packet(start &+ index)
        ingress[index] = InterfaceID(rawValue: ports[start &+ index] &* 2 &+ side)
      }
    }
    batch.setCount(capacity)
    process()
  }
}
