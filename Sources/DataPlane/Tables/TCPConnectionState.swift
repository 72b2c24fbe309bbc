import Wire

// RFC 9293, 3.3.2, figure 5, as far as somebody between the two ends sees it:
//
//                  SYN of the initiator
//   untracked ----------------------------> synSent
//       |                                      | SYN of the responder
//       | a segment without SYN:               V
//       | taken up in the middle           synReceived
//       |                                      | ACK of the initiator
//       +----------------> established <-------+
//                           |        |
//      FIN of the initiator |        | FIN of the responder
//                           V        V
//             finFromInitiator      finFromResponder
//                           |        |
//      FIN of the responder |        | FIN of the initiator
//                           V        V
//                          finFromBoth               RST of either, anywhere: reset

/// How far a TCP connection has come, as a virtual switch port sees its segments pass.
///
/// A value without I/O: segment in, next state out. Deviation: sequence numbers are not followed, so a reset or
/// a FIN counts wherever it stands in the sequence.
package enum TCPConnectionState: UInt8, CaseIterable, Hashable, Sendable {
  /// No TCP, or no control bit has been seen yet.
  case untracked
  /// The initiator's SYN passed (SYN-SENT, LISTEN at the other end).
  case synSent
  /// The responder's SYN passed as well (SYN-RECEIVED).
  case synReceived
  /// ESTABLISHED.
  case established
  /// The initiator sends no more (FIN-WAIT, CLOSE-WAIT at the other end).
  case finFromInitiator
  /// The responder sends no more.
  case finFromResponder
  /// Both send no more (CLOSING, LAST-ACK, TIME-WAIT).
  case finFromBoth
  /// One end refused or broke off (CLOSED).
  case reset

  /// Whether nothing but stragglers can follow; the record then lives shorter.
  package var isClosed: Bool {
    switch self {
    case .finFromBoth, .reset: true
    case .untracked, .synSent, .synReceived, .established, .finFromInitiator, .finFromResponder:
      false
    }
  }

  /// Whether a segment with these control bits opens another connection under the old one's ports: then the
  /// flow is new, and rules must allow it (RFC 9293, 3.6.1 allows the reuse from TIME-WAIT on).
  package func isReopened(by flags: TCPFlags) -> Bool {
    isClosed && flags.contains(.syn) && !flags.contains(.ack) && !flags.contains(.rst)
  }

  /// The state after a segment of one end.
  package func after(_ flags: TCPFlags, fromInitiator: Bool) -> Self {
    if flags.contains(.rst) { return .reset }
    switch self {
    case .untracked:
      if flags.contains(.syn) { return fromInitiator ? .synSent : .synReceived }
      if flags.contains(.fin) { return fromInitiator ? .finFromInitiator : .finFromResponder }
      return flags.contains(.ack) ? .established : .untracked
    case .synSent:
      if flags.contains(.fin) { return fromInitiator ? .finFromInitiator : .finFromResponder }
      return flags.contains(.syn) && !fromInitiator ? .synReceived : .synSent
    case .synReceived:
      if flags.contains(.fin) { return fromInitiator ? .finFromInitiator : .finFromResponder }
      return flags.contains(.ack) && fromInitiator ? .established : .synReceived
    case .established:
      guard flags.contains(.fin) else { return .established }
      return fromInitiator ? .finFromInitiator : .finFromResponder
    case .finFromInitiator:
      return flags.contains(.fin) && !fromInitiator ? .finFromBoth : .finFromInitiator
    case .finFromResponder:
      return flags.contains(.fin) && fromInitiator ? .finFromBoth : .finFromResponder
    case .finFromBoth: return .finFromBoth
    case .reset: return .reset
    }
  }
}

/// What one packet means to its flow's record: which way it goes, and the control bits of TCP that matter. One byte.
///
/// ```
/// bit  4            3    2    1    0
///      inbound      ACK  RST  SYN  FIN
/// ```
@frozen
package struct FlowEvent: RawRepresentable, Hashable, Sendable {
  package var rawValue: UInt8

  @inlinable
  package init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// - Parameter direction: whether the packet leaves the guest or comes to it.
  @inlinable
  package init(_ flags: TCPFlags, _ direction: TraceStep.Direction) {
    rawValue =
      flags.rawValue & 7 | flags.rawValue >> 1 & 8 | (direction == .inbound ? Self.inbound : 0)
  }

  @usableFromInline static let inbound: UInt8 = 16

  @inlinable package var isInbound: Bool { rawValue & Self.inbound != 0 }

  /// The control bits that matter.
  @inlinable package var flags: TCPFlags {
    TCPFlags(rawValue: rawValue & 7 | (rawValue & 8) << 1)
  }
}

/// The transitions as a table of bytes, for a lookup without branches: index by a record's low bits and the event.
///
/// ```
/// index  8        7     5 4        0
///        inbound  state   event
/// entry  7        6       3        2     0
///        reopens  closed  inbound  state
/// ```
struct TCPTransitions: @unchecked Sendable {
  /// Set in an entry if the segment opens another connection.
  static let reopens: UInt8 = 0x80
  /// Set in an entry if the connection is closed from now on.
  static let closed: UInt8 = 0x40

  /// 512 bytes that are never freed: one table serves all flow tables.
  let entries: UnsafePointer<UInt8>

  static let shared = TCPTransitions()

  private init() {
    let entries = UnsafeMutablePointer<UInt8>.allocate(capacity: 512)
    entries.initialize(repeating: 0, count: 512)
    for state in TCPConnectionState.allCases {
      for event in UInt8(0)..<32 {
        let event = FlowEvent(rawValue: event)
        for first in [0, UInt8(FlowRecord.inbound)] {
          let next = state.after(event.flags, fromInitiator: event.isInbound == (first != 0))
          var entry = next.rawValue | first
          if next.isClosed { entry |= Self.closed }
          if state.isReopened(by: event.flags) { entry |= Self.reopens }
          entries[Int(state.rawValue | first) << 5 | Int(event.rawValue)] = entry
        }
      }
    }
    self.entries = UnsafePointer(entries)
  }

  /// A record's low bits after a packet, with ``closed`` and ``reopens`` beside them.
  ///
  /// - Parameter bits: of the record; only the low four count.
  @inline(__always)
  func next(_ bits: UInt32, _ event: FlowEvent) -> UInt8 {
    entries[
      Int((bits & FlowRecord.stateMask) &<< 5 | UInt32(event.rawValue & 31))]
  }

  /// The low bits of a new record whose first packet this is, with ``closed`` beside them.
  @inline(__always)
  func first(_ event: FlowEvent) -> UInt8 {
    next(event.isInbound ? FlowRecord.inbound : 0, event) & ~Self.reopens
  }
}
