import CAllocationCounter
import CInstructionCounter
import DataPlane
import LongestPrefixMatch
import NetworkWatcher

/// Counts of the data plane's work for a packet: the rows of `peers forward`, smaller, so that every instruction can
/// be stepped through.
enum ForwardingCounts {
  enum Row: String, CaseIterable {
    case routerCopied = "router-copied"
    case routerInPlace = "router-in-place"
    case portFlowHit = "port-flow-hit"
    case flowLookup = "flow-lookup"
    case newFlow = "new-flow"
    case rules100 = "rules-100"
    case rules1000 = "rules-1000"
    case rules4000 = "rules-4000"

    /// The work, and what it needs that is not counted.
    ///
    /// - Parameter count: packets of a pass, a multiple of 512.
    fileprivate func make(
      _ count: Int
    ) -> (workload: any ForwardingWorkload, preparation: () -> Void) {
      switch self {
      case .routerCopied: (router(.copied, count), {})
      case .routerInPlace: (router(.inPlace, count), {})
      case .portFlowHit:
        (PortWorkload(flows: 10_000, packetCount: count, repetitions: 1, seed: 7), {})
      case .flowLookup: (FlowWorkload(flows: 10_000, keyCount: count, seed: 6), {})
      case .newFlow: newFlow(count)
      case .rules100: (rules(100, count), {})
      case .rules1000: (rules(1_000, count), {})
      case .rules4000: (rules(4_000, count), {})
      }
    }

    private func router(_ way: RouterWorkload.Way, _ count: Int) -> RouterWorkload {
      let prefixes = RouteGenerator.estate(count: 10_000, seed: 1)
      return RouterWorkload(
        RouteGenerator.assign(nextHops: 100, to: prefixes, seed: 1), way: way,
        packetCount: count, repetitions: 1, seed: 5)
    }

    private func newFlow(
      _ count: Int
    ) -> (workload: any ForwardingWorkload, preparation: () -> Void) {
      let workload = NewFlowWorkload(
        liveFlows: 10_000, batches: count / PacketBatch.capacity, seed: 8)
      return (workload, workload.preparePass)
    }

    private func rules(_ rules: Int, _ count: Int) -> ClassificationWorkload {
      ClassificationWorkload(rules: rules, tupleCount: count, repetitions: 1, seed: 9)
    }
  }

  /// Does the work so often and nothing else, for a tool that counts instructions, or only prepares it. Prints how
  /// many packets one pass has.
  static func run(_ row: Row, passes: Int, preparesOnly: Bool) {
    let (workload, preparation) = row.make(2_048)
    let first = workload.pass()
    for _ in 0..<passes {
      if preparesOnly { preparation() } else { _ = workload.pass() }
    }
    print(first.count)
  }

  /// Allocations of packets that follow others.
  static func allocations(_ row: Row) -> (packets: Int, made: UInt64) {
    let (workload, _) = row.make(2_048)
    // Tables that grow have grown, and what dies of age is used again.
    for _ in 0..<64 { _ = workload.pass() }
    let before = allocation_count()
    var packets = 0
    for _ in 0..<64 { packets += workload.pass().count }
    return (packets, allocation_count() - before)
  }

  /// Instructions a packet as this processor executes them; `nil` if it does not let them be counted.
  static func instructions(_ row: Row) -> Double? {
    let (workload, preparation) = row.make(512)
    let count = workload.pass().count
    guard let whole = instructions({ _ = workload.pass() }),
      let aside = instructions(preparation)
    else { return nil }
    return Double(whole - aside) / Double(count)
  }

  private static func instructions(_ work: () -> Void) -> Int64? {
    let count = withoutActuallyEscaping(work) { work in
      withUnsafePointer(to: work) {
        instruction_count(
          { $0?.assumingMemoryBound(to: (() -> Void).self).pointee() },
          UnsafeMutableRawPointer(mutating: $0))
      }
    }
    return count < 0 ? nil : count
  }
}
