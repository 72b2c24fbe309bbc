import Addressing
import LongestPrefixMatch
import Wire

/// Routing.
///
/// - Summary: finds the longest prefix and, among equal next hops, the one of the packet's flow.
/// - Reads: destination, five-tuple, the device's trie and seed.
/// - Writes: the route's counter.
/// - Drops: `noRoute`, and what a route itself says: `routeToNone`, `internetNotModelled`, `nextHopUnavailable`,
///   `tunnelDown`.
/// - Next: mapping.
/// - Source: RFC 1812, 5.2.4.3; Azure, "Virtual network traffic routing".
/// - Example: 10.17.30.4 from the hub has two enterprise edges; source, destination and seed choose the first.
enum Routing {
  static func lookup<Observer: Tracer>(
    _ packet: IPv4Packet, _ number: DeviceID, _ tables: ForwardingTables,
    _ counting: PacketCounting, tracer: inout Observer
  ) -> Result<NextHop, DropReason> {
    let device = tables.devices[number.index]
    let destination = packet.destination
    guard let route = device.routes.trie.lookup(destination) else {
      tracer.record(.route(destination: destination, group: nil, chosen: 0, of: 0))
      return .failure(.noRoute)
    }
    counting.route(route, of: number, tables)
    let groupNumber = device.routes.groupNumber(of: route)
    let group = device.routes.groups[Int(groupNumber.rawValue)]
    let chosen =
      group.count == 1
      ? 0 : ECMPHash.choose(packet.fiveTuple, seed: device.ecmpSeed, of: Int(group.count))
    tracer.record(
      .route(destination: destination, group: groupNumber, chosen: chosen, of: Int(group.count)))
    switch device.routes.members[Int(group.first) + chosen] {
    case .drop(let reason): return .failure(reason)
    case .onLink, .adjacency, .local:
      return .success(device.routes.members[Int(group.first) + chosen])
    }
  }
}

extension DropReason: Error {}
