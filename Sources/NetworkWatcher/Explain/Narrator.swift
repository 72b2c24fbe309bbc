import Addressing
import ControlPlane
import DataPlane
import Emulator

/// Puts what devices did into words, with the names of an estate.
struct Narrator {
  let estate: CompiledEstate
  /// The endpoint at a device, by ``DeviceID``.
  private let endpoints: [Int: Endpoint]

  init(estate: CompiledEstate) {
    self.estate = estate
    endpoints = Dictionary(
      estate.endpoints.map { endpoint in
        (estate.tables.interfaces[endpoint.attachment.index].device.index, endpoint)
      }, uniquingKeysWith: { first, _ in first })
  }

  func name(_ device: DeviceID) -> String { estate.deviceNames[device.index] }

  func name(_ interface: InterfaceID) -> String { estate.interfaceNames[interface.index] }

  func interface(_ interface: InterfaceID) -> Interface {
    estate.tables.interfaces[interface.index]
  }

  func kind(_ device: DeviceID) -> Device.Kind { estate.tables.devices[device.index].kind }

  /// The device that a packet goes to over an adjacency.
  func neighbor(_ adjacency: Adjacency) -> DeviceID { interface(adjacency.ingress).device }

  /// The machine or host at a device; `nil` for gateways, edges and routers.
  func endpoint(at device: DeviceID) -> Endpoint? { endpoints[device.index] }

  /// The machine or host at a device, or the device itself.
  func occupant(_ device: DeviceID) -> String { endpoint(at: device)?.name ?? name(device) }
}

extension Narrator {
  /// A rule that decided: who, where, and for which way.
  struct RuleDecision {
    var rule: SecurityRuleTable.Rule
    var group: String
    var level: TraceStep.SecurityLevel

    /// `rule securityRules/x of group y at the subnet`
    var text: String {
      let place =
        switch level {
        case .networkInterface: "the network interface"
        case .subnet: "the subnet"
        }
      // What a peering refuses, and what the platform allows, is in no group.
      if rule.denial == .forwardedTrafficNotAllowed {
        return "\(rule.name), the destination's side, which takes no forwarded traffic,"
      }
      if rule.priority == 0 { return "rule \(rule.name) of Azure's own at \(place)" }
      return "rule \(rule.name) (\(rule.priority)) of \(group) at \(place)"
    }
  }

  /// The rules that decided about the packet, in order.
  func rules(_ observation: PacketObservation) -> [RuleDecision] {
    observation.steps.compactMap { step in
      guard case .securityRule(let level, let table, let index) = step else { return nil }
      let rules = estate.tables.securityRules[table.index]
      // A port without a group whose packets a peering might refuse.
      if rules.group.isEmpty, rules.rules[index].allows { return nil }
      return RuleDecision(rule: rules.rules[index], group: rules.group, level: level)
    }
  }

  /// The way on which a virtual switch port took the packet; `nil` at other devices.
  func portDirection(_ observation: PacketObservation) -> TraceStep.Direction? {
    for case .direction(let direction) in observation.steps { return direction }
    return nil
  }

  /// Whether a record of an earlier packet let this one pass.
  func isKnownFlow(_ observation: PacketObservation) -> Bool {
    observation.steps.contains(.flow(known: true))
  }

  /// What the device's routes say about a destination.
  struct RouteDecision {
    var explanation: RouteExplanation
    /// The one that was taken, and of how many equal ones.
    var chosen: Int
    var count: Int

    var winner: RouteCandidate? {
      let winners = explanation.winners
      if winners.count == count, winners.indices.contains(chosen) { return winners[chosen] }
      return winners.first
    }

    /// The other routes that were equal.
    var equals: [RouteCandidate] {
      let taken = winner
      return explanation.winners.filter { $0 != taken }
    }
  }

  /// What the routing stage decided; `nil` if the packet did not come so far.
  func route(_ observation: PacketObservation) -> RouteDecision? {
    for case .route(let destination, _, let chosen, let count) in observation.steps {
      return RouteDecision(
        explanation: estate.explainRoute(device: observation.device, destination: destination),
        chosen: chosen, count: count)
    }
    return nil
  }

  /// Why the device does not tell the sender of a packet that it dropped.
  func text(_ silence: ICMPErrors.Silence, at device: DeviceID) -> String {
    let name = name(device)
    let isPort = kind(device) == .virtualSwitchPort
    return switch silence {
    case .port: "a virtual switch port drops without a word"
    case .noMessage where isPort: "a virtual switch port drops without a word"
    case .neverAnswersExpiry: "\(name) never tells when a TTL runs out"
    case .laterDecrement:
      "\(name) tells only of its first decrement of a TTL, and a later one took the last"
    case .unreachablesOff: "\(name) sends no destination unreachable"
    case .notAboutThis: "no error is sent about an error"
    case .noMessage: "the sender is not told"
    }
  }

  /// What stages behind a denying rule would have done.
  func laterStages(_ observation: PacketObservation, destination: IPv4Address) -> String? {
    switch observation.verdict {
    case .drop(.deniedByNetworkInterfaceRule), .drop(.deniedBySubnetRule): break
    case .drop, .forward, .deliver: return nil
    }
    if portDirection(observation) == .inbound {
      let port = estate.tables.devices[observation.device.index].port
      let isForAnother =
        port.map { $0.ipForwarding && !$0.addresses.contains(destination) } ?? false
      return "without the rule it would have \(isForAnother ? "come" : "been delivered") to "
        + occupant(observation.device)
    }
    let explanation = estate.explainRoute(device: observation.device, destination: destination)
    guard let winner = explanation.winners.first else {
      return "without the rule no route would have matched \(destination)"
    }
    return "without the rule routing would have used the \(winner.text)"
  }
}
