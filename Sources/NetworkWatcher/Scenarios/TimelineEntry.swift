import Addressing
import ControlPlane
import Emulator
import ResourceModel

/// Something that changed while a scenario ran, and what came of it for peerings, connections and gateways.
package struct TimelineEntry: Hashable, Encodable, Sendable {
  /// Since the scenario began.
  package var atNanoseconds: Int64
  /// `fail`, `restore`, `lost` and `found` of a link; `create`, `update`, `delete`, `sync` and `complete` of a resource;
  /// `up` and `down` of a load balancer's backend.
  package var change: String
  /// The link's name, the resource's path, or the backend's network interface.
  package var subject: String
  /// Clauses without full stop: `peering hub/hub-to-spoke is Initiated`.
  package var effects: [String]

  /// `3s  create virtualNetworks/...: peering hub/hub-to-spoke is Initiated`
  package var text: String {
    let what =
      switch change {
      case "fail": "link \(subject) fails"
      case "restore": "link \(subject) comes back"
      case "lost": "routing notices that link \(subject) is down"
      case "found": "routing notices that link \(subject) is up"
      case "complete": "\(subject) is there"
      case "up", "down": "backend \(subject) goes \(change)"
      default: "\(change) \(subject)"
      }
    let time = atNanoseconds == 0 ? "0s" : Nanoseconds(atNanoseconds).description
    let line = "\(time)  \(what)"
    return effects.isEmpty ? line : line + ": " + effects.joined(separator: ", ")
  }

  /// What changed, in the order of time.
  package static func entries(_ history: [EstateMoment]) -> [TimelineEntry] {
    guard let start = history.first else { return [] }
    var topology = start.estate.topology
    var before = TimelineStatus(topology, start.estate)
    return history.dropFirst().map { moment in
      var entry = TimelineEntry(
        atNanoseconds: moment.at.nanoseconds, change: "", subject: "", effects: [])
      var own: [String] = []
      switch moment.cause {
      case .start: break
      case .failed(let link): (entry.change, entry.subject) = ("fail", link)
      case .restored(let link): (entry.change, entry.subject) = ("restore", link)
      case .lost(let link): (entry.change, entry.subject) = ("lost", link)
      case .found(let link): (entry.change, entry.subject) = ("found", link)
      case .resources(let change):
        (entry.change, entry.subject) = (change.action.rawValue, change.subject)
        topology = change.topology
      case .health(let check, let isUp):
        (entry.change, entry.subject) = (isUp ? "up" : "down", check.key.networkInterface)
        own = [Self.effect(check, isUp)]
      }
      let after = TimelineStatus(topology, moment.estate)
      entry.effects = own + after.differences(from: before)
      before = after
      return entry
    }
  }
}

extension TimelineEntry {
  private static func effect(_ check: HealthCheck, _ isUp: Bool) -> String {
    let probe = "probe \(check.key.loadBalancer)/\(check.key.probe)"
    if isUp { return "\(probe) is answered" }
    return check.threshold == 1
      ? "\(probe) failed" : "\(probe) failed \(check.threshold) times in a row"
  }
}

/// The states that Azure reports of an estate at one moment.
private struct TimelineStatus {
  /// In the document's order.
  private var states: [(thing: String, state: String)] = []

  init(_ topology: Topology, _ estate: CompiledEstate) {
    for row in PeeringRow.rows(of: topology) {
      let sync = row.peeringSyncLevel == "FullyInSync" ? "" : " (\(row.peeringSyncLevel))"
      states.append(
        ("peering \(row.virtualNetwork)/\(row.name)", row.peeringState + sync))
    }
    for gateway in topology.virtualNetworkGateways {
      let addresses = estate.addresses?.gateways[gateway.name]?.instances ?? []
      states.append(
        (
          "gateway \(gateway.name)",
          topology.gatewaysBeingCreated.contains(gateway.name)
            ? "being created" : "at " + addresses.map(\.description).joined(separator: " and ")
        ))
    }
    for connection in topology.connections {
      let state = estate.connections[connection.name]?.state ?? .connecting
      states.append(("connection \(connection.name)", state.rawValue))
    }
  }

  /// What is new or other than before, as clauses.
  func differences(from before: TimelineStatus) -> [String] {
    let known = Dictionary(
      before.states.map { ($0.thing, $0.state) }, uniquingKeysWith: { first, _ in first })
    return states.compactMap { thing, state in
      known[thing] == state ? nil : "\(thing) is \(state)"
    }
  }
}
