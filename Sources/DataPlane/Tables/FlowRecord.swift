import Addressing

/// One flow of one port, both directions: 32 bytes, of which two fill a cache line. All zeros is no record.
struct FlowRecord {
  var key: FlowKey
  /// The last instant, in nanoseconds, at which a packet still finds the record.
  var deadline: Int64
  /// What the owner of the table composed for the flow's packets that leave the guest.
  var decision: UInt32
  /// ```
  /// 31                      12 11          4 3        2       0
  /// generation of the decision idle timeout  inbound  TCP state
  /// ```
  /// The idle timeout is a ``FlowIdleTimeout``; inbound means that the first packet went to the guest.
  var bits: UInt32

  /// The bits that a packet may change besides the decision: direction and TCP state.
  static let stateMask: UInt32 = 15
  static let inbound: UInt32 = 8
  static let generationShift: UInt32 = 12
  static let generationLimit: UInt32 = 1 << 20

  static let none = Self(key: FlowKey(first: 0, second: 0), deadline: 0, decision: 0, bits: 0)

  @inline(__always)
  var isEmpty: Bool { key.first | key.second == 0 }

  @inline(__always)
  var idleTimeout: Int { Int((bits &>> 4) & 255) }

  @inline(__always)
  var generation: UInt32 { bits &>> Self.generationShift }
}

/// A flow's idle timeout as its record keeps it: a number that ``FlowTable/idleTimeout(of:)`` gives. 0 is the
/// table's own.
@frozen
package struct FlowIdleTimeout: RawRepresentable, Hashable, Sendable {
  package var rawValue: UInt8

  @inlinable
  package init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  @inlinable package static var ofTable: Self { Self(rawValue: 0) }
}

/// What was composed for the packets of a flow that leave the guest: routing and mapping in one word, whose meaning
/// is the owner's of the table.
///
/// It holds for one generation of the forwarding tables (``FlowTable/adopt(generation:)``): after a change of the
/// estate every flow is unresolved and its next packet is routed again, without asking the security rules, which
/// are for new flows only.
@frozen
package struct FlowDecision: RawRepresentable, Hashable, Sendable {
  package var rawValue: UInt32

  @inlinable
  package init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// The flow is not known, or was not routed since the tables changed.
  @inlinable package static var unresolved: Self { Self(rawValue: .max) }
}

/// A packet of a flow that was not found, after all stages had their say.
@frozen
package struct FlowCandidate: Hashable, Sendable {
  package var key: FlowKey
  package var event: FlowEvent
  package var idleTimeout: FlowIdleTimeout
  /// The stages let the packet pass: a record is made unless the packet before made one.
  package var isAllowed: Bool
  package var decision: FlowDecision

  @inlinable
  package init(
    key: FlowKey, event: FlowEvent, idleTimeout: FlowIdleTimeout = .ofTable, isAllowed: Bool,
    decision: FlowDecision = .unresolved
  ) {
    self.key = key
    self.event = event
    self.idleTimeout = idleTimeout
    self.isAllowed = isAllowed
    self.decision = decision
  }
}

/// What became of a ``FlowCandidate``.
package enum FlowOutcome: UInt8, Hashable, Sendable {
  /// It is the first packet of a flow that has a record now.
  case added
  /// A packet of the same flow came before it: the record lets it pass, whatever the rules say.
  case known
  /// The stages did not let it pass, and there is no record.
  case notAllowed
  /// The port has as many flows of the direction as it may.
  case limitReached
}
