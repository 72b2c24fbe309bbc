/// Whole journeys through the emulation, counted in packets times links.
package final class JourneyWorkload: ForwardingWorkload {
  private let round: JourneyRound
  private let packetCount: Int
  /// Whether a packet did not arrive in some pass.
  package private(set) var hasLost = false

  /// - Returns: `nil` if the bundled estate does not load.
  package init?(_ way: JourneyRound.Way, packets: Int) {
    guard let round = JourneyRound(way, packets: packets) else { return nil }
    self.round = round
    packetCount = packets
  }

  package func pass() -> WorkloadPass {
    let count = packetCount * JourneyRound.links
    guard let rate = round.hopsPerSecond() else {
      hasLost = true
      return WorkloadPass(count: count, seconds: .infinity)
    }
    return WorkloadPass(count: count, seconds: Double(count) / rate)
  }
}
