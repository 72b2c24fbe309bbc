import Addressing
import DataPlane
import TestSupport

/// Holds a table that cannot be copied for a fixture that can.
final class FlowRecords {
  var table: FlowTable

  init(_ settings: FlowTable.Settings) {
    table = FlowTable(settings)
  }
}

/// A network 10.0.0.0/24 with two ports, beside ways that lead out of it.
struct PortFixture {
  static let a = IPv4Address(10, 0, 0, 4)
  static let b = IPv4Address(10, 0, 0, 5)
  /// On the other side of ``edge``, which announced it.
  static let site = IPv4Address(10, 1, 0, 10)
  static let network = [
    IPv4Prefix(containing: IPv4Address(10, 0, 0, 0), length: 24),
    IPv4Prefix(containing: IPv4Address(10, 1, 0, 0), length: 24),
  ]

  /// The groups at one port; `nil` is none.
  struct Groups {
    var networkInterface: (inbound: SecurityRuleTable, outbound: SecurityRuleTable)?
    var subnet: (inbound: SecurityRuleTable, outbound: SecurityRuleTable)?

    static let none = Self()
    /// A group without user rules at the network interface.
    static let defaults = Self(
      networkInterface: (
        SecurityRuleSamples.inbound("nsg", virtualNetwork: PortFixture.network),
        SecurityRuleSamples.outbound("nsg", virtualNetwork: PortFixture.network)
      ))
  }

  let tables: ForwardingTables
  let portA: (device: DeviceID, guest: InterfaceID, network: InterfaceID)
  let portB: (device: DeviceID, guest: InterfaceID, network: InterfaceID)
  let edge: InterfaceID
  let flows: FlowRecords
  var now = EmulatedInstant.start
  private(set) var steps: [TraceStep] = []

  init(
    _ groups: Groups = .none, ipForwarding: Bool = false, flows: FlowTable.Settings = .init(),
    flowTimeout: Nanoseconds = .seconds(240)
  ) {
    self.flows = FlowRecords(flows)
    var builder = TableBuilder()
    func pair(
      _ tables: (inbound: SecurityRuleTable, outbound: SecurityRuleTable)?
    ) -> SecurityRulePair? {
      tables.map {
        SecurityRulePair(
          inbound: builder.table($0.inbound), outbound: builder.table($0.outbound))
      }
    }
    let networkInterface = pair(groups.networkInterface)
    let subnet = pair(groups.subnet)
    portA = builder.port(
      [Self.a], ipForwarding: ipForwarding, networkInterface: networkInterface, subnet: subnet,
      flowTimeout: flowTimeout)
    portB = builder.port([Self.b])
    edge = builder.interface(builder.device(.enterpriseEdge), IPv4Address(10, 0, 0, 132))
    let mapping = builder.mapping([
      Self.a: .init(ingress: portA.network, link: nil),
      Self.b: .init(ingress: portB.network, link: nil),
    ])
    for port in [portA, portB] {
      builder.route(port.device, "10.0.0.0/24", .onLink(mapping, egress: port.network))
      builder.route(port.device, "10.1.0.0/24", builder.way(port.network, edge))
      builder.route(port.device, "10.2.0.0/24", .drop(.nextHopUnavailable))
      builder.route(port.device, "10.3.0.0/24", .drop(.tunnelDown))
      builder.route(port.device, "10.0.0.0/8", .drop(.routeToNone))
      builder.route(port.device, "8.0.0.0/8", .drop(.internetNotModelled))
      builder.route(port.device, "20.38.98.0/24", .drop(.serviceEndpointNotModelled))
      builder.route(port.device, "168.63.129.16/32", .drop(.platformServiceNotModelled))
    }
    tables = builder.build()
  }

  /// Runs the pipeline over a packet and keeps the steps.
  mutating func process(_ packet: [UInt8], at interface: InterfaceID) -> Verdict {
    var bytes = packet
    var tracer = RecordingTracer()
    let verdict = bytes.withUnsafeMutableBytes {
      Pipeline.process(
        $0, at: interface, tables, flows: &flows.table, now: now, tracer: &tracer)
    }
    steps = tracer.steps
    return verdict
  }

  mutating func fromA(_ packet: [UInt8]) -> Verdict { process(packet, at: portA.guest) }

  mutating func toA(_ packet: [UInt8]) -> Verdict { process(packet, at: portA.network) }
}
