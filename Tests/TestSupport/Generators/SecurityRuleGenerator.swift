import Addressing
import DataPlane
import LongestPrefixMatch

/// Seeded security groups that look like those of real estates, and packets that try them.
package struct SecurityRuleGenerator {
  /// What the rules are like.
  package enum Style: String, CaseIterable, Sendable {
    /// Subnets and hosts, services by destination port, few rules for all protocols.
    case services
    /// One prefix a side and ranges of ports on both, none broad enough to hide the rest.
    case ranges
    /// Some rules with many prefixes, as lists of addresses and service tags are; sets with holes.
    case lists
  }

  private var generator: SeededGenerator
  private let style: Style

  package init(_ style: Style, seed: UInt64) {
    self.style = style
    generator = SeededGenerator(seed: seed)
  }

  /// A group of `count` rules, the default deny among them.
  package mutating func table(_ group: String, rules count: Int) -> SecurityRuleTable {
    var rules = (0..<count - 1).map { rule(number: $0) }
    rules.append(
      .init(name: "defaultSecurityRules/DenyAllInBound", priority: 65500, allows: false))
    return SecurityRuleTable(group: group, rules: rules)
  }

  /// A packet: every other one is made to match a rule's fields, unless an earlier rule decides.
  package mutating func flow(_ tables: [SecurityRuleTable]) -> FiveTuple {
    let table = tables[number(tables.count)]
    let rule = table.rules[number(table.rules.count)]
    let isAimed = number(2) == 0
    let source = isAimed ? inside(rule.sources) : address()
    let destination = isAimed ? inside(rule.destinations) : address()
    let protocols: [IPProtocol] = [.tcp, .udp, .icmp, .esp]
    return FiveTuple(
      source: source, destination: destination,
      sourcePort: isAimed ? inside(rule.sourcePorts) : port(),
      destinationPort: isAimed ? inside(rule.destinationPorts) : port(),
      protocolNumber: isAimed
        ? rule.protocolNumber ?? protocols[number(4)] : protocols[number(4)])
  }

  // MARK: Rules

  private mutating func rule(number: Int) -> SecurityRuleTable.Rule {
    var rule = SecurityRuleTable.Rule(
      name: "securityRules/rule-\(number)", priority: 100 + number, allows: self.number(3) > 0)
    switch style {
    case .services:
      rule.protocolNumber = [.tcp, .tcp, .tcp, .udp, .icmp, nil][self.number(6)]
      rule.sources = [.init(included: [prefix(16...28)])]
      rule.destinations = [.init(included: [prefix(22...32)])]
      if rule.protocolNumber == .tcp || rule.protocolNumber == .udp {
        rule.destinationPorts = (0...self.number(2)).map { _ in service() }
      }
    case .ranges:
      rule.protocolNumber = [.tcp, .udp][self.number(2)]
      rule.sources = [.init(included: [prefix(16...32)])]
      rule.destinations = [.init(included: [prefix(16...32)])]
      rule.sourcePorts = [self.number(2) == 0 ? 0...65535 : range()]
      rule.destinationPorts = [range()]
    case .lists:
      rule.protocolNumber = [.tcp, .udp, nil][self.number(3)]
      rule.sources = (0...self.number(2)).map { _ in list() }
      rule.destinations = self.number(4) == 0 ? [.any] : [list()]
      rule.destinationPorts = [service(), range()]
    }
    return rule
  }

  private mutating func list() -> SecurityRuleTable.AddressSet {
    let count = number(10) == 0 ? 1 + number(200) : 1 + number(4)
    let included = (0..<count).map { _ in prefix(12...32) }
    let holes = number(4) == 0 ? (0..<3).map { _ in prefix(14...26) } : []
    return .init(included: included, excluded: holes)
  }

  private mutating func service() -> ClosedRange<UInt16> {
    let ports: [UInt16] = [22, 53, 80, 123, 443, 1433, 3306, 3389, 5432, 8080, 8443]
    let port = ports[number(ports.count)]
    return number(5) == 0 ? port...port + UInt16(number(100)) : port...port
  }

  private mutating func range() -> ClosedRange<UInt16> {
    let low = UInt16(number(65536))
    return low...UInt16(min(65535, Int(low) + number(4096)))
  }

  private mutating func prefix(_ lengths: ClosedRange<Int>) -> IPv4Prefix {
    let length = lengths.lowerBound + number(lengths.count)
    return IPv4Prefix(containing: address(), length: length)
  }

  // MARK: Packets

  private mutating func inside(_ sets: [SecurityRuleTable.AddressSet]) -> IPv4Address {
    guard let prefixes = sets.first?.included, !prefixes.isEmpty else { return address() }
    let prefix = prefixes[number(prefixes.count)]
    let size = UInt64(1) << UInt64(32 - prefix.length)
    return prefix.address.advanced(by: Int(generator.next() % size))
  }

  private mutating func inside(_ ranges: [ClosedRange<UInt16>]) -> Port {
    guard !ranges.isEmpty else { return port() }
    let range = ranges[number(ranges.count)]
    return Port(rawValue: range.lowerBound + UInt16(number(range.count)))
  }

  private mutating func port() -> Port { Port(rawValue: UInt16(number(65536))) }

  /// Mostly in 10.0.0.0/9.
  private mutating func address() -> IPv4Address {
    let bits = generator.next() as UInt64
    let any = UInt32(truncatingIfNeeded: bits)
    return IPv4Address(
      rawValue: bits >> 61 == 0 ? any : 0x0A00_0000 | any & 0x007F_FFFF)
  }

  private mutating func number(_ limit: Int) -> Int {
    Int(truncatingIfNeeded: generator.next() as UInt64 % UInt64(limit))
  }
}
