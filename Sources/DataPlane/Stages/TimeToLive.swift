import Wire

/// Time to live.
///
/// - Summary: takes what the device takes for packets that came in at this interface.
/// - Reads: the TTL, the interface's cost.
/// - Writes: TTL and header checksum (RFC 1624).
/// - Drops: `timeToLiveExceeded` if the TTL is not greater than the cost; a cost of 0 drops nothing.
/// - Next: what the route says. Expiry comes before a missing route (RFC 1812, 5.3.1).
/// - Source: RFC 791, RFC 1812; the costs of Azure's gateways were measured (article "Hop rule").
/// - Example: a VPN gateway of 2018 takes 2 from a packet out of its network, so TTL 1 and 2 end there.
enum TimeToLive {
  static func take<Observer: Tracer>(
    _ packet: IPv4Packet, _ interface: Interface, tracer: inout Observer
  ) -> DropReason? {
    let before = packet.timeToLive
    let cost = interface.timeToLiveCost
    tracer.record(.timeToLive(before: before, cost: cost))
    guard cost > 0 else { return nil }
    guard before > cost else { return .timeToLiveExceeded }
    packet.decrementTimeToLive(by: cost)
    return nil
  }
}
