import ControlPlane
import DataPlane
import Emulator

/// What load balancers did, in words.
extension Narrator {
  /// The choice of a backend, if the device made one.
  func balancing(_ observation: PacketObservation) -> String? {
    for case .balancing(let number, let rule, let backend, let healthy, let isKept)
      in observation.steps
    {
      let frontEnd = estate.tables.balancing.frontEnds[number]
      let device = name(observation.device)
      guard let rule else { return "\(device): \(frontEnd.address) is front end \(frontEnd.name)" }
      let facts = frontEnd.rules[rule]
      let start = "\(device): rule \(facts.name) of \(frontEnd.name) leads to pool \(facts.pool)"
      guard let backend else {
        return start + ", of whose \(facts.backends.count) backends none is up"
      }
      let address = facts.backends[backend].address
      let why: String
      if isKept {
        why = "which an earlier packet of the flow chose"
      } else {
        let fields =
          switch facts.distribution {
          case .fiveTuple: "addresses, ports and protocol"
          case .addressesAndProtocol: "addresses and protocol"
          case .addresses: "addresses"
          }
        why = "by the hash of \(fields) among the \(healthy) of \(facts.backends.count) that are up"
      }
      return start + "; next is backend \(address), \(why)"
    }
    return nil
  }

  /// What a backend's port rewrote.
  func translation(_ observation: PacketObservation) -> String? {
    for case .translation(let direction, let old, let oldPort, let new, let newPort)
      in observation.steps
    {
      let end = direction == .inbound ? "destination" : "source"
      return "\(name(observation.device)): the \(end) \(old):\(oldPort) becomes \(new):\(newPort)"
    }
    return nil
  }
}
