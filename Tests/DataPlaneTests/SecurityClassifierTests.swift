import Addressing
import LongestPrefixMatch
import TestSupport
import Testing

@testable import DataPlane

/// Compiled rules beside their oracle, the search one after the other.
struct SecurityClassifierTests {
  /// The rule that decides in each table, searched one after the other.
  static func expected(_ flow: FiveTuple, _ tables: [SecurityRuleTable]) -> SecurityDecision {
    let rules = tables.map { UInt16(LinearSecurityRules.decide(flow, $0.rules)) }
    return SecurityDecision(first: rules[0], second: rules.count > 1 ? rules[1] : 0)
  }

  static func name(_ structure: SecurityClassifier.Structure) -> String {
    switch structure {
    case .linear: "linear"
    case .crossProduct: "cross product"
    case .candidateLists: "candidate lists"
    case .pairLists: "pair lists"
    case .bitVectors: "bit vectors"
    }
  }

  /// Compares single decisions and batches of odd sizes with the oracle.
  static func check(
    _ classifier: SecurityClassifier, _ source: inout SecurityRuleGenerator, packets: Int
  ) {
    let tables = classifier.tables
    var rest = packets
    var size = 1
    while rest > 0 {
      size = size * 3 % 151 + 1
      rest -= size
      let flows = (0..<size).map { _ in source.flow(tables) }
      var results = [SecurityDecision](repeating: .init(first: 9999), count: size)
      var span = results.mutableSpan
      classifier.decide(flows.span, into: &span)
      for (index, flow) in flows.enumerated() {
        let expected = expected(flow, tables)
        let single = classifier.decide(flow)
        guard results[index] == expected, single == expected else {
          Issue.record("\(flow): \(results[index]) and \(single) instead of \(expected)")
          return
        }
      }
    }
  }

  @Test(
    "the rules of one group decide as they do one after the other",
    arguments: SecurityRuleGenerator.Style.allCases, [4, 30, 100, 200])
  func oneGroup(style: SecurityRuleGenerator.Style, count: Int) {
    var source = SecurityRuleGenerator(style, seed: UInt64(count))
    let classifier = SecurityClassifier([source.table("nsg", rules: count)])
    Self.check(classifier, &source, packets: 1000)
  }

  @Test(
    "two groups decide each for itself in one search",
    arguments: SecurityRuleGenerator.Style.allCases)
  func twoGroups(style: SecurityRuleGenerator.Style) {
    var source = SecurityRuleGenerator(style, seed: 77)
    let tables = [source.table("one", rules: 70), source.table("other", rules: 129)]
    Self.check(SecurityClassifier(tables), &source, packets: 1000)
  }

  @Test(
    "bit vectors decide as well", arguments: SecurityRuleGenerator.Style.allCases, [true, false])
  func bitVectors(style: SecurityRuleGenerator.Style, hasTwo: Bool) {
    var source = SecurityRuleGenerator(style, seed: 78)
    var tables = [source.table("one", rules: 65)]
    if hasTwo { tables.append(source.table("other", rules: 100)) }
    let classifier = SecurityClassifier(tables, memoryLimit: 0)
    #expect(Self.name(classifier.structure) == "bit vectors")
    Self.check(classifier, &source, packets: 1000)
  }

  @Test(
    "candidate lists decide as well, by either kernel",
    arguments: [SecurityRuleGenerator.Style.services, .ranges], [true, false])
  func candidateLists(style: SecurityRuleGenerator.Style, hasTwo: Bool) throws {
    var source = SecurityRuleGenerator(style, seed: 86)
    var tables = [source.table("one", rules: 165)]
    if hasTwo { tables.append(source.table("other", rules: 100)) }
    // Some rules for everything, of which one hides what is behind it, and some for all addresses of a side.
    tables[0].rules[20].sources = [.any]
    tables[0].rules[40].destinations = [.any]
    tables[0].rules[150] = .init(name: "all", priority: 4000, allows: true)
    for number in 60..<72 {
      tables[0].rules[number].sources = [.any]
      tables[0].rules[number + 12].destinations = [.any]
    }
    let fields = try #require(ClassifiedFields(tables))
    let lists = try #require(
      CandidateLists(tables, fields, memoryLimit: 32 << 20, meanLimit: 10))
    #expect(lists.meanBlocks > 1)
    Self.check(
      SecurityClassifier(tables, structure: .candidateLists(lists)), &source, packets: 1000)
    let flows = (0..<1000).map { _ in source.flow(tables) }
    for kernel in LookupKernel.available {
      var results = [SecurityDecision](repeating: .init(first: 9999), count: flows.count)
      var span = results.mutableSpan
      lists.decide(flows.span, into: &span, using: kernel)
      #expect(results == flows.map { Self.expected($0, tables) }, "\(kernel)")
    }
  }

  @Test("rules with very many combinations of ranges make no candidate lists")
  func manyCombinations() throws {
    var source = SecurityRuleGenerator(.services, seed: 87)
    var table = source.table("nsg", rules: 50)
    let many: [ClosedRange<UInt16>] = [
      0...1, 100...101, 200...201, 300...301, 400...401, 500...501, 600...601, 700...701, 800...801,
    ]
    table.rules[3].protocolNumber = .tcp
    table.rules[3].sourcePorts = many
    table.rules[3].destinationPorts = many
    let fields = try #require(ClassifiedFields([table]))
    #expect(CandidateLists([table], fields, memoryLimit: 32 << 20) == nil)
    Self.check(SecurityClassifier([table]), &source, packets: 500)
  }

  @Test(
    "pair lists decide as well", arguments: SecurityRuleGenerator.Style.allCases, [true, false])
  func pairLists(style: SecurityRuleGenerator.Style, hasTwo: Bool) throws {
    var source = SecurityRuleGenerator(style, seed: 83)
    var tables = [source.table("one", rules: 65)]
    if hasTwo { tables.append(source.table("other", rules: 100)) }
    let fields = try #require(ClassifiedFields(tables))
    let pairs = try #require(AddressPairs(fields, memoryLimit: 32 << 20))
    let lists = try #require(PairLists(fields, pairs, memoryLimit: 64 << 20))
    Self.check(SecurityClassifier(tables, structure: .pairLists(lists)), &source, packets: 1000)
  }

  @Test("ports with very many combinations are classified apart")
  func portsApart() throws {
    var source = SecurityRuleGenerator(.ranges, seed: 84)
    let tables = [source.table("one", rules: 900)]
    let fields = try #require(ClassifiedFields(tables))
    guard case .apart = fields.transport else {
      Issue.record("the ports have few combinations")
      return
    }
    let pairs = try #require(AddressPairs(fields, memoryLimit: 32 << 20))
    let lists = try #require(PairLists(fields, pairs, memoryLimit: 64 << 20))
    Self.check(SecurityClassifier(tables, structure: .pairLists(lists)), &source, packets: 200)
    let vectors = SecurityClassifier(tables, memoryLimit: 0)
    #expect(Self.name(vectors.structure) == "bit vectors")
    Self.check(vectors, &source, packets: 200)
  }

  @Test("equal groups share a classifier, and unchanged ones are not compiled again")
  func sharing() {
    var source = SecurityRuleGenerator(.services, seed: 85)
    let a = source.table("a", rules: 40)
    let b = source.table("b", rules: 40)
    var classifiers = SecurityClassifiers()
    let first = classifiers.compile([[a], [a, b], [a], [b]])
    #expect(classifiers.compiledCount == 3)
    #expect(first[0] === first[2])
    var changed = b
    changed.rules[3].allows.toggle()
    let second = classifiers.compile([[a], [changed]])
    #expect(classifiers.compiledCount == 4)
    #expect(second[0] === first[0])
    let third = classifiers.compile([[b]])
    #expect(classifiers.compiledCount == 5, "what is not asked for is let go")
    #expect(third[0] !== first[3])
  }

  @Test("more rules than a summary's word has bits for are bit vectors that decide as well")
  func wide() {
    var source = SecurityRuleGenerator(.services, seed: 79)
    let tables = [source.table("one", rules: 2100), source.table("other", rules: 2100)]
    let classifier = SecurityClassifier(tables)
    #expect(Self.name(classifier.structure) == "candidate lists")
    Self.check(classifier, &source, packets: 150)
    let vectors = SecurityClassifier(tables, memoryLimit: 0)
    #expect(Self.name(vectors.structure) == "bit vectors")
    Self.check(vectors, &source, packets: 150)
  }

  @Test("the structure is chosen by size and named")
  func choice() {
    var source = SecurityRuleGenerator(.services, seed: 80)
    let defaults = SecurityRuleSamples.inbound("nsg", virtualNetwork: PortFixture.network)
    let small = SecurityClassifier([defaults])
    #expect(small.description == "linear search, 2 rules, 0 bytes")
    let large = SecurityClassifier([defaults, source.table("other", rules: 100)])
    #expect(large.description.hasPrefix("candidate lists, 2 and 100 rules, "))
    #expect(large.memoryBytes > 0)
    var lists = SecurityRuleGenerator(.lists, seed: 80)
    #expect(
      SecurityClassifier([lists.table("nsg", rules: 60)]).description
        .hasPrefix("cross product, 60 rules, "))
  }

  @Test("what no rule matches is the last rule's, even if that one is not for everything")
  func lastRule() {
    var source = SecurityRuleGenerator(.services, seed: 81)
    var table = source.table("nsg", rules: 60)
    table.rules.removeLast()
    Self.check(SecurityClassifier([table]), &source, packets: 500)
    Self.check(SecurityClassifier([table], memoryLimit: 0), &source, packets: 500)
  }

  @Test("a range ends at the last number, and empty sides match nothing")
  func edges() {
    var source = SecurityRuleGenerator(.ranges, seed: 82)
    var table = source.table("nsg", rules: 40)
    let top = IPv4Prefix(containing: .broadcast, length: 9)
    table.rules[0].sources = [.init(included: [top], excluded: [])]
    table.rules[1].sources = [.init(included: [.all], excluded: [top])]
    table.rules[2].destinations = []
    table.rules[3].destinationPorts = [65535...65535, 0...0]
    table.rules[4].sources = [.init(included: [top], excluded: [.all])]
    table.rules[5].sourcePorts = []
    Self.check(SecurityClassifier([table]), &source, packets: 2000)
  }
}
