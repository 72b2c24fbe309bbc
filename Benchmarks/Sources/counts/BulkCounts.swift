import CAllocationCounter
import NetworkWatcher

/// Counts of packets that one worker takes from memory to their ends in an estate.
enum BulkCounts {
  enum Way: String {
    /// In one step, once a conversation's journey is known.
    case known
    /// Through all stages of all devices.
    case staged
  }

  /// Sends packets and nothing else. Whether all arrived.
  static func run(_ way: Way, packets: Int) -> Bool {
    guard
      let workload = try? BulkWorkload(
        workers: 1, flows: 512, packetCount: packets, isStaged: way == .staged)
    else { return false }
    _ = workload.pass()
    return workload.lostCount == 0
  }

  /// Allocations of packets that follow others. The first packets make all flows known and fill all blocks.
  static func allocations() -> (packets: Int, made: UInt64)? {
    allocations(100_000) { try? BulkWorkload(workers: 1, flows: 512, packetCount: $0) }
  }

  /// The same of packets that go through a tunnel, encrypted.
  static func tunnelledAllocations() -> (packets: Int, made: UInt64)? {
    allocations(20_000) { try? BulkWorkload(tunnelledPackets: $0) }
  }

  private static func allocations(
    _ few: Int, _ make: (Int) -> BulkWorkload?
  ) -> (packets: Int, made: UInt64)? {
    let more = 2 * few
    var counts: [UInt64] = []
    for packets in [few, more] {
      guard let workload = make(packets) else { return nil }
      let before = allocation_count()
      _ = workload.pass()
      counts.append(allocation_count() - before)
      guard workload.lostCount == 0 else { return nil }
    }
    return (more - few, counts[1] - min(counts[0], counts[1]))
  }
}
