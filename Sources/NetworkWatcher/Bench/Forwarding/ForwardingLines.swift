import Addressing
import DataPlane
import Glibc
import LongestPrefixMatch

extension ForwardingRow {
  /// The row's lines, ready to be measured. Those of one row are measured in turn.
  func lines(
    _ table: BenchmarkTable, _ sizes: Sizes, processors: Int, seed: UInt64
  ) throws(BenchmarkError) -> [ForwardingLine] {
    switch self {
    case .routerHop:
      [
        Self.router("router-hop/copied", "router, copied in and out", table.routes, .copied, seed),
        Self.router("router-hop/in-place", "router, in place", table.routes, .inPlace, seed),
      ]
    case .flowLookup: sizes.flows.map { Self.flowLookup($0, seed) }
    case .portFlowHit: [Self.portFlowHit(sizes.portFlows, seed)]
    case .newFlow: [Self.newFlow(sizes, seed)]
    case .rules: sizes.rules.map { Self.rules($0, seed) }
    case .estates:
      sizes.ports.map { Self.ports($0, flows: sizes.portFlows, seed) }
        + sizes.routes.map { count in
          let prefixes = RouteGenerator.estate(count: count, seed: seed)
          return Self.router(
            "estates/\(count)-routes", "router with \(count) routes",
            RouteGenerator.assign(nextHops: min(count, 100), to: prefixes, seed: seed), .inPlace,
            seed)
        }
    case .workers:
      try Self.workers(sizes, processors)
    case .journeys: Self.journeys(sizes)
    }
  }

  private static func router(
    _ name: String, _ what: String, _ routes: [(prefix: IPv4Prefix, nextHop: NextHopIndex)],
    _ way: RouterWorkload.Way, _ seed: UInt64
  ) -> ForwardingLine {
    let workload = RouterWorkload(routes, way: way, seed: seed &+ 5)
    return ForwardingLine(
      name: name, what: what, workload: workload,
      check: { way == .copied ? check(workload, routes) : nil },
      checkAfter: {
        workload.forwarded == workload.received ? nil : "not every packet was sent on"
      })
  }

  /// Compares frames that were sent on with what the plain search says of them.
  private static func check(
    _ workload: RouterWorkload, _ routes: [(prefix: IPv4Prefix, nextHop: NextHopIndex)]
  ) -> String? {
    _ = workload.pass()
    let oracle = FlattenedRoutes(routes)
    for index in 0..<workload.incoming.count
    where !workload.isSentOn(index, to: oracle.lookup(workload.destination(index))) {
      return "packet \(index) was not sent on as its route says"
    }
    return nil
  }

  private static func flowLookup(_ flows: Int, _ seed: UInt64) -> ForwardingLine {
    let workload = FlowWorkload(
      flows: flows, keyCount: flows > 1 << 18 ? 1 << 20 : 1 << 18, seed: seed &+ 6)
    return ForwardingLine(
      name: "flow-lookup/\(flows)", what: "flow lookup among \(flows)", unit: "lookups",
      workload: workload, check: { workload.findsAll() ? nil : "a flow is not found" })
  }

  private static func portFlowHit(_ flows: Int, _ seed: UInt64) -> ForwardingLine {
    let workload = PortWorkload(flows: flows, seed: seed &+ 7)
    return ForwardingLine(
      name: "port-flow-hit/\(flows)", what: "port, flow known among \(flows)", workload: workload,
      checkAfter: { workload.isSound ? nil : "a packet was dropped, or its flow was new" })
  }

  private static func newFlow(_ sizes: Sizes, _ seed: UInt64) -> ForwardingLine {
    let before = residentBytes()
    let workload = NewFlowWorkload(
      liveFlows: sizes.liveFlows, batches: sizes.newFlowBatches, seed: seed &+ 8)
    let growth = max(0, residentBytes() - before)
    return ForwardingLine(
      name: "new-flow/\(sizes.liveFlows)-live", what: "port, new flow, \(sizes.liveFlows) live",
      unit: "flows", workload: workload, memoryBytes: { workload.memoryBytes },
      residentBytesEach: Double(growth) / Double(max(sizes.liveFlows, 1)),
      checkAfter: {
        workload.dropped * 1_000 > workload.received ? "more than one in a thousand dropped" : nil
      })
  }

  private static func rules(_ count: Int, _ seed: UInt64) -> ForwardingLine {
    let workload = ClassificationWorkload(rules: count, seed: seed &+ 9)
    return ForwardingLine(
      name: "rules/\(count)", what: "security rules, 2 x \(count)", unit: "lookups",
      workload: workload, compileSeconds: workload.compileSeconds,
      memoryBytes: { workload.classifier.memoryBytes },
      check: {
        let answers = workload.answers()
        let wrong = answers.indices.prefix(4_096).first { answers[$0] != workload.oracle($0) }
        return wrong.map { "five-tuple \($0) is decided otherwise than rule by rule" }
      })
  }

  private static func ports(_ count: Int, flows: Int, _ seed: UInt64) -> ForwardingLine {
    let workload = PortWorkload(ports: count, flows: flows, seed: seed &+ 10)
    return ForwardingLine(
      name: "estates/\(count)-nics", what: "\(count) ports, flow known", workload: workload,
      checkAfter: { workload.isSound ? nil : "a packet was dropped, or its flow was new" })
  }

  private static func workers(
    _ sizes: Sizes, _ processors: Int
  ) throws(BenchmarkError) -> [ForwardingLine] {
    var lines: [ForwardingLine] = []
    for count in Set([1, 2, processors]).sorted() where count <= max(processors, 1) {
      let workload = try BulkWorkload(workers: count, packetCount: sizes.bulkPackets)
      lines.append(
        ForwardingLine(
          name: "workers/\(count)", what: "journeys in interop, \(count) workers",
          workload: workload,
          checkAfter: { workload.lostCount == 0 ? nil : "not every packet arrived" }))
    }
    return lines
  }

  private static func journeys(_ sizes: Sizes) -> [ForwardingLine] {
    JourneyRound.Way.allCases.compactMap { way in
      guard let workload = JourneyWorkload(way, packets: sizes.journeyPackets) else { return nil }
      let what =
        switch way {
        case .events: "emulation, an event a hop"
        case .collapsed: "emulation, hops collapsed"
        case .staged: "emulation, all stages asked"
        }
      return ForwardingLine(
        name: "journeys/\(way.rawValue)", what: what, unit: "packet-hops", workload: workload,
        checkAfter: { workload.hasLost ? "not every packet arrived" : nil })
    }
  }

  /// What the process has in memory, in bytes; 0 where that is unknown.
  private static func residentBytes() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
    let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}
