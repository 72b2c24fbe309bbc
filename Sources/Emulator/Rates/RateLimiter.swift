import Addressing
import ControlPlane
import DataPlane

/// What became of the packets that came to one limit.
package struct RateUse: Hashable, Sendable {
  package var limit: RateLimit
  /// What came to it, bytes of IPv4.
  package var offered = Tally()
  /// What passed it and all other limits of the device.
  package var passed = Tally()
  /// What it held up.
  package var dropped = Tally()
}

/// What became of the packets that came to limits.
package struct RateReport: Hashable, Sendable {
  /// By the estate's limits, used or not.
  package var uses: [RateUse] = []
  /// From the first to the last packet that came to any of them.
  package var duration = Nanoseconds.zero

  package init() {}
}

/// The limits of an estate as time goes by: a token bucket for each.
struct RateLimiter {
  private let table: RateTable
  private var buckets: [TokenBucket]
  private var uses: [RateUse]
  private var first: EmulatedInstant?
  private var last = EmulatedInstant.start
  /// The longest IPv4 packet, in bits: a bucket always takes it.
  private static let longest: Int64 = 65_535 * 8

  /// `nil` if nothing is limited.
  init?(_ table: RateTable) {
    guard !table.isEmpty else { return nil }
    self.table = table
    buckets = table.limits.map { limit in
      switch limit.amount {
      case .bits(let rate):
        TokenBucket(perSecond: rate.bitsPerSecond, burst: table.burst, least: Self.longest)
      case .packets(let perSecond):
        TokenBucket(perSecond: perSecond, burst: table.burst, least: 1)
      }
    }
    uses = table.limits.map { RateUse(limit: $0) }
  }

  /// The limits of the estate after a change of its resources: those that stay keep what they have.
  init?(_ table: RateTable, after earlier: RateLimiter) {
    self.init(table)
    first = earlier.first
    last = earlier.last
    for (number, use) in uses.enumerated() {
      guard let known = earlier.uses.firstIndex(where: { $0.limit == use.limit }) else { continue }
      uses[number] = earlier.uses[known]
      buckets[number] = earlier.buckets[known]
    }
  }

  var report: RateReport {
    var report = RateReport()
    report.uses = uses
    if let first { report.duration = last - first }
    return report
  }

  /// Whether a packet that goes this way passes a limit.
  func limits(from ingress: InterfaceID, to egress: InterfaceID) -> Bool {
    table.count(from: ingress, to: egress) > 0
  }

  /// Lets a packet pass all limits on its way through a device, or none: the reason of the first that holds it up.
  mutating func admit(
    bytes: Int, from ingress: InterfaceID, to egress: InterfaceID, at now: EmulatedInstant
  ) -> DropReason? {
    let one = Tally(packets: 1, bytes: UInt64(bytes))
    let count = table.count(from: ingress, to: egress)
    guard count > 0 else { return nil }
    if first == nil { first = now }
    last = max(last, now)
    for position in 0..<count {
      let number = table.number(position, from: ingress, to: egress)
      buckets[number].fill(until: now)
      uses[number].offered += one
      if !buckets[number].holds(cost(bytes, number)) {
        uses[number].dropped += one
        return uses[number].limit.reason
      }
    }
    for position in 0..<count {
      let number = table.number(position, from: ingress, to: egress)
      buckets[number].take(cost(bytes, number))
      uses[number].passed += one
    }
    return nil
  }

  private func cost(_ bytes: Int, _ number: Int) -> Int {
    switch uses[number].limit.amount {
    case .bits: bytes * 8
    case .packets: 1
    }
  }
}
