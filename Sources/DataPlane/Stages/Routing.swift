import Addressing
import CLookupKernels
import LongestPrefixMatch
import Wire

/// Routing.
///
/// - Summary: finds the longest prefix and, among equal next hops, the one of the packet's flow.
/// - Reads: destination, five-tuple, the device's trie and seed.
/// - Writes: the route's counter.
/// - Drops: `noRoute`, and what a route itself says: `routeToNone`, `internetNotModelled`, `nextHopUnavailable`,
///   `tunnelDown`, `serviceEndpointNotModelled`, `platformServiceNotModelled`.
/// - Next: mapping.
/// - Source: RFC 1812, 5.2.4.3; Azure, "Virtual network traffic routing".
/// - Example: 10.17.30.4 from the hub has two enterprise edges; source, destination and seed choose the first.
enum Routing {
  /// The number of the packet's route in the way's table, or ``NextHopIndex/noRoute``. A batch's routes are looked
  /// up together, by a kernel with the same answers.
  @inline(__always)
  static func lookup(
    _ packet: IPv4Packet, _ way: UnsafePointer<forward_way>
  ) -> NextHopIndex {
    let trie = UnsafeRawPointer(way.pointee.routing.unsafelyUnwrapped).assumingMemoryBound(
      to: lookup_trie.self)
    return NextHopIndex(rawValue: lookup_single(trie, packet.destination.rawValue))
  }

  /// The next hop of a packet whose route is known.
  @inline(__always)
  static func choose<Observer: Tracer>(
    _ route: NextHopIndex, _ packet: IPv4Packet, _ way: UnsafePointer<forward_way>,
    _ device: DeviceID, _ tables: ForwardingTables, _ counting: PacketCounting,
    tracer: inout Observer
  ) -> Result<NextHop, DropReason> {
    guard route != .noRoute else {
      tracer.record(.route(destination: packet.destination, group: nil, chosen: 0, of: 0))
      return .failure(.noRoute)
    }
    let choice = choose(route, packet, way, counting)
    tracer.record(
      .route(
        destination: packet.destination,
        group: tables.devices[device.index].routes.groupNumber(of: route), chosen: choice.chosen,
        of: choice.count))
    return choice.hop
  }

  /// The same without a word, by what the way points at alone.
  ///
  /// - Precondition: there is a route.
  @inline(__always)
  static func choose(
    _ route: NextHopIndex, _ packet: IPv4Packet, _ way: UnsafePointer<forward_way>,
    _ counting: PacketCounting
  ) -> (hop: Result<NextHop, DropReason>, chosen: Int, count: Int) {
    counting.count(Int(way.pointee.tallies) &+ Int(route.rawValue))
    let action = way.pointee.routing.unsafelyUnwrapped.pointee.actions + Int(route.rawValue)
    if action.pointee.kind != FORWARD_GROUP,
      case .forward(var adjacency) = UnsafeRawPointer(action).load(
        fromByteOffset: MemoryLayout<forward_action>.offset(of: \.what)!, as: Verdict.self)
    {
      if action.pointee.kind == FORWARD_OWN {
        adjacency.egress = InterfaceID(rawValue: way.pointee.egress)
      }
      return (.success(.adjacency(adjacency)), 0, 1)
    }
    let count = Int(action.pointee.what.group.count)
    let chosen =
      count == 1
      ? 0 : ECMPHash.choose(packet.fiveTuple, seed: way.pointee.seed, of: count)
    let members = action.pointee.what.group.members.unsafelyUnwrapped
      .assumingMemoryBound(to: NextHop.self)
    switch members[chosen] {
    case .drop(let reason): return (.failure(reason), chosen, count)
    case .onLink, .adjacency, .local:
      let hop = members[chosen].leaving(
        by: InterfaceID(rawValue: way.pointee.egress), insteadOf: ForwardingView.ownEgress)
      return (.success(hop), chosen, count)
    }
  }
}

extension DropReason: Error {}
