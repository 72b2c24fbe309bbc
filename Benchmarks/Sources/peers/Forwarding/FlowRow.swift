import CDataPlaneDevelopmentKit
import DataPlane
import NetworkWatcher

/// Flow lookup by 16-byte keys, beside `rte_hash` with the same keys, 32 a call.
enum FlowRow {
  private static let marks: [(flows: Int, bar: Double, goal: Double)] = [
    (1_000, 1.25, 1.5), (100_000, 1.4, 1.7), (1_000_000, 1.5, 2),
  ]

  static func measure(_ options: ForwardingOptions, _ findings: inout ForwardingFindings) {
    for mark in marks {
      let name = "flow-lookup/\(mark.flows)"
      // As many keys as flows at least, so that a large table is searched everywhere.
      let workload = FlowWorkload(
        flows: mark.flows, keyCount: mark.flows > 1 << 18 ? 1 << 20 : 1 << 18,
        repetitions: mark.flows > 1 << 18 ? 1 : 2, seed: options.seed &+ 6)
      if !workload.findsAll() { findings.fail("\(name): vnetem", "a flow is not found") }
      var contestants = [
        Contestant(engine: "vnetem") {
          _ = workload.pass()
          return workload.pass().millionPerSecond
        }
      ]
      var hash: PeerHash?
      if findings.missingDPDK == nil {
        do throws(PeerError) {
          let peer = try PeerHash(workload.flowKeys)
          try peer.check(workload.keys)
          contestants.append(
            Contestant(engine: "dpdk-hash-bulk") { peer.rate(workload.keys, repetitions: 2) })
          hash = peer
        } catch {
          findings.fail("\(name): dpdk-hash-bulk", error.reason)
        }
      }
      let contest = Contest(
        name, unit: "Mlookups/s", wanted: options.rounds, seconds: options.secondsPerCase,
        contestants)
      withExtendedLifetime(hash) {}
      findings.add(contest)
      findings.add(
        contest.ratio(
          "flow lookup, \(mark.flows) flows", to: ["dpdk-hash-bulk"], bar: mark.bar,
          goal: mark.goal))
    }
  }
}

/// DPDK's `rte_hash` with the keys of flows.
private final class PeerHash {
  private let handle: UnsafeMutableRawPointer

  init(_ keys: [FlowKey]) throws(PeerError) {
    precondition(MemoryLayout<FlowKey>.stride == 16, "the peer's keys have 16 bytes")
    var reason: UnsafePointer<CChar>?
    // A table of cuckoo buckets is not filled to the last slot.
    guard let handle = dpdk_hash_create(UInt32(max(keys.count + keys.count / 4, 64)), &reason)
    else { throw PeerError(reason: reason.map { String(cString: $0) } ?? "no reason given") }
    self.handle = handle
    let isFull = keys.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: 16).contains {
        dpdk_hash_add(handle, bytes.baseAddress! + $0) < 0
      }
    }
    if isFull { throw PeerError(reason: "rte_hash_add_key refused a key") }
  }

  deinit { dpdk_hash_free(handle) }

  func check(_ keys: [FlowKey]) throws(PeerError) {
    var results = [Int32](repeating: -1, count: 32)
    let isComplete = keys.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: 16 * 32).allSatisfy { start in
        _ = dpdk_hash_run(handle, bytes.baseAddress! + start, 32, &results)
        return results.allSatisfy { $0 >= 0 }
      }
    }
    if !isComplete { throw PeerError(reason: "a key is not found") }
  }

  /// Million lookups a second after one pass over all keys.
  func rate(_ keys: [FlowKey], repetitions: Int) -> Double {
    var results = [Int32](repeating: -1, count: 32)
    return keys.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return 0 }
      for _ in 0..<repetitions { _ = dpdk_hash_run(handle, base, keys.count, &results) }
      let start = seconds()
      for _ in 0..<repetitions { _ = dpdk_hash_run(handle, base, keys.count, &results) }
      return Double(keys.count * repetitions) / (seconds() - start) / 1e6
    }
  }
}
