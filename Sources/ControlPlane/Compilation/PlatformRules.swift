import Addressing
import DataPlane
import ResourceModel

/// What the platform's own services mean for the outbound rules of a network security group.
///
/// Traffic to the host (168.63.129.16 and 169.254.169.254) and to the licensing servers is not subject to rules, but to
/// those that name a platform tag (Azure: "Network security groups overview", Azure platform considerations).
enum PlatformRules {
  /// What rules of this kind are called; Azure's tools do not list them.
  static let namePrefix = "platform/"

  /// One service behind a tag. A rule that names the tag is about its port only, which is inferred.
  private struct Service {
    var addresses: [IPv4Prefix]
    /// The protocols it is asked by; all of them have ports.
    var protocols: [IPProtocol]
    var port: UInt16
  }

  /// Azure: "Windows activation fails", 2022: kms.core.windows.net and the two of azkms.core.windows.net.
  private static let licensing = [
    IPv4Address(20, 118, 99, 224), IPv4Address(23, 102, 135, 246), IPv4Address(40, 83, 235, 53),
  ].map { IPv4Prefix(containing: $0, length: 32) }

  private static func service(_ tag: ServiceTag) -> Service? {
    switch tag {
    case .azurePlatformDNS:
      Service(
        addresses: [IPv4Prefix.hostServices[0]], protocols: [.tcp, .udp], port: 53)
    case .azurePlatformIMDS:
      Service(addresses: [IPv4Prefix.hostServices[1]], protocols: [.tcp], port: 80)
    case .azurePlatformLKM:
      Service(addresses: licensing, protocols: [.tcp], port: 1688)
    default: nil
    }
  }

  static func namesPlatform(_ rule: SecurityRule) -> Bool {
    rule.destinationAddressPrefixes.contains { specifier in
      if case .serviceTag(let tag) = specifier { ServiceTag.platform.contains(tag) } else { false }
    }
  }

  /// A rule that names a platform tag: about the service behind it and nothing else.
  static func restricted(
    _ rule: SecurityRuleTable.Rule, _ written: SecurityRule
  ) -> SecurityRuleTable.Rule {
    var rule = rule
    let services = written.destinationAddressPrefixes.compactMap { specifier -> Service? in
      if case .serviceTag(let tag) = specifier { service(tag) } else { nil }
    }
    guard let service = services.first else { return rule }
    rule.destinations = [.init(included: service.addresses)]
    let asked = rule.protocolNumber.map { service.protocols.contains($0) } ?? true
    guard asked, rule.destinationPorts.contains(where: { $0.contains(service.port) }) else {
      rule.sources = [.init(included: [])]
      return rule
    }
    if rule.protocolNumber == nil, service.protocols.count == 1 {
      rule.protocolNumber = service.protocols[0]
    }
    rule.destinationPorts = [service.port...service.port]
    return rule
  }

  /// What holds behind the rules that name platform tags, and before all others.
  ///
  /// - Parameter licenses: whether the licensing servers are let through: not where a route to 0.0.0.0/0 takes the
  ///   place of the Internet's.
  static func allowances(licenses: Bool) -> [SecurityRuleTable.Rule] {
    var rules = [
      SecurityRuleTable.Rule(
        name: namePrefix + "AllowHostServices", priority: 0, allows: true,
        destinations: [.init(included: IPv4Prefix.hostServices)])
    ]
    if licenses {
      rules.append(
        SecurityRuleTable.Rule(
          name: namePrefix + "AllowLicensing", priority: 0, allows: true, protocolNumber: .tcp,
          destinations: [.init(included: licensing)], destinationPorts: [1688...1688]))
    }
    return rules
  }
}
