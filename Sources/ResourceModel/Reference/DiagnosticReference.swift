/// What `vnetem diagnostic CODE` tells of a code: the rule behind it, who says so, when it holds, an example, the mend.
package struct DiagnosticReference: Sendable {
  package let code: DiagnosticCode
  /// The rule that a document breaks, one sentence without a full stop.
  package let rule: String
  /// The page or the standard that states the rule.
  package let source: String
  /// The profiles in which the rule holds.
  package let profiles: ClosedRange<EraProfile>
  /// A piece of a document that breaks the rule.
  package let example: String
  /// What to do, without a full stop.
  package let mend: String

  init(
    _ code: DiagnosticCode, rule: String, source: String, example: String, mend: String
  ) {
    self.code = code
    self.rule = rule
    self.source = source
    profiles = .azure2015 ... .current
    self.example = example
    self.mend = mend
  }

  /// A rule that some profiles have; profiles and source are the era rule's.
  init(
    _ code: DiagnosticCode, rule: String, era: EraRule, example: String, mend: String
  ) {
    self.code = code
    self.rule = rule
    source = era.source
    profiles = era.profiles
    self.example = example
    self.mend = mend
  }

  /// All of them in the order of the codes.
  package static let all: [DiagnosticReference] =
    (syntax + shape + references + gateways + circuits + microsoftPeering + peerings + policies
    + serviceTags + sites + scenarios + loadBalancers + tunnels + nameServers)
    .sorted { $0.code.rawValue < $1.code.rawValue }

  /// The entry of a code; `nil` if it has none, which a test rules out.
  package static func entry(of code: DiagnosticCode) -> DiagnosticReference? {
    all.first { $0.code == code }
  }

  /// Whether the document is refused or only talked about.
  package var severity: Diagnostic.Severity {
    Self.warnings.contains(code) ? .warning : .error
  }

  private static let warnings: Set<DiagnosticCode> = [
    .unknownMachineSize,
    .ignoredProperty, .ignoredResourceType, .oneSidedPeering, .connectionWithoutReverse,
    .sharedKeyMismatch, .connectionWithoutTunnel, .emptyLocalNetwork, .apipaPeer,
    .trafficSelectorMismatch, .neighborASN,
    .bgpPeeringAddress,
    .peeringNotSynchronised, .disconnectedPeering, .forwardedTrafficNotAllowed,
    .applianceUnreachable, .applianceWithoutForwarding, .serviceEndpointPrefixes,
    .nameServer, .platformTagDirection, .routeToPlatform, .applianceOnOwnRoute, .emptyPool,
    .frontEndAcrossRegions, .probeUnanswered,
    .microsoftPeeringWithoutPrefixes, .tunnelSourceNotAdvertised, .routeFilterMissing,
    .tunnelGatewayNotTold, .unknownCommunity,
    .routeWithoutGateway, .defaultSite,
  ]

  /// The profiles in words: `all profiles`, one, or the first and the last.
  package var profileText: String {
    if profiles == .azure2015 ... .current { return "all profiles" }
    let (first, last) = (profiles.lowerBound, profiles.upperBound)
    return first == last ? first.rawValue : "\(first.rawValue) to \(last.rawValue)"
  }
}

extension DiagnosticCode {
  /// The code that is written so, letter case aside.
  package init?(written text: String) {
    self.init(rawValue: text.uppercased())
  }
}
