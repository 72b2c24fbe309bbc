import Addressing

/// One flow of one port, both directions: 32 bytes, of which two fill a cache line. All zeros is no record.
struct FlowRecord {
  var key: FlowKey
  /// The last instant, in nanoseconds, at which a packet still finds the record.
  var deadline: Int64
  /// What the owner of the table composed for the flow.
  var decision: UInt32
  /// How long the flow may be idle.
  var idleSeconds: UInt16
  /// A ``TCPConnectionState``.
  var state: UInt8
  var marks: UInt8

  /// The first packet went to the guest. The same bit as in ``FlowEvent``.
  static let isInbound = FlowEvent.inbound

  static let none = Self(
    key: FlowKey(first: 0, second: 0), deadline: 0, decision: 0, idleSeconds: 0, state: 0, marks: 0)

  @inline(__always)
  var isEmpty: Bool { key.first | key.second == 0 }
}
