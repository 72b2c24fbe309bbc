import Addressing
import Wire

/// Flow lookup.
///
/// - Summary: lets a packet of a known flow pass the security rules; remembers a flow whose first packet passed
///   all stages of the port.
/// - Reads: the five-tuple, TCP's control bits, whether the packet leaves the guest or comes to it, the port's
///   flow records.
/// - Writes: the flow's record: its last use, its TCP state.
/// - Drops: `flowLimitReached`, the first packet of a flow that is one too many.
/// - Next: security rules if the flow is new, else routing or delivery.
/// - Source: Azure, "Network security groups": a flow record is made for a connection, and what answers it needs no
///   rule. An ICMP error matches no record and makes none: that is how traces show it. Azure, "Virtual machine
///   network bandwidth": 500,000 flows in, 500,000 out.
/// - Example: the echo reply from 10.2.30.10 comes in by the record of the request; the time exceeded from
///   192.168.30.17 about the same request must find a rule.
enum FlowLookup {
  struct Flow {
    var tuple: FiveTuple
    var direction: TraceStep.Direction
    var role: FlowRole
    var flags: TCPFlags
    var isKnown: Bool
  }

  static func find<Observer: Tracer>(
    _ packet: IPv4Packet, _ direction: TraceStep.Direction, port: DeviceID,
    flows: inout FlowTable, now: EmulatedInstant, tracer: inout Observer
  ) -> Flow {
    let tuple = packet.fiveTuple
    let role = packet.flowRole
    let flags = packet.tcpFlags
    let isKnown = flows.touch(
      tuple, direction, role: role, port: port, flags: flags, now: now)
    tracer.record(.flow(known: isKnown))
    return Flow(
      tuple: tuple, direction: direction, role: role, flags: flags, isKnown: isKnown)
  }

  static func remember(
    _ flow: Flow, port: DeviceID, timeout: Nanoseconds, flows: inout FlowTable,
    now: EmulatedInstant
  ) -> DropReason? {
    if flow.isKnown { return nil }
    let isRecorded = flows.insert(
      flow.tuple, flow.direction, role: flow.role, port: port, flags: flow.flags,
      idleTimeout: timeout, now: now)
    return isRecorded ? nil : .flowLimitReached
  }
}
