import Addressing

/// The answer of a ping.
package struct PingResult: Hashable, Sendable {
  package var path: ProbePath
  /// Bytes of payload.
  package var size: Int
  package var probes: [Probe]

  package init(path: ProbePath, size: Int, probes: [Probe]) {
    self.path = path
    self.size = size
    self.probes = probes
  }

  /// The answers of the destination itself.
  package var replies: [ProbeAnswer] {
    probes.compactMap(\.outcome.answer).filter { $0.kind == .echoReply }
  }

  /// Messages of others: time exceeded, unreachable.
  package var errors: [ProbeAnswer] {
    probes.compactMap(\.outcome.answer).filter { $0.kind != .echoReply }
  }

  /// From the first request to the last request or answer.
  package var duration: Nanoseconds {
    guard let first = probes.first else { return .zero }
    let ends = probes.map { probe in
      probe.sentAt + (probe.outcome.answer?.roundTrip ?? .zero)
    }
    return (ends.max() ?? first.sentAt) - first.sentAt
  }
}
