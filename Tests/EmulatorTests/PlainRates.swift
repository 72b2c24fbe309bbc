import Addressing
import ControlPlane
import DataPlane

/// Limits as one would write them down: what passed a limit, packet by packet, and for each new packet the question
/// whether any stretch of time up to now would have seen more than its rate and its savings. What the token buckets are
/// compared with.
struct PlainRates {
  private let table: RateTable
  private var passed: [[(at: EmulatedInstant, amount: Int64)]]

  init(_ table: RateTable) {
    self.table = table
    passed = Array(repeating: [], count: table.limits.count)
  }

  /// O(packets before).
  mutating func objection(
    _ bytes: Int, _ ingress: InterfaceID, _ adjacency: Adjacency, _ now: EmulatedInstant
  ) -> DropReason? {
    guard !table.isEmpty else { return nil }
    let count = table.count(from: ingress, to: adjacency.egress)
    let numbers = (0..<count).map { table.number($0, from: ingress, to: adjacency.egress) }
    for number in numbers where !allows(number, bytes, now) { return table.limits[number].reason }
    for number in numbers { passed[number].append((now, amount(number, bytes))) }
    return nil
  }

  private func amount(_ number: Int, _ bytes: Int) -> Int64 {
    switch table.limits[number].amount {
    case .bits: Int64(bytes) * 8
    case .packets: 1
    }
  }

  private func allows(_ number: Int, _ bytes: Int, _ now: EmulatedInstant) -> Bool {
    let perSecond: Int64
    let least: Int64
    switch table.limits[number].amount {
    case .bits(let rate): (perSecond, least) = (rate.bitsPerSecond, 65_535 * 8)
    case .packets(let count): (perSecond, least) = (count, 1)
    }
    // In billionths, without rounding.
    let savings = max(Int128(perSecond) * Int128(table.burst.count), Int128(least) * 1_000_000_000)
    var sum = Int128(amount(number, bytes)) * 1_000_000_000
    if sum > savings { return false }
    for packet in passed[number].reversed() {
      sum += Int128(packet.amount) * 1_000_000_000
      let stretch = Int128((now - packet.at).count) * Int128(perSecond)
      if sum > savings + stretch { return false }
    }
    return true
  }
}
