import Addressing
import Wire

/// Traffic selection.
///
/// - Summary: at a tunnel with traffic selectors, whether a packet may go into it.
/// - Reads: source and destination, the pairs on which both ends agree.
/// - Writes: nothing.
/// - Drops: `outsideTrafficSelectors`.
/// - Next: the link into the tunnel.
/// - Source: RFC 4301, 5.1; RFC 7296, 2.9; Azure, "Connect a VPN gateway to multiple on-premises policy-based VPN devices".
/// - Example: 10.1.0.4 to 192.168.1.10 goes into a tunnel for 10.1.0.0/16 and 192.168.1.0/24, 10.2.0.4 does not.
enum TrafficSelection {
  @inline(never)
  static func choose(
    _ adjacency: Adjacency, _ packet: IPv4Packet, _ selectors: SelectorsView
  ) -> Verdict {
    let entry = selectors.entries[adjacency.link.selectorsNumber]
    for pair in entry.pairs
    where pair.local.contains(packet.source) && pair.remote.contains(packet.destination) {
      return .forward(entry.adjacency)
    }
    return .drop(.outsideTrafficSelectors)
  }

  /// What becomes of a packet that a device itself sends where no link stands.
  @inline(never)
  static func own(
    _ adjacency: Adjacency, _ packet: IPv4Packet, _ selectors: SelectorsView
  ) -> Verdict {
    if adjacency.link.isSelectors { return choose(adjacency, packet, selectors) }
    // What a device says by itself is ICMP, for which no load balancer has a rule.
    return .drop(.noLoadBalancingRule)
  }
}
