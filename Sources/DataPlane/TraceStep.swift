import Addressing
import LongestPrefixMatch

/// What one stage saw and decided, as a recording tracer keeps it.
package enum TraceStep: Hashable, Sendable {
  package enum Direction: Hashable, Sendable {
    case inbound
    case outbound

    var opposite: Self {
      switch self {
      case .inbound: .outbound
      case .outbound: .inbound
      }
    }
  }

  package enum SecurityLevel: Hashable, Sendable {
    case networkInterface
    case subnet
  }

  /// The virtual switch port took the packet as coming from the guest or going to it.
  case direction(Direction)
  /// A flow record let the packet through, or there was none.
  case flow(known: Bool)
  /// A rule of a network security group decided.
  case securityRule(SecurityLevel, table: SecurityRuleTableID, rule: Int)
  /// No group is attached at the level.
  case noSecurityGroup(SecurityLevel)
  /// The TTL before, and what the device takes.
  case timeToLive(before: UInt8, cost: UInt8)
  /// The longest prefix led to a group of equal next hops, of which the hash chose one; `nil`: no prefix.
  case route(destination: IPv4Address, group: NextHopIndex?, chosen: Int, of: Int)
  /// The network was asked who has the address.
  case mapping(IPv4Address, found: Bool)
  /// A load balancer chose: the front end's number, the rule's among its, the backend's among the rule's, how many are
  /// up, and whether an earlier packet of the flow had chosen.
  case balancing(frontEnd: Int, rule: Int?, backend: Int?, healthy: Int, isKept: Bool)
  /// The port of a backend rewrote the destination on the way in, or the source on the way out.
  case translation(Direction, from: IPv4Address, Port, to: IPv4Address, Port)
}

/// Something that looks on. The pipeline is generic over it, so that nobody looking costs nothing.
package protocol Tracer {
  mutating func record(_ step: @autoclosure () -> TraceStep)
}

/// Nobody looks on.
package struct NoTracer: Tracer {
  @inlinable package init() {}
  @inlinable package mutating func record(_ step: @autoclosure () -> TraceStep) {}
}

/// Keeps every step in order.
package struct RecordingTracer: Tracer {
  package private(set) var steps: [TraceStep] = []

  package init() {}

  package mutating func record(_ step: @autoclosure () -> TraceStep) {
    steps.append(step())
  }
}
