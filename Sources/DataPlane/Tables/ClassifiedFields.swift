import Addressing

/// The fields of rules, their numbers put into classes: what every structure but the linear one begins with.
struct ClassifiedFields: Sendable {
  /// Words of a set of rules. Each group begins with a word of its own.
  let width: Int
  /// The first word of the second group; `width` if there is none.
  let split: Int
  let sources: FieldClasses
  let destinations: FieldClasses
  let transport: Transport
  /// Protocol and ports in one class; or, where their combinations are too many, protocol and source port in one
  /// and protocol and destination port in another, and a rule must be in the sets of both.
  enum Transport: Sendable {
    case combined(TransportClassifier)
    case apart(source: TransportClassifier, destination: TransportClassifier)

    /// The two, or the one twice.
    var classifiers: (TransportClassifier, TransportClassifier) {
      switch self {
      case .combined(let both): (both, both)
      case .apart(let source, let destination): (source, destination)
      }
    }

    /// Bytes of tables and sets.
    var memoryBytes: Int {
      switch self {
      case .combined(let both): both.memoryBytes + both.sets.words.count * 8
      case .apart(let source, let destination):
        source.memoryBytes + destination.memoryBytes
          + (source.sets.words.count + destination.sets.words.count) * 8
      }
    }
  }

  /// The rules that match any protocol and any port.
  let anyTransport: [UInt64]

  /// `nil` if the rules have more classes than can be numbered.
  init?(_ tables: [SecurityRuleTable]) {
    // A group's last rule decides whatever no other does, so it stands for everything.
    var rules: [SecurityRuleTable.Rule] = []
    var positions: [Int] = []
    var starts: [Int] = []
    var words = 0
    for table in tables {
      starts.append(words)
      positions += table.rules.indices.map { words * 64 + $0 }
      words += (table.rules.count + 63) / 64
      rules += table.rules.dropLast()
      rules.append(.init(name: "", priority: 0, allows: false))
    }
    guard tables.allSatisfy({ !$0.rules.isEmpty && $0.rules.count <= 65535 }),
      let transport = Self.transport(rules, positions: positions, width: words)
    else { return nil }
    sources = FieldClasses(
      rules.map { NumberRanges($0.sources) }, positions: positions, width: words, last: .max)
    destinations = FieldClasses(
      rules.map { NumberRanges($0.destinations) }, positions: positions, width: words, last: .max)
    guard sources.count < 65535, destinations.count < 65535 else { return nil }
    var any = [UInt64](repeating: 0, count: words)
    for (rule, position) in zip(rules, positions)
    where rule.protocolNumber == nil && rule.isForAllPorts {
      any[position >> 6] |= 1 << UInt64(position & 63)
    }
    self.transport = transport
    anyTransport = any
    width = words
    split = starts.count > 1 ? starts[1] : words
  }

  private static func transport(
    _ rules: [SecurityRuleTable.Rule], positions: [Int], width: Int
  ) -> Transport? {
    if let combined = TransportClassifier(rules, positions: positions, width: width) {
      return .combined(combined)
    }
    func without(
      _ ports: WritableKeyPath<SecurityRuleTable.Rule, [ClosedRange<UInt16>]>
    ) -> TransportClassifier? {
      let rules = rules.map { rule in
        var rule = rule
        rule[keyPath: ports] = [0...65535]
        return rule
      }
      return TransportClassifier(rules, positions: positions, width: width)
    }
    guard let source = without(\.destinationPorts), let destination = without(\.sourcePorts)
    else { return nil }
    return .apart(source: source, destination: destination)
  }
}
