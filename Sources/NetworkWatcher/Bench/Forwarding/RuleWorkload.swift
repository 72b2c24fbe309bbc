import Addressing
import DataPlane
import LongestPrefixMatch

/// Seeded security rules: one prefix a side, ports or ranges of ports, TCP or UDP, none so broad that it hides the
/// rest; and five-tuples of which half are drawn inside rules.
package struct RuleWorkload {
  private var generator: SplitMix64

  package init(seed: UInt64) {
    generator = SplitMix64(seed: seed)
  }

  /// - Parameter allowsRest: what the last rule, which is for everything, says.
  package mutating func table(
    _ group: String, rules count: Int, allowsRest: Bool = false
  ) -> SecurityRuleTable {
    var rules = (0..<count).map { number in
      SecurityRuleTable.Rule(
        name: "securityRules/rule-\(number)", priority: 100 + number,
        allows: generator.below(3) > 0, protocolNumber: generator.below(2) == 0 ? .tcp : .udp,
        sources: [.init(included: [prefix()])], destinations: [.init(included: [prefix()])],
        sourcePorts: [generator.below(2) == 0 ? 0...65535 : range()],
        destinationPorts: [range()])
    }
    rules.append(
      .init(name: "defaultSecurityRules/Rest", priority: 65500, allows: allowsRest))
    return SecurityRuleTable(group: group, rules: rules)
  }

  /// Half of the tuples lie in all five fields of a rule of one of the tables; an earlier rule may decide.
  package mutating func tuples(_ tables: [SecurityRuleTable], count: Int) -> [FiveTuple] {
    (0..<count).map { number in
      let rules = tables[number % tables.count].rules
      let isAimed = generator.below(2) == 0 && rules.count > 1
      guard isAimed else {
        return FiveTuple(
          source: address(), destination: address(), sourcePort: port(0...65535),
          destinationPort: port(0...65535),
          protocolNumber: generator.below(2) == 0 ? .tcp : .udp)
      }
      let rule = rules[generator.below(rules.count - 1)]
      return FiveTuple(
        source: inside(rule.sources[0].included[0]),
        destination: inside(rule.destinations[0].included[0]),
        sourcePort: port(rule.sourcePorts[0]), destinationPort: port(rule.destinationPorts[0]),
        protocolNumber: rule.protocolNumber ?? .tcp)
    }
  }

  private mutating func prefix() -> IPv4Prefix {
    IPv4Prefix(containing: address(), length: 16 + generator.below(17))
  }

  private mutating func range() -> ClosedRange<UInt16> {
    let low = generator.below(1 << 16)
    return UInt16(low)...UInt16(min(65535, low + generator.below(4_096)))
  }

  /// In 10.0.0.0/9.
  private mutating func address() -> IPv4Address {
    IPv4Address(rawValue: 0x0A00_0000 | UInt32(generator.below(1 << 23)))
  }

  private mutating func inside(_ prefix: IPv4Prefix) -> IPv4Address {
    let host = UInt32(truncatingIfNeeded: generator.next()) & ~prefix.mask
    return IPv4Address(rawValue: prefix.address.rawValue | host)
  }

  private mutating func port(_ range: ClosedRange<UInt16>) -> Port {
    Port(rawValue: range.lowerBound + UInt16(generator.below(range.count)))
  }
}

/// Two groups of security rules asked at once, as a network interface's and its subnet's are.
package final class ClassificationWorkload: ForwardingWorkload {
  package static let batchSize = 256

  package let tables: [SecurityRuleTable]
  package let classifier: SecurityClassifier
  package let tuples: [FiveTuple]
  /// Of the compilation.
  package let compileSeconds: Double
  private let decisions: UnsafeMutableBufferPointer<SecurityDecision>
  private let repetitions: Int

  /// - Parameter rules: of each of the two groups, without the last one, which is for everything.
  package init(
    rules: Int, tupleCount: Int = 1 << 16, repetitions: Int = 4, seed: UInt64
  ) {
    precondition(tupleCount % Self.batchSize == 0, "whole batches")
    var workload = RuleWorkload(seed: seed)
    tables = [
      workload.table("network interface", rules: rules), workload.table("subnet", rules: rules),
    ]
    let watch = Stopwatch()
    classifier = SecurityClassifier(tables)
    compileSeconds = watch.seconds
    tuples = workload.tuples(tables, count: tupleCount)
    self.repetitions = repetitions
    decisions = .allocate(capacity: Self.batchSize)
    decisions.initialize(repeating: SecurityDecision(first: 0))
  }

  deinit { decisions.deallocate() }

  package func pass() -> WorkloadPass {
    let watch = Stopwatch()
    for _ in 0..<repetitions {
      let tuples = tuples
      let decisions = decisions
      let all = tuples.span
      var results = decisions.mutableSpan
      var start = 0
      while start < tuples.count {
        classifier.decide(all.extracting(start..<start + Self.batchSize), into: &results)
        start += Self.batchSize
      }
    }
    return WorkloadPass(count: repetitions * tuples.count, seconds: watch.seconds)
  }

  /// What the classifier answers for every tuple.
  package func answers() -> [SecurityDecision] {
    let tuples = tuples
    var answers = [SecurityDecision](
      repeating: SecurityDecision(first: 0), count: tuples.count)
    var results = answers.mutableSpan
    classifier.decide(tuples.span, into: &results)
    return answers
  }

  /// What the rules answer one after the other.
  package func oracle(_ index: Int) -> SecurityDecision {
    SecurityDecision(
      first: UInt16(tables[0].decide(tuples[index])),
      second: UInt16(tables[1].decide(tuples[index])))
  }
}
