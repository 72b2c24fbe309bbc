/// What one pass of a workload did.
package struct WorkloadPass: Hashable, Sendable {
  /// Packets, keys or new flows, whatever the workload counts.
  package var count: Int
  /// Of the work alone, without its preparation.
  package var seconds: Double
  /// The longest batch; 0 where batches are not timed.
  package var longestBatchSeconds: Double

  package init(count: Int, seconds: Double, longestBatchSeconds: Double = 0) {
    self.count = count
    self.seconds = seconds
    self.longestBatchSeconds = longestBatchSeconds
  }

  /// Millions a second.
  package var millionPerSecond: Double { Double(count) / seconds / 1e6 }

  /// Nanoseconds of one.
  package var nanoseconds: Double { seconds / Double(count) * 1e9 }
}

/// Work for the data plane that is measured: it can be repeated as often as one likes and is the same every time.
package protocol ForwardingWorkload: AnyObject {
  /// Does the work once.
  func pass() -> WorkloadPass
}
