import Addressing
import Wire

/// Flow lookup.
///
/// - Summary: lets a packet of a known flow pass the security rules; remembers a flow whose first packet passed
///   all stages of the port.
/// - Reads: the five-tuple, whether it leaves the guest or comes to it, the port's flow records.
/// - Writes: the flow's record, its last use.
/// - Drops: nothing.
/// - Next: security rules if the flow is new, else routing or delivery.
/// - Source: Azure, "Network security groups": a flow record is made for a connection, and what answers it needs no
///   rule. An ICMP error matches no record and makes none: that is how traces show it.
/// - Example: the echo reply from 10.2.30.10 comes in by the record of the request; the time exceeded from
///   192.168.30.17 about the same request must find a rule.
enum FlowLookup {
  struct Flow {
    var tuple: FiveTuple
    var direction: TraceStep.Direction
    var role: FlowRole
    var isKnown: Bool
  }

  static func find<Observer: Tracer>(
    _ packet: IPv4Packet, _ direction: TraceStep.Direction, port: DeviceID,
    flows: inout FlowTable, now: EmulatedInstant, tracer: inout Observer
  ) -> Flow {
    let tuple = packet.fiveTuple
    let role = packet.flowRole
    let isKnown = flows.touch(tuple, direction, role: role, port: port, now: now)
    tracer.record(.flow(known: isKnown))
    return Flow(tuple: tuple, direction: direction, role: role, isKnown: isKnown)
  }

  static func remember(
    _ flow: Flow, port: DeviceID, flows: inout FlowTable, now: EmulatedInstant
  ) {
    guard !flow.isKnown else { return }
    flows.insert(flow.tuple, flow.direction, role: flow.role, port: port, now: now)
  }
}
