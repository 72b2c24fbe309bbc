import Addressing
import DataPlane

/// Which front ends and backends of load balancers belong together: what is sent to the one is answered by the other.
///
/// Sets of addresses that share a front end or a backend, found by bisection. An address that stands in several networks
/// joins what is at all of them.
final class BalancedAddresses: Sendable {
  /// Ascending.
  private let addresses: [UInt32]
  /// The number of each address's set.
  private let sets: [UInt64]

  /// `nil` where nothing is balanced in any state.
  init?(_ states: [LoadBalancingTables]) {
    let frontEnds = states.flatMap(\.frontEnds)
    guard !frontEnds.isEmpty else { return nil }
    var leaders: [UInt32: UInt32] = [:]
    func leader(_ address: UInt32) -> UInt32 {
      var address = address
      while let next = leaders[address], next != address { address = next }
      return address
    }
    for frontEnd in frontEnds {
      let first = leader(frontEnd.address.rawValue)
      leaders[first] = first
      for backend in frontEnd.rules.flatMap(\.backends) {
        leaders[leader(backend.address.rawValue)] = first
      }
    }
    addresses = leaders.keys.sorted()
    sets = addresses.map { UInt64(leader($0)) }
  }

  /// What stands for an end, address and port in 48 bits: the end itself, or its set. O(log n).
  func end(of end: UInt64) -> UInt64 {
    let address = UInt32(truncatingIfNeeded: end &>> 16)
    var low = 0
    var high = addresses.count
    while low < high {
      let middle = (low + high) / 2
      if addresses[middle] < address { low = middle + 1 } else { high = middle }
    }
    guard low < addresses.count, addresses[low] == address else { return end }
    return 1 &<< 48 | sets[low] &<< 16
  }
}
