import Addressing

/// Checks what no single declaration can: references, overlaps, pairs. All problems are reported.
struct TopologyValidator {
  let draft: DraftTopology
  let index: DocumentIndex
  let collector: DiagnosticCollector
  /// The draft with every name spelled as its declaration spells it.
  var topology: Topology
  /// By kind and lower-case name: the name as declared.
  private let spellings: [DraftTopology.Kind: [String: String]]

  /// The topology with canonical names; it is sound only if the collector has no errors.
  static func validate(
    _ draft: DraftTopology, document: JSONValue, _ collector: DiagnosticCollector
  ) -> Topology {
    var validator = TopologyValidator(draft, document, collector)
    validator.resolveReferences()
    validator.resolveLocalSites()
    validator.resolveApplicationGroups()
    validator.resolveLoadBalancers()
    validator.checkNames()
    validator.checkNameForms()
    validator.checkAddressing()
    validator.checkPeerings()
    validator.checkPolicies()
    validator.checkServiceTags()
    validator.checkServiceEndpoints()
    validator.checkApplicationGroups()
    validator.checkGateways()
    validator.checkCircuits()
    validator.checkGatewayLimits()
    validator.checkCircuitKinds()
    validator.checkAuthorizations()
    validator.checkRouteFilters()
    validator.checkRegions()
    validator.checkMachineSizes()
    validator.checkAppliances()
    validator.checkConnections()
    validator.checkBgpAddresses()
    validator.checkVPNClients()
    validator.checkTrafficSelectors()
    validator.checkLocalSites()
    validator.checkJoinedNetworks()
    validator.checkRouters()
    validator.checkHosts()
    validator.checkTunnels()
    validator.checkLinks()
    validator.checkSettings()
    validator.checkLoadBalancers()
    validator.checkNameServers()
    validator.checkScenarios()
    return validator.topology
  }

  private init(
    _ draft: DraftTopology, _ document: JSONValue, _ collector: DiagnosticCollector
  ) {
    self.draft = draft
    self.collector = collector
    index = DocumentIndex(document: document, source: collector.source)
    topology = draft.topology
    var spellings: [DraftTopology.Kind: [String: String]] = [:]
    for kind in DraftTopology.Kind.allCases {
      spellings[kind] = Dictionary(
        draft.names(kind).map { ($0.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
    }
    self.spellings = spellings
  }

  /// The name as its declaration spells it; `nil` if there is none.
  func canonical(_ kind: DraftTopology.Kind, _ name: String) -> String? {
    spellings[kind]?[name.lowercased()]
  }

  // MARK: Finding things

  func virtualNetwork(_ name: String) -> VirtualNetwork? {
    topology.virtualNetworks.first { $0.name == name }
  }

  func gateway(_ name: String) -> VirtualNetworkGateway? {
    topology.virtualNetworkGateways.first { $0.name == name }
  }

  func localGateway(_ name: String) -> LocalNetworkGateway? {
    topology.localNetworkGateways.first { $0.name == name }
  }

  func circuit(_ name: String) -> ExpressRouteCircuit? {
    topology.expressRouteCircuits.first { $0.name == name }
  }

  func connection(_ name: String) -> Connection? {
    topology.connections.first { $0.name == name }
  }

  var routers: [Router] { topology.sites.flatMap(\.routers) }
  var hosts: [Host] { topology.sites.flatMap(\.hosts) }

  func gateways(in network: String) -> [VirtualNetworkGateway] {
    topology.virtualNetworkGateways.filter { $0.virtualNetwork == network }
  }

  // MARK: Reporting

  func error(
    _ code: DiagnosticCode, _ message: String, at declaration: SourceLocation,
    _ steps: DocumentIndex.Step..., notes: [Diagnostic.Note] = [], help: String? = nil
  ) {
    collector.error(
      code, message, at: index.span(declaration, steps), notes: notes, help: help)
  }

  func warning(
    _ code: DiagnosticCode, _ message: String, at declaration: SourceLocation,
    _ steps: DocumentIndex.Step..., notes: [Diagnostic.Note] = [], help: String? = nil
  ) {
    collector.warning(
      code, message, at: index.span(declaration, steps), notes: notes, help: help)
  }

  func note(
    _ message: String, at declaration: SourceLocation, _ steps: DocumentIndex.Step...
  ) -> Diagnostic.Note {
    let span = index.span(declaration, steps)
    return .init(
      location: collector.source.location(at: span.lowerBound), message: message)
  }
}

/// The numbers of `0..<count` in pairs, the smaller one first.
func pairs(_ count: Int) -> [(Int, Int)] {
  (0..<count).flatMap { first in ((first + 1)..<max(count, first + 1)).map { (first, $0) } }
}

extension DocumentIndex.Step {
  /// The element of a list of prefixes that is at `position` among those that could be read.
  static func prefix(_ position: Int, of list: [IPv4Prefix]) -> Self {
    let earlier = list[..<position].filter { $0 == list[position] }.count
    return .elementNaming(list[position].description, skip: earlier)
  }
}

extension IPv4Prefix {
  /// The first address that a host may have: the prefix's own in a /31 and /32, else the next.
  var firstUsableAddress: IPv4Address { length >= 31 ? address : address.advanced(by: 1) }
}
