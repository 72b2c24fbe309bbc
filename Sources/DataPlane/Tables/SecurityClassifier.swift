import Addressing
import LongestPrefixMatch

/// The deciding rule of each of the groups that a packet meets: an index into the group's rules.
@frozen
package struct SecurityDecision: Hashable, Sendable {
  package var first: UInt16
  /// 0 where there is one group only.
  package var second: UInt16

  @inlinable
  package init(first: UInt16, second: UInt16 = 0) {
    self.first = first
    self.second = second
  }
}

/// The rules of one or two network security groups for one direction, compiled into one structure that names the
/// deciding rule of each: the groups of a network interface and of its subnet in one search.
///
/// Addresses, and protocol with ports, are first put into classes that no rule tells apart. What the classes
/// decide together is found in one of five ways, chosen by what the rules are like; ``description`` says which.
/// A value never changes; workers share it.
package final class SecurityClassifier: Sendable {
  /// How the classes of a packet lead to the deciding rules.
  enum Structure: Sendable {
    /// Few rules: one after the other.
    case linear
    /// Tables of all combinations (Gupta and McKeown, "Packet classification on multiple fields", 1999).
    case crossProduct(CrossProduct)
    /// The few rules that the class of one address leaves, compared one and all.
    case candidateLists(CandidateLists)
    /// Lists of the rules that each pair of address classes leaves.
    case pairLists(PairLists)
    /// A bit for each rule, the sets of the classes intersected (Lakshman and Stiliadis 1998; Baboescu and
    /// Varghese 2001).
    case bitVectors(BitVectors)
  }

  /// Up to so many rules and prefixes, and as many port ranges, are searched one after the other.
  static let linearLimit = 24

  package let tables: [SecurityRuleTable]
  let structure: Structure
  /// Bytes of the compiled structure, the rules themselves not counted.
  package let memoryBytes: Int

  /// - Parameters:
  ///   - tables: one or two.
  ///   - memoryLimit: in bytes. What does not fit into a structure becomes the next one in the order of their
  ///     speed, at last bit vectors, which are made whatever they need.
  package init(_ tables: [SecurityRuleTable], memoryLimit: Int = 32 << 20) {
    precondition((1...2).contains(tables.count), "one group or two")
    self.tables = tables
    let size = tables.reduce(0) { $0 + Self.size($1) }
    guard size > Self.linearLimit, let fields = ClassifiedFields(tables) else {
      structure = .linear
      memoryBytes = 0
      return
    }
    if let lists = CandidateLists(tables, fields, memoryLimit: memoryLimit) {
      structure = .candidateLists(lists)
      memoryBytes = lists.memoryBytes
      return
    }
    let pairs = AddressPairs(fields, memoryLimit: memoryLimit)
    if let pairs, let product = CrossProduct(fields, pairs, memoryLimit: memoryLimit) {
      structure = .crossProduct(product)
      memoryBytes = product.memoryBytes
    } else if let pairs, let lists = PairLists(fields, pairs, memoryLimit: memoryLimit) {
      structure = .pairLists(lists)
      memoryBytes = lists.memoryBytes
    } else {
      let vectors = BitVectors(fields)
      structure = .bitVectors(vectors)
      memoryBytes = vectors.memoryBytes
    }
  }

  /// For tests of one structure.
  init(_ tables: [SecurityRuleTable], structure: Structure) {
    self.tables = tables
    self.structure = structure
    memoryBytes = 0
  }

  /// What a search of the rules one after the other may have to look at.
  private static func size(_ table: SecurityRuleTable) -> Int {
    table.rules.reduce(0) { sum, rule in
      sum + 1 + rule.sourcePorts.count + rule.destinationPorts.count - 2
        + (rule.sources + rule.destinations).reduce(0) {
          $0 + $1.included.count + $1.excluded.count - ($1 == .any ? 1 : 0)
        }
    }
  }

  /// The deciding rules of one packet.
  package func decide(_ flow: FiveTuple) -> SecurityDecision {
    switch structure {
    case .linear: linear(flow)
    case .crossProduct(let product): product.decide(flow)
    case .candidateLists(let lists): lists.decide(flow)
    case .pairLists(let lists): lists.decide(flow)
    case .bitVectors(let vectors): vectors.decide(flow)
    }
  }

  /// The deciding rules of many packets, 64 of them in flight at a time.
  ///
  /// - Precondition: `results` has as many elements as `flows`.
  package func decide(
    _ flows: Span<FiveTuple>, into results: inout MutableSpan<SecurityDecision>
  ) {
    precondition(results.count == flows.count, "a result for every packet")
    switch structure {
    case .linear:
      for index in flows.indices { results[index] = linear(flows[index]) }
    case .crossProduct(let product): product.decide(flows, into: &results)
    case .candidateLists(let lists): lists.decide(flows, into: &results, using: .fastest)
    case .pairLists(let lists): lists.decide(flows, into: &results)
    case .bitVectors(let vectors): vectors.decide(flows, into: &results)
    }
  }

  /// The reason for which a packet with this decision is dropped at a port; `nil` if both rules allow.
  package func denial(_ decision: SecurityDecision, at port: PortSecurity) -> DropReason? {
    if !tables[0].rules[Int(decision.first)].allows { return port.firstDenial }
    if tables.count > 1, !tables[1].rules[Int(decision.second)].allows { return port.secondDenial }
    return nil
  }

  private func linear(_ flow: FiveTuple) -> SecurityDecision {
    let second = tables.count > 1 ? tables[1].decide(flow) : 0
    return SecurityDecision(
      first: UInt16(truncatingIfNeeded: tables[0].decide(flow)),
      second: UInt16(truncatingIfNeeded: second))
  }
}

extension SecurityClassifier: CustomStringConvertible {
  /// The structure, the rules and the memory: `cross product, 1000 rules, 2411520 bytes`.
  package var description: String {
    let name =
      switch structure {
      case .linear: "linear search"
      case .crossProduct: "cross product"
      case .candidateLists: "candidate lists"
      case .pairLists: "pair lists"
      case .bitVectors: "bit vectors"
      }
    let rules = tables.map { String($0.rules.count) }.joined(separator: " and ")
    return "\(name), \(rules) rules, \(memoryBytes) bytes"
  }
}
