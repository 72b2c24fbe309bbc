import Wire

/// Mapping.
///
/// - Summary: finds the interface that has the next hop's address, and the link to it.
/// - Reads: the next hop, the destination, the network's mapping table, the fabric.
/// - Writes: nothing.
/// - Drops: `noSuchAddress`.
/// - Next: the link.
/// - Source: Azure, "Virtual Filtering Platform" (NSDI 2017): customer to physical address mapping; RFC 826 on a LAN.
/// - Example: 10.11.30.4 from the hub is on the peered network; its mapping names the machine's port.
enum Mapping {
  @inline(__always)
  static func resolve<Observer: Tracer>(
    _ hop: NextHop, _ packet: IPv4Packet, _ view: ForwardingView, tracer: inout Observer
  ) -> Verdict {
    switch hop {
    case .adjacency(let adjacency): return .forward(adjacency)
    case .local: return .deliver
    case .drop(let reason): return .drop(reason)
    case .onLink(let number, let egress):
      let destination = packet.destination
      let entry = view.mappings[number.index].entry(for: destination)
      tracer.record(.mapping(destination, found: entry != nil))
      guard let entry else { return .drop(.noSuchAddress) }
      if let link = entry.link {
        return .forward(Adjacency(egress: egress, ingress: entry.ingress, link: link))
      }
      guard let link = view.fabricLink(from: egress, to: entry.ingress) else {
        return .drop(.noSuchAddress)
      }
      return .forward(Adjacency(egress: egress, ingress: entry.ingress, link: link))
    }
  }
}
