import CAllocationCounter
import NetworkWatcher

/// Counts of packets that go from end to end of the emulation.
enum JourneyCounts {
  /// Sends packets and nothing else. Whether all arrived.
  static func run(_ way: JourneyRound.Way, packets: Int) -> Bool {
    JourneyRound(way, packets: packets)?.hopsPerSecond() != nil
  }

  /// Allocations of packets that follow others. The first packets make room for all that are under way at a time.
  static func allocations(_ way: JourneyRound.Way) -> (packets: Int, made: UInt64)? {
    allocations { JourneyRound(way, packets: $0) }
  }

  /// The same of packets that go through a tunnel, encrypted.
  static func tunnelledAllocations() -> (packets: Int, made: UInt64)? {
    allocations { JourneyRound(tunnelled: $0) }
  }

  private static func allocations(
    _ make: (Int) -> JourneyRound?
  ) -> (packets: Int, made: UInt64)? {
    // More than are under way together.
    let few = 100_000
    let more = 200_000
    var counts: [UInt64] = []
    for packets in [few, more] {
      guard let round = make(packets) else { return nil }
      let before = allocation_count()
      guard round.hopsPerSecond() != nil else { return nil }
      counts.append(allocation_count() - before)
    }
    return (more - few, counts[1] - min(counts[0], counts[1]))
  }
}
