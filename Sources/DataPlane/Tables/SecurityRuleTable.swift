import Addressing

/// Numbers a table of security rules.
package struct SecurityRuleTableID: RawRepresentable, Hashable, Sendable {
  package var rawValue: Int32

  package init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  package var index: Int { Int(rawValue) }
}

/// The rules of one network security group for one direction, tags expanded, in order of priority.
///
/// The default rules are part of it, so that one rule always decides.
package struct SecurityRuleTable: Hashable, Sendable {
  /// A set of addresses: inside one of `included` and outside all of `excluded`.
  package struct AddressSet: Hashable, Sendable {
    package var included: [IPv4Prefix]
    package var excluded: [IPv4Prefix]

    package init(included: [IPv4Prefix], excluded: [IPv4Prefix] = []) {
      self.included = included
      self.excluded = excluded
    }

    package static let any = Self(included: [.all])

    package func contains(_ address: IPv4Address) -> Bool {
      included.contains { $0.contains(address) } && !excluded.contains { $0.contains(address) }
    }
  }

  package struct Rule: Hashable, Sendable {
    /// As Azure's tools print it: `securityRules/NAME` or `defaultSecurityRules/NAME`.
    package var name: String
    package var priority: Int
    package var allows: Bool
    /// `nil` is any.
    package var protocolNumber: IPProtocol?
    /// A packet matches if one of the sets contains its address.
    package var sources: [AddressSet]
    package var destinations: [AddressSet]
    package var sourcePorts: [ClosedRange<UInt16>]
    package var destinationPorts: [ClosedRange<UInt16>]
    /// Why a packet is dropped that the rule denies; `nil` is for the level at which the group is attached.
    package var denial: DropReason?

    var isForAllPorts: Bool {
      sourcePorts.contains(0...65535) && destinationPorts.contains(0...65535)
    }

    package init(
      name: String, priority: Int, allows: Bool, protocolNumber: IPProtocol? = nil,
      sources: [AddressSet] = [.any], destinations: [AddressSet] = [.any],
      sourcePorts: [ClosedRange<UInt16>] = [0...65535],
      destinationPorts: [ClosedRange<UInt16>] = [0...65535], denial: DropReason? = nil
    ) {
      self.denial = denial
      self.name = name
      self.priority = priority
      self.allows = allows
      self.protocolNumber = protocolNumber
      self.sources = sources
      self.destinations = destinations
      self.sourcePorts = sourcePorts
      self.destinationPorts = destinationPorts
    }
  }

  /// The network security group's name.
  package var group: String
  /// Sorted by priority; the last one matches everything.
  package var rules: [Rule]

  package init(group: String, rules: [Rule]) {
    self.group = group
    self.rules = rules
  }

  /// The index of the first rule that matches. O(rules x prefixes).
  ///
  /// Only TCP and UDP have ports: of the rest a rule for any protocol matches a packet if it names no ports,
  /// a rule for the packet's protocol whatever it names.
  package func decide(_ flow: FiveTuple) -> Int {
    let hasPorts = flow.protocolNumber == .tcp || flow.protocolNumber == .udp
    for (index, rule) in rules.enumerated() {
      if let wanted = rule.protocolNumber, wanted != flow.protocolNumber { continue }
      if hasPorts {
        guard rule.sourcePorts.contains(where: { $0.contains(flow.sourcePort.rawValue) }),
          rule.destinationPorts.contains(where: { $0.contains(flow.destinationPort.rawValue) })
        else { continue }
      } else if rule.protocolNumber == nil, !rule.isForAllPorts {
        continue
      }
      guard rule.sources.contains(where: { $0.contains(flow.source) }),
        rule.destinations.contains(where: { $0.contains(flow.destination) })
      else { continue }
      return index
    }
    return rules.count - 1
  }
}
