import Addressing

/// One echo request of a tracert or a ping. Part of ``TracertDocument`` and ``PingDocument``.
package struct ProbeDocument: Encodable, Sendable {
  /// The ICMP sequence number.
  package var sequence: Int
  /// `frame.packet_id` of the request in a capture.
  package var packetId: UInt64
  /// Virtual time of sending, in nanoseconds since the run began.
  package var sentAtNanoseconds: Int64
  /// `echoReply`, `timeExceeded`, `unreachable` or `timedOut`.
  package var outcome: String
  /// Who answered; absent if nobody did, as are the fields below.
  package var address: String?
  package var roundTripNanoseconds: Int64?
  /// The TTL that the answer arrived with.
  package var replyTimeToLive: Int?
  /// `frame.packet_id` of the answer in a capture.
  package var answerPacketId: UInt64?
  /// The code of ICMP destination unreachable; present only there.
  package var unreachableCode: Int?

  package init(_ probe: Probe) {
    sequence = Int(probe.sequence)
    packetId = probe.packetID
    sentAtNanoseconds = probe.sentAt.nanoseconds
    outcome = "timedOut"
    guard let answer = probe.outcome.answer else { return }
    address = answer.address.description
    roundTripNanoseconds = answer.roundTrip.count
    replyTimeToLive = Int(answer.timeToLive)
    answerPacketId = answer.packetID
    switch answer.kind {
    case .echoReply: outcome = "echoReply"
    case .timeExceeded: outcome = "timeExceeded"
    case .unreachable(let code):
      outcome = "unreachable"
      unreachableCode = Int(code)
    }
  }
}

/// An end of a tracert or a ping.
package struct ProbeEndDocument: Encodable, Sendable {
  /// The machine's or host's name for the source; what the user gave for the destination.
  package var name: String
  /// Absent if the destination is a name that the source could not resolve.
  package var address: String?
}
