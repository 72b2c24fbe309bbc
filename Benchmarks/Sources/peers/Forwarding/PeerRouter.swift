import Addressing
import CDataPlaneDevelopmentKit
import Glibc
import LongestPrefixMatch
import NetworkWatcher

/// DPDK as the same router: its pcap device repeats the same packets, `rte_fib` has the same prefixes, and what is
/// sent the device drops without a copy.
final class PeerRouter {
  private let fib: FIBEngine.FIB
  private let neighbours: [dpdk_neighbour]
  private let oracle: FlattenedRoutes

  init(
    _ routes: [(prefix: IPv4Prefix, nextHop: NextHopIndex)], _ workload: RouterWorkload
  ) throws(PeerError) {
    fib = try FIBEngine.FIB(routes, nextHopBytes: 2)
    oracle = FlattenedRoutes(routes)
    guard dpdk_fib_choose(fib.handle, 1) == 0 else {
      throw PeerError(reason: "rte_fib_select_lookup refused the AVX-512 lookup")
    }
    neighbours = (0..<workload.neighbourCount).map { number in
      let (target, source) = workload.addresses(ofNeighbour: number)
      var neighbour = dpdk_neighbour()
      withUnsafeMutableBytes(of: &neighbour) { bytes in
        for byte in 0..<6 {
          let shift = UInt64(40 - 8 * byte)
          bytes[byte] = UInt8(truncatingIfNeeded: target.rawValue >> shift)
          bytes[6 + byte] = UInt8(truncatingIfNeeded: source.rawValue >> shift)
        }
      }
      return neighbour
    }
    let path = "/tmp/peers-\(getpid()).pcap"
    guard Self.writeCapture(workload.incoming.bytes, to: path) else {
      throw PeerError(reason: "cannot write \(path)")
    }
    defer { unlink(path) }
    if let failure = dpdk_router_open(path, UInt32(workload.incoming.count)) {
      throw PeerError(reason: String(cString: failure))
    }
  }

  /// Compares every packet that it would send with what a router does.
  func check(against workload: RouterWorkload) throws(PeerError) {
    let count = workload.incoming.count
    var frames = [UInt8](repeating: 0, count: count * 64)
    let sent = dpdk_router_sample(fib.handle, neighbours, count, 64, &frames, 64)
    guard sent == count else { throw PeerError(reason: "it sent \(sent) of \(count) packets") }
    for index in 0..<count {
      let expected = RouterRow.forwarded(workload, index, oracle)
      guard frames[index * 64..<index * 64 + 64].elementsEqual(expected) else {
        throw PeerError(reason: "packet \(index) was sent on otherwise")
      }
    }
  }

  /// Million packets a second of the whole loop.
  func rate(_ count: Int, _ burst: Int) -> Double {
    _ = dpdk_router_forward(fib.handle, neighbours, count / 8, burst)
    let start = seconds()
    let sent = dpdk_router_forward(fib.handle, neighbours, count, burst)
    return Double(sent) / (seconds() - start) / 1e6
  }

  /// The same of receiving and sending alone.
  static func throughRate(_ count: Int, _ burst: Int) -> Double {
    _ = dpdk_router_pass_through(count / 8, burst)
    let start = seconds()
    let sent = dpdk_router_pass_through(count, burst)
    return Double(sent) / (seconds() - start) / 1e6
  }

  /// Frames of 64 bytes as a capture of link type Ethernet, with the time zero.
  static func writeCapture(_ frames: UnsafeRawBufferPointer, to path: String) -> Bool {
    guard let file = fopen(path, "wb") else { return false }
    let header: [UInt32] = [0xA1B2_C3D4, 0x0004_0002, 0, 0, 65_535, 1]
    var isWritten = fwrite(header, 4, header.count, file) == header.count
    for start in stride(from: 0, to: frames.count, by: 64) {
      let record: [UInt32] = [0, 0, 64, 64]
      isWritten = isWritten && fwrite(record, 4, 4, file) == 4
      isWritten = isWritten && fwrite(frames.baseAddress! + start, 1, 64, file) == 64
    }
    return fclose(file) == 0 && isWritten
  }
}
