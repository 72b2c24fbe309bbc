import Addressing
import CLookupKernels
import LongestPrefixMatch
import Wire

/// What the kernel of ports says of the packets that it did not pass.
struct FoundFlows {
  /// The flow is known, and its record has taken note of the packet.
  var used: BatchBits = [0, 0, 0, 0]
  /// The flow has no live record.
  var missing: BatchBits = [0, 0, 0, 0]
}

/// Packets of flows that ports know.
extension Pipeline {
  /// What the packets of so few interfaces are counted in stays in the nearest caches: measured, 10 ports lose 5 % by
  /// asking for it early, and 100 gain 7 %.
  static let interfacesOfSmallEstate = 128

  /// Passes the packets of `rest` whose flows are known and decided, and takes them out of it.
  static func passKnown(
    _ batch: borrowing PacketBatch, _ view: ForwardingView,
    _ forwarding: inout packet_forwarding, _ rest: inout BatchBits, _ flows: inout FlowTable,
    _ now: EmulatedInstant, _ kernel: LookupKernel
  ) -> FoundFlows {
    let columns = batch.flows
    // A verdict is shorter than the 16 bytes that kernels read.
    var sent: (UInt64, UInt64) = (0, 0)
    withUnsafeMutableBytes(of: &sent) {
      let nowhere = Adjacency(
        egress: InterfaceID(rawValue: 0), ingress: InterfaceID(rawValue: 0),
        link: LinkID(rawValue: 0))
      $0.storeBytes(of: .forward(nowhere), as: Verdict.self)
    }
    var table = flows.kernelView(now)
    let isWide =
      forwarding.is_uniform == 0 && view.interfaceCount > Self.interfacesOfSmallEstate
    let count = batch.count
    return withUnsafeMutablePointer(to: &sent) { sent in
      withUnsafeMutablePointer(to: &table) { table in
        withUnsafeMutablePointer(to: &forwarding) { forwarding in
          var ports = flow_forwarding(
            packets: forwarding, flows: table, is_wide: isWide ? 1 : 0, forwarding: sent,
            keys: columns.kernelKeys, events: columns.kernelEvents, slots: columns.kernelSlots,
            used: (0, 0, 0, 0), missing: (0, 0, 0, 0))
          var span = rest.mutableSpan
          span.withUnsafeMutableBufferPointer {
            kernel.flows.pointee.ports(&ports, count, $0.baseAddress)
          }
          return FoundFlows(
            used: [ports.used.0, ports.used.1, ports.used.2, ports.used.3],
            missing: [ports.missing.0, ports.missing.1, ports.missing.2, ports.missing.3])
        }
      }
    }
  }

  @inline(__always)
  static func isEmpty(_ bits: BatchBits) -> Bool { bits[0] | bits[1] | bits[2] | bits[3] == 0 }
}

extension FlowTable {
  /// What to remember of a packet that left a guest by this route: nothing if it was not sent on.
  @inline(__always)
  mutating func decision(
    for verdict: Verdict, _ route: NextHopIndex, _ way: UnsafePointer<forward_way>,
    _ view: ForwardingView
  ) -> FlowDecision {
    guard case .forward(let adjacency) = verdict else { return .unresolved }
    // What a load balancer may have chosen is looked up for every packet.
    if !view.balancing.isEmpty,
      view.balancing.translates(view.interfaces[adjacency.ingress.index].device)
    {
      return .unresolved
    }
    return actions.number(
      adjacency, tally: Int(way.pointee.tallies) &+ Int(route.rawValue), view)
  }
}

extension UnsafeMutablePointer<packet_columns> {
  /// The five-tuple of a first fragment of TCP or UDP.
  @inline(__always)
  func tuple(_ index: Int) -> FiveTuple {
    let words = UnsafeRawPointer(self).assumingMemoryBound(to: UInt32.self)
    let capacity = PacketBatch.capacity
    // Columns of words come one after the other: source, destination, ports, lifetime.
    let ports = words[2 &* capacity &+ index]
    return FiveTuple(
      source: IPv4Address(rawValue: words[index]),
      destination: IPv4Address(rawValue: words[capacity &+ index]),
      sourcePort: Port(rawValue: UInt16(truncatingIfNeeded: ports &>> 16)),
      destinationPort: Port(rawValue: UInt16(truncatingIfNeeded: ports)),
      protocolNumber: IPProtocol(
        rawValue: UInt8(truncatingIfNeeded: words[3 &* capacity &+ index] &>> 8)))
  }
}
