import Addressing
import CDataPlaneDevelopmentKit
import LongestPrefixMatch

/// DPDK's `rte_fib` DIR24_8 with one of its lookups.
final class FIBEngine: Engine {
  let name: String
  private let fib: FIB
  private let isVector: Bool
  private let callSize: Int

  /// A table that several lookups share.
  final class FIB {
    let handle: UnsafeMutableRawPointer

    /// - Parameter nextHopBytes: 2 or 4.
    init(
      _ routes: [(prefix: IPv4Prefix, nextHop: NextHopIndex)], nextHopBytes: Int
    ) throws(PeerError) {
      guard let handle = dpdk_fib_create(Int32(nextHopBytes), UInt32(routes.count)) else {
        throw PeerError(reason: "rte_fib_create failed")
      }
      self.handle = handle
      for route in routes {
        let status = dpdk_fib_add(
          handle, route.prefix.address.rawValue, Int32(route.prefix.length),
          UInt64(route.nextHop.rawValue))
        guard status == 0 else {
          dpdk_fib_free(handle)
          throw PeerError(reason: "rte_fib_add refused \(route.prefix): \(status)")
        }
      }
    }

    deinit { dpdk_fib_free(handle) }
  }

  /// - Throws: if the library refuses the lookup. There is no falling back to another.
  init(name: String, _ fib: FIB, isVector: Bool, callSize: Int) throws(PeerError) {
    self.callSize = callSize
    self.name = name
    self.fib = fib
    self.isVector = isVector
    guard dpdk_fib_choose(fib.handle, isVector ? 1 : 0) == 0 else {
      throw PeerError(reason: "rte_fib_select_lookup refused the AVX-512 lookup")
    }
  }

  private func choose() {
    let status = dpdk_fib_choose(fib.handle, isVector ? 1 : 0)
    precondition(status == 0, "what was accepted once is accepted again")
  }

  func pass(_ keys: [IPv4Address]) {
    choose()
    withIntegers(keys) { dpdk_fib_run(fib.handle, $0, keys.count, callSize) }
  }

  func answers(_ keys: [IPv4Address]) -> [NextHopIndex] {
    choose()
    return collect(keys) { dpdk_fib_lookup(fib.handle, $0, $1, $2) }
  }
}

/// DPDK's `rte_lpm` with one of its lookups.
final class LPMEngine: Engine {
  enum Lookup { case bulk, x4 }

  final class Table {
    let handle: UnsafeMutableRawPointer

    init(_ routes: [(prefix: IPv4Prefix, nextHop: NextHopIndex)]) throws(PeerError) {
      guard let handle = dpdk_lpm_create(UInt32(routes.count)) else {
        throw PeerError(reason: "rte_lpm_create failed")
      }
      self.handle = handle
      for route in routes {
        let status = dpdk_lpm_add(
          handle, route.prefix.address.rawValue, Int32(route.prefix.length),
          UInt32(route.nextHop.rawValue))
        guard status == 0 else {
          dpdk_lpm_free(handle)
          throw PeerError(reason: "rte_lpm_add refused \(route.prefix): \(status)")
        }
      }
    }

    deinit { dpdk_lpm_free(handle) }
  }

  let name: String
  private let table: Table
  private let lookup: Lookup
  private let callSize: Int

  init(name: String, _ table: Table, _ lookup: Lookup, callSize: Int) {
    self.callSize = callSize
    self.name = name
    self.table = table
    self.lookup = lookup
  }

  func pass(_ keys: [IPv4Address]) {
    withIntegers(keys) { pointer in
      switch lookup {
      case .bulk: dpdk_lpm_run_bulk(table.handle, pointer, keys.count, callSize)
      case .x4: dpdk_lpm_run_x4(table.handle, pointer, keys.count)
      }
    }
  }

  func answers(_ keys: [IPv4Address]) -> [NextHopIndex] {
    collect(keys) { dpdk_lpm_lookup(table.handle, $0, $1, $2, lookup == .x4 ? 1 : 0) }
  }
}

/// What a peer could not do.
struct PeerError: Error {
  var reason: String
}

/// Addresses as the integers that they are.
private func withIntegers<Result>(
  _ keys: [IPv4Address], _ body: (UnsafePointer<UInt32>) -> Result
) -> Result {
  keys.withUnsafeBufferPointer { keys in
    guard let base = keys.baseAddress else { preconditionFailure("there are keys") }
    return base.withMemoryRebound(to: UInt32.self, capacity: keys.count) { body($0) }
  }
}

/// Answers of DPDK as next hops.
private func collect(
  _ keys: [IPv4Address],
  _ body: (UnsafePointer<UInt32>, UnsafeMutablePointer<UInt64>, Int) -> Void
) -> [NextHopIndex] {
  let padded = keys + Array(repeating: .any, count: (4 - keys.count % 4) % 4)
  let results = [UInt64](unsafeUninitializedCapacity: padded.count) { results, count in
    guard let base = results.baseAddress else { return }
    withIntegers(padded) { body($0, base, padded.count) }
    count = padded.count
  }
  return results.prefix(keys.count).map {
    $0 == .max ? .noRoute : NextHopIndex(rawValue: UInt16(truncatingIfNeeded: $0))
  }
}
