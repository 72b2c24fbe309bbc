import Addressing
import ControlPlane
import DataPlane

/// What crossed from one virtual network into another, by their names.
package struct PeeringCrossings: Sendable {
  private struct Way: Hashable, Sendable {
    var from: String
    var to: String
  }

  private var tallies: [Way: Tally] = [:]

  package init() {}

  /// What left one network for the other.
  package func crossed(from: String, to: String) -> Tally {
    tallies[Way(from: from, to: to)] ?? Tally()
  }

  /// Counts what takes a next hop, if that leads from one network into another.
  package mutating func add(_ hop: NextHop, _ tally: Tally, _ membership: NetworkMembership) {
    guard tally.packets > 0, let way = membership.crossing(hop) else { return }
    tallies[Way(from: way.from, to: way.to), default: Tally()] += tally
  }

  package mutating func add(_ other: Self) {
    tallies.merge(other.tallies) { $0 + $1 }
  }

  /// Counts what each route carried: what was chosen for it, less what did not leave. O(routes).
  mutating func count(
    _ counters: borrowing ForwardingCounters, _ losses: RouteLosses, _ tables: ForwardingTables,
    _ membership: NetworkMembership
  ) {
    for (number, device) in tables.devices.enumerated() {
      let place = DeviceID(rawValue: Int32(number))
      for (route, prefix) in device.routes.prefixes.enumerated() {
        let chosen = counters.routed(at: place, number: route)
        guard chosen.packets > 0 else { continue }
        // Equal next hops of one route are in one network.
        add(
          device.routes.firstNextHop(ofRoute: route),
          chosen - losses.lost(at: place, prefix), membership)
      }
    }
  }
}
