import Addressing
import CDataPlaneDevelopmentKit
import DataPlane
import NetworkWatcher

/// Both security groups of a port asked at once, beside `rte_acl` with two categories and with two lookups.
enum RuleRow {
  private static let marks: [(rules: Int, bar: Double, goal: Double)] = [
    (100, 2, 2.4), (1_000, 1.3, 1.5), (4_000, 1, 1.2),
  ]

  static func measure(_ options: ForwardingOptions, _ findings: inout ForwardingFindings) {
    for mark in marks {
      let name = "security-rules/\(mark.rules)"
      let workload = ClassificationWorkload(rules: mark.rules, seed: options.seed &+ 9)
      report(
        "\(name): \(workload.classifier); compiled in \(fixed(workload.compileSeconds, 3)) s")
      let expected = workload.tuples.indices.map { workload.oracle($0) }
      if workload.answers() != expected {
        findings.fail("\(name): vnetem", "an answer differs from the linear search")
      }
      var contestants = [
        Contestant(engine: "vnetem") { workload.pass().millionPerSecond }
      ]
      var peers: [PeerRules] = []
      for way in PeerRules.Way.allCases where findings.missingDPDK == nil {
        do throws(PeerError) {
          let peer = try PeerRules(workload.tables, workload.tuples, way)
          try peer.check(expected)
          contestants.append(Contestant(engine: way.rawValue) { peer.rate(repetitions: 4) })
          peers.append(peer)
        } catch {
          findings.fail("\(name): \(way.rawValue)", error.reason)
        }
      }
      let contest = Contest(
        name, unit: "Mpackets/s", wanted: options.rounds, seconds: options.secondsPerCase,
        contestants)
      withExtendedLifetime(peers) {}
      findings.add(contest)
      findings.add(
        contest.ratio(
          "security rules, two groups of \(mark.rules)",
          to: PeerRules.Way.allCases.map(\.rawValue), bar: mark.bar, goal: mark.goal))
      if mark.rules == 1_000 { addCompilation(options, workload, &findings) }
    }
  }

  private static func addCompilation(
    _ options: ForwardingOptions, _ workload: ClassificationWorkload,
    _ findings: inout ForwardingFindings
  ) {
    let compile = Gated(wanted: options.rounds, seconds: options.secondsPerCase) {
      let start = seconds()
      let again = SecurityClassifier(workload.tables)
      precondition(again.memoryBytes == workload.classifier.memoryBytes, "the same each time")
      return seconds() - start
    }
    findings.add("security-rules/1000-compiled", unit: "s", compile.samples)
    findings.add(
      "security-rules/1000-memory", unit: "MB", Double(workload.classifier.memoryBytes) / 1e6)
    findings.add(
      Bar(
        what: "two groups of 1,000 rules compiled", unit: "s", value: compile.samples.median,
        bar: 0.5, higherIsBetter: false, remark: compile.remark))
    findings.add(
      Bar(
        what: "two groups of 1,000 rules: memory", unit: "MB",
        value: Double(workload.classifier.memoryBytes) / 1e6, bar: 32, higherIsBetter: false,
        remark: "\(workload.classifier)"))
    var generator = RuleWorkload(seed: options.seed &+ 10)
    let groups = (0..<100).map { [generator.table("group \($0)", rules: 1_000)] }
    var classifiers = SecurityClassifiers()
    let start = seconds()
    let compiled = classifiers.compile(groups)
    let duration = seconds() - start
    let bytes = Double(compiled.reduce(0) { $0 + $1.memoryBytes })
    findings.add("security-rules/100x1000-memory", unit: "MB", bytes / 1e6)
    findings.add(
      Bar(
        what: "100 unequal groups of 1,000 rules: memory", unit: "MB",
        value: bytes / 1e6, bar: 400,
        higherIsBetter: false,
        remark: "in \(fixed(duration, 2)) s; the first: \(compiled[0])"))
  }
}

/// DPDK's `rte_acl` with the rules of two groups.
private final class PeerRules {
  enum Way: String, CaseIterable {
    /// All rules in one structure that answers for each group.
    case categories = "dpdk-acl-two-categories"
    /// A structure for each group, asked one after the other.
    case lookups = "dpdk-acl-two-lookups"
  }

  private let way: Way
  private let contexts: [UnsafeMutableRawPointer]
  private let lastRules: [Int]
  private let keys: UnsafeMutableBufferPointer<dpdk_acl_key>
  private let pointers: UnsafeMutableBufferPointer<UnsafePointer<dpdk_acl_key>?>
  private var results: [UInt32]

  init(_ tables: [SecurityRuleTable], _ tuples: [FiveTuple], _ way: Way) throws(PeerError) {
    self.way = way
    lastRules = tables.map { $0.rules.count - 1 }
    var contexts: [UnsafeMutableRawPointer] = []
    let sets =
      switch way {
      case .categories: [tables.indices.flatMap { Self.rules(tables[$0], category: UInt32($0)) }]
      case .lookups: tables.map { Self.rules($0, category: 0) }
      }
    for set in sets {
      var reason: UnsafePointer<CChar>?
      guard let context = dpdk_acl_create(set, set.count, way == .categories ? 2 : 1, &reason)
      else {
        for context in contexts { dpdk_acl_free(context) }
        throw PeerError(reason: reason.map { String(cString: $0) } ?? "no reason given")
      }
      contexts.append(context)
    }
    self.contexts = contexts
    keys = .allocate(capacity: tuples.count)
    pointers = .allocate(capacity: tuples.count)
    for (index, tuple) in tuples.enumerated() {
      keys.initializeElement(
        at: index,
        to: dpdk_acl_key(
          protocol: tuple.protocolNumber.rawValue, reserved: (0, 0, 0),
          source: tuple.source.rawValue.bigEndian,
          destination: tuple.destination.rawValue.bigEndian,
          source_port: tuple.sourcePort.rawValue.bigEndian,
          destination_port: tuple.destinationPort.rawValue.bigEndian))
      pointers.initializeElement(at: index, to: UnsafePointer(keys.baseAddress! + index))
    }
    results = Array(repeating: 0, count: 4 * 256)
  }

  deinit {
    for context in contexts { dpdk_acl_free(context) }
    keys.deallocate()
    pointers.deallocate()
  }

  /// The rules but for the last one, which is what no answer means.
  private static func rules(_ table: SecurityRuleTable, category: UInt32) -> [dpdk_acl_rule] {
    table.rules.dropLast().enumerated().map { index, rule in
      let source = rule.sources[0].included[0]
      let destination = rule.destinations[0].included[0]
      return dpdk_acl_rule(
        category: category, priority: UInt32(table.rules.count - index), answer: UInt32(index + 1),
        source: source.address.rawValue, destination: destination.address.rawValue,
        source_length: UInt8(source.length), destination_length: UInt8(destination.length),
        protocol: rule.protocolNumber?.rawValue ?? 0, reserved: 0,
        source_low: rule.sourcePorts[0].lowerBound, source_high: rule.sourcePorts[0].upperBound,
        destination_low: rule.destinationPorts[0].lowerBound,
        destination_high: rule.destinationPorts[0].upperBound)
    }
  }

  /// Classifies the keys from `start` on, 256 of them; the answers of both groups.
  private func classify(_ start: Int) -> Int32 {
    let keys = pointers.baseAddress! + start
    switch way {
    case .categories: return dpdk_acl_run(contexts[0], keys, 256, 2, &results)
    case .lookups:
      var status: Int32 = 0
      results.withUnsafeMutableBufferPointer { results in
        for (number, context) in contexts.enumerated() where status == 0 {
          status = dpdk_acl_run(context, keys, 256, 1, results.baseAddress! + number * 256)
        }
      }
      return status
    }
  }

  func check(_ expected: [SecurityDecision]) throws(PeerError) {
    for start in stride(from: 0, to: expected.count, by: 256) {
      guard classify(start) == 0 else {
        throw PeerError(reason: "rte_acl_classify_alg refused the AVX-512 lookup")
      }
      for index in 0..<256 {
        let both =
          way == .categories
          ? [results[4 * index], results[4 * index + 1]] : [results[index], results[256 + index]]
        let wanted = [expected[start + index].first, expected[start + index].second]
        for group in 0..<2 {
          let answer = both[group] == 0 ? lastRules[group] : Int(both[group]) - 1
          guard answer == Int(wanted[group]) else {
            throw PeerError(reason: "an answer differs from the linear search")
          }
        }
      }
    }
  }

  /// Million packets a second.
  func rate(repetitions: Int) -> Double {
    let start = seconds()
    for _ in 0..<repetitions {
      for index in stride(from: 0, to: pointers.count, by: 256) { _ = classify(index) }
    }
    return Double(repetitions * pointers.count) / (seconds() - start) / 1e6
  }
}
