import Addressing
import DataPlane
import ResourceModel

/// One load balancer's probe of one backend, as an emulation asks it.
package struct HealthCheck: Hashable, Sendable {
  /// What stays the same when resources change.
  package struct Key: Hashable, Comparable, Sendable {
    package var loadBalancer: String
    package var probe: String
    package var networkInterface: String
    package var address: IPv4Address

    package static func < (lhs: Self, rhs: Self) -> Bool {
      (lhs.loadBalancer, lhs.probe, lhs.networkInterface, lhs.address)
        < (rhs.loadBalancer, rhs.probe, rhs.networkInterface, rhs.address)
    }
  }

  /// A backend of a rule, in ``LoadBalancingTables``.
  package struct Place: Hashable, Sendable {
    package var frontEnd: Int
    package var rule: Int
    package var backend: Int
  }

  package var key: Key
  package var probeProtocol: HealthProbe.ProbeProtocol
  package var port: Port
  /// Of a GET.
  package var path: String
  package var interval: Nanoseconds
  package var threshold: Int
  /// The network's side of the backend's port.
  package var interface: InterfaceID
  /// What an answer now would make of the backend.
  package var isAnswered: Bool
  /// Whose health it says.
  package var places: [Place] = []
}

extension CompiledEstate {
  /// The same estate with the health that the probes found, where they found any.
  package func applying(_ health: [HealthCheck.Key: Bool]) -> CompiledEstate {
    var balancing = tables.balancing
    for check in healthChecks {
      guard let isUp = health[check.key] else { continue }
      for place in check.places {
        balancing.frontEnds[place.frontEnd].rules[place.rule].backends[place.backend].isUp = isUp
      }
    }
    guard balancing != tables.balancing else { return self }
    var result = self
    result.tables = tables.replacing(balancing)
    return result
  }
}
