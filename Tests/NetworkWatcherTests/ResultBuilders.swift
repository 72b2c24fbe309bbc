import Addressing

@testable import NetworkWatcher

/// Results put together by hand, so that layouts can be tested without running anything.
enum Build {
  static func path(to destination: IPv4Address, named name: String = "x") -> ProbePath {
    ProbePath(
      source: "hub", sourceAddress: IPv4Address(10, 10, 30, 4), destination: name,
      destinationAddress: destination)
  }

  static func answer(
    _ kind: ProbeAnswer.Kind, from address: IPv4Address, microseconds: Int64, ttl: UInt8 = 128
  ) -> ProbeOutcome {
    .answered(
      ProbeAnswer(
        kind: kind, address: address, roundTrip: .microseconds(microseconds), timeToLive: ttl,
        packetID: 99))
  }

  static func probes(_ outcomes: [ProbeOutcome]) -> [Probe] {
    outcomes.enumerated().map { index, outcome in
      Probe(
        sequence: UInt16(index + 1), packetID: UInt64(index + 1),
        sentAt: EmulatedInstant(nanoseconds: Int64(index) * 1_000_000_000), outcome: outcome)
    }
  }

  static func hop(_ number: Int, _ outcomes: [ProbeOutcome]) -> TracertResult.Hop {
    TracertResult.Hop(number: number, probes: probes(outcomes))
  }

  static let silence: [ProbeOutcome] = [.timedOut, .timedOut, .timedOut]
}
