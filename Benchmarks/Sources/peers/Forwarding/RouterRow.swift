import Addressing
import CDataPlaneDevelopmentKit
import LongestPrefixMatch
import NetworkWatcher

/// One router hop of 64-byte packets with the real table, beside DPDK's loop over the same packets from its pcap
/// device; and the same without what both do to receive and send.
enum RouterRow {
  private static let burst = 64
  private static let repetitions = 64

  static func measure(_ options: ForwardingOptions, _ findings: inout ForwardingFindings) {
    let prefixes = TestTable.realPrefixes(options.tablePath, seed: options.seed).prefixes
    let routes = RouteGenerator.assign(
      nextHops: TestTable.nextHops, to: prefixes, seed: options.seed)
    let copied = RouterWorkload(
      routes, way: .copied, repetitions: repetitions, seed: options.seed &+ 5)
    let inPlace = RouterWorkload(
      routes, way: .inPlace, repetitions: repetitions, seed: options.seed &+ 5)
    var contestants = [
      Contestant(engine: "vnetem") { copied.pass().millionPerSecond },
      Contestant(engine: "vnetem-in-place") { inPlace.pass().millionPerSecond },
    ]
    if let wrong = check(routes, copied) { findings.fail("router-hop: vnetem", wrong) }
    var peer: PeerRouter?
    if findings.missingDPDK == nil {
      do throws(PeerError) {
        let router = try PeerRouter(routes, copied)
        try router.check(against: copied)
        let count = copied.incoming.count * repetitions
        contestants += [
          Contestant(engine: "dpdk-l3") { router.rate(count, burst) },
          Contestant(engine: "dpdk-rx-tx") { PeerRouter.throughRate(count, burst) },
        ]
        peer = router
      } catch {
        findings.fail("router-hop: dpdk-l3", error.reason)
      }
    }
    let contest = Contest(
      "router-hop/64-bytes", unit: "Mpackets/s", wanted: options.rounds,
      seconds: options.secondsPerCase, contestants)
    withExtendedLifetime(peer) {}
    findings.add(contest)
    findings.add(
      contest.ratio("one router hop, 64-byte packets", to: ["dpdk-l3"], bar: 3, goal: 6))
    if let mine = contest.median("vnetem-in-place"), let whole = contest.median("dpdk-l3"),
      let through = contest.median("dpdk-rx-tx")
    {
      let work = 1_000 / whole - 1_000 / through
      findings.add(
        Bar(
          what: "the same without the copies: vnetem-in-place / (dpdk-l3 - dpdk-rx-tx)", unit: "x",
          value: work * mine / 1_000, bar: 2, goal: 4, higherIsBetter: true,
          remark: "\(fixed(1_000 / mine, 2)) ns / \(fixed(work, 2)) ns, \(contest.remark)"))
    }
  }

  /// Compares what was sent on with what a router does, byte for byte; `nil` if all is right.
  private static func check(
    _ routes: [(prefix: IPv4Prefix, nextHop: NextHopIndex)], _ workload: RouterWorkload
  ) -> String? {
    _ = workload.pass()
    let oracle = FlattenedRoutes(routes)
    for index in 0..<workload.incoming.count {
      let expected = forwarded(workload, index, oracle)
      let sent = UnsafeRawBufferPointer(start: workload.outgoing[index], count: 64)
      if !sent.elementsEqual(expected) { return "packet \(index) was sent on otherwise" }
    }
    return workload.forwarded == workload.received ? nil : "not every packet was sent on"
  }

  /// What becomes of an incoming frame: TTL and checksum by computing the whole sum anew.
  static func forwarded(
    _ workload: RouterWorkload, _ index: Int, _ oracle: FlattenedRoutes
  ) -> [UInt8] {
    var frame = [UInt8](UnsafeRawBufferPointer(start: workload.incoming[index], count: 64))
    let destination = frame[30..<34].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    guard let hop = oracle.lookup(IPv4Address(rawValue: destination)) else { return [] }
    let (target, source) = workload.addresses(ofNeighbour: Int(hop.rawValue))
    for (offset, address) in [(0, target), (6, source)] {
      for byte in 0..<6 {
        frame[offset + byte] = UInt8(truncatingIfNeeded: address.rawValue >> UInt64(40 - 8 * byte))
      }
    }
    frame[22] -= 1
    frame[24] = 0
    frame[25] = 0
    var sum: UInt32 = 0
    for word in stride(from: 14, to: 34, by: 2) {
      sum += UInt32(frame[word]) << 8 | UInt32(frame[word + 1])
    }
    while sum > 0xFFFF { sum = (sum & 0xFFFF) + (sum >> 16) }
    frame[24] = UInt8(truncatingIfNeeded: ~sum >> 8)
    frame[25] = UInt8(truncatingIfNeeded: ~sum)
    return frame
  }
}
