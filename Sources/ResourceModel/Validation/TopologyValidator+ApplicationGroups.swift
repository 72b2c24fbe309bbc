/// Application security groups and the forms of augmented rules (Azure: "Network security groups overview",
/// "Application security groups").
extension TopologyValidator {
  mutating func resolveApplicationGroups() {
    for item in topology.networkInterfaces.indices {
      for position in topology.networkInterfaces[item].ipConfigurations.indices {
        var configuration = topology.networkInterfaces[item].ipConfigurations[position]
        configuration.applicationSecurityGroups = configuration.applicationSecurityGroups.map {
          resolved($0, at: configuration.source, "applicationSecurityGroups", .elementNaming($0))
        }
        topology.networkInterfaces[item].ipConfigurations[position] = configuration
      }
    }
    for item in topology.networkSecurityGroups.indices {
      for position in topology.networkSecurityGroups[item].securityRules.indices {
        var rule = topology.networkSecurityGroups[item].securityRules[position]
        rule.sourceAddressPrefixes = resolved(
          rule.sourceAddressPrefixes, of: rule, "sourceApplicationSecurityGroups")
        rule.destinationAddressPrefixes = resolved(
          rule.destinationAddressPrefixes, of: rule, "destinationApplicationSecurityGroups")
        topology.networkSecurityGroups[item].securityRules[position] = rule
      }
    }
  }

  private func resolved(
    _ specifiers: [AddressSpecifier], of rule: SecurityRule, _ list: String
  ) -> [AddressSpecifier] {
    specifiers.map { specifier in
      guard case .applicationSecurityGroup(let name) = specifier else { return specifier }
      return .applicationSecurityGroup(
        resolved(name, at: rule.source, .property(list), .elementNaming(name)))
    }
  }

  private func resolved(
    _ name: String, at declaration: SourceLocation, _ steps: DocumentIndex.Step...
  ) -> String {
    if let canonical = canonical(.applicationSecurityGroup, name) { return canonical }
    collector.error(
      .unknownReference, "there is no application security group \"\(name)\"",
      at: index.span(declaration, steps),
      help: Spelling.suggestion(for: name, among: draft.names(.applicationSecurityGroup)))
    return name
  }

  // MARK: Checks

  private static let groupsPerConfiguration = 20
  private static let groupsPerSide = 10
  private static let addressesPerSide = 4_000
  private static let rulesPerGroup = 1_000

  func checkApplicationGroups() {
    for nic in topology.networkInterfaces {
      for configuration in nic.ipConfigurations
      where configuration.applicationSecurityGroups.count > Self.groupsPerConfiguration {
        limit(
          "\"\(nic.name)\"", configuration.applicationSecurityGroups.count,
          "application security groups", Self.groupsPerConfiguration, at: configuration.source)
      }
    }
    checkGroupNetworks()
    for group in topology.networkSecurityGroups {
      if group.securityRules.count > Self.rulesPerGroup {
        limit(
          "\"\(group.name)\"", group.securityRules.count, "rules", Self.rulesPerGroup,
          at: group.source)
      }
      for rule in group.securityRules {
        checkSide(rule, rule.sourceAddressPrefixes, "source")
        checkSide(rule, rule.destinationAddressPrefixes, "destination")
        checkSides(rule)
      }
    }
  }

  private func limit(
    _ what: String, _ count: Int, _ things: String, _ limit: Int, at source: SourceLocation
  ) {
    error(
      .securityGroupLimit, "\(what) has \(count) \(things), and \(limit) is the limit", at: source)
  }

  private func checkSide(_ rule: SecurityRule, _ side: [AddressSpecifier], _ word: String) {
    let groups = side.count {
      if case .applicationSecurityGroup = $0 { true } else { false }
    }
    if groups > Self.groupsPerSide {
      limit(
        "the \(word) of \"\(rule.name)\"", groups, "application security groups",
        Self.groupsPerSide, at: rule.source)
    }
    if side.count - groups > Self.addressesPerSide {
      limit(
        "the \(word) of \"\(rule.name)\"", side.count - groups, "addresses",
        Self.addressesPerSide, at: rule.source)
    }
    guard side.count > 1, groups < side.count else { return }
    for specifier in side {
      let word: String
      switch specifier {
      case .prefix, .applicationSecurityGroup: continue
      case .any: word = "*"
      case .serviceTag(let tag): word = tag.rawValue
      }
      error(
        .augmentedRule, "\(word) stands alone, and not in a list of addresses", at: rule.source,
        help: "make it a rule of its own")
      return
    }
  }

  /// The network of a group is that of its first member.
  private func networks() -> [String: (network: String, first: NetworkInterface)] {
    var result: [String: (network: String, first: NetworkInterface)] = [:]
    for nic in topology.networkInterfaces {
      for configuration in nic.ipConfigurations {
        for group in configuration.applicationSecurityGroups where result[group] == nil {
          result[group] = (configuration.subnet.virtualNetwork, nic)
        }
      }
    }
    return result
  }

  private func checkGroupNetworks() {
    let homes = networks()
    for nic in topology.networkInterfaces {
      for configuration in nic.ipConfigurations {
        for group in configuration.applicationSecurityGroups {
          guard let home = homes[group], home.network != configuration.subnet.virtualNetwork else {
            continue
          }
          error(
            .applicationGroupNetworks,
            "\"\(group)\" has an interface of \"\(home.network)\" and cannot have \"\(nic.name)\" of "
              + "\"\(configuration.subnet.virtualNetwork)\"",
            at: configuration.source, "applicationSecurityGroups", .elementNaming(group),
            notes: [note("its first interface", at: home.first.source)])
        }
      }
    }
  }

  /// Groups at both sides of a rule are of one network.
  private func checkSides(_ rule: SecurityRule) {
    let homes = networks()
    func named(_ side: [AddressSpecifier]) -> [String] {
      side.compactMap { specifier in
        if case .applicationSecurityGroup(let name) = specifier { name } else { nil }
      }
    }
    let sources = named(rule.sourceAddressPrefixes)
    let destinations = named(rule.destinationAddressPrefixes)
    guard let first = sources.first.flatMap({ homes[$0]?.network }),
      let other = destinations.first(where: { homes[$0].map { $0.network != first } ?? false })
    else { return }
    error(
      .applicationGroupNetworks,
      "the two sides of \"\(rule.name)\" are in different networks: \"\(sources[0])\" in \"\(first)\", "
        + "\"\(other)\" in \"\(homes[other]?.network ?? "")\"",
      at: rule.source, help: "name addresses at one of the sides")
  }
}
