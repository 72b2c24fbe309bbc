import Addressing

extension TopologyValidator {
  /// Entries of the small sections: one for each subject.
  func checkSettings() {
    unique(topology.circuitBindings.map { ($0.circuit, $0.source) }, "circuit", "the circuit")
    unique(topology.gatewayProfiles.map { ($0.gateway, $0.source) }, "gateway", "the gateway")
    unique(
      topology.regionLatencies.map {
        ([$0.first, $0.second].sorted().joined(separator: ", "), $0.source)
      },
      "between", "the regions")
    unique(
      topology.ecmpSeeds.map { seed in
        switch seed.device {
        case .networkInterface(let name), .virtualNetworkGateway(let name), .router(let name):
          (name, seed.source)
        case .circuit(let name, let side): ("\(name)/\(side.rawValue)", seed.source)
        }
      }, "device", "the device")
  }

  private func unique(
    _ entries: [(subject: String, source: SourceLocation)], _ key: DocumentIndex.Step,
    _ what: String
  ) {
    var seen: [String: SourceLocation] = [:]
    for entry in entries {
      guard let earlier = seen[entry.subject] else {
        seen[entry.subject] = entry.source
        continue
      }
      error(
        .duplicateName, "there is already an entry for \(what) \"\(entry.subject)\"",
        at: entry.source, key, notes: [note("the first one", at: earlier, key)])
    }
  }

  mutating func checkScenarios() {
    // A connection may be created by a step.
    let created = draft.resourceSteps.values.joined().map(\.path)
      .filter { $0.type == "connections" }.map(\.name).sorted()
    let linkNames =
      topology.links.map(\.name) + draft.names(.link) + draft.names(.connection) + created
      + topology.vpnClients.map(\.name)
    // A connection that an entry stands for is failed by the entry's name.
    var entries: [String: String] = [:]
    for entry in topology.links {
      if case .connections(let names) = entry.kind {
        for name in names { entries[name] = entry.name }
      }
    }
    func link(_ name: String, at span: @autoclosure () -> Range<Int>) -> String {
      let wanted = name.lowercased()
      if let known = linkNames.first(where: { $0.lowercased() == wanted }) {
        return entries[known] ?? known
      }
      collector.error(
        .scenarioLink, "there is no link \"\(name)\"", at: span(),
        help: Spelling.suggestion(for: name, among: linkNames))
      return name
    }
    for item in topology.scenarios.indices {
      var scenario = topology.scenarios[item]
      let created = (draft.resourceSteps[item] ?? []).filter(\.isCreation).map(\.path)
        .filter { ["virtualmachines", "networkinterfaces"].contains($0.type) }
        .map(\.name)
      func endpoint(_ text: String, _ command: String, _ role: String) -> String {
        self.endpoint(text, among: created, scenario, command, role)
      }
      for position in scenario.failedLinks.indices {
        scenario.failedLinks[position] = link(
          scenario.failedLinks[position],
          at: index.span(scenario.source, ["failedLinks", .element(position)]))
      }
      for position in scenario.timeline.indices {
        let steps: [DocumentIndex.Step] = [
          "timeline", .element(scenario.timeline[position].position),
        ]
        switch scenario.timeline[position].change {
        case .fail(let name):
          scenario.timeline[position].change = .fail(
            link: link(name, at: index.span(scenario.source, steps + ["fail"])))
        case .restore(let name):
          scenario.timeline[position].change = .restore(
            link: link(name, at: index.span(scenario.source, steps + ["restore"])))
        case .inject(var injection):
          injection.into = linkEnd(
            injection.into, at: index.span(scenario.source, steps + ["inject", "into"]))
          scenario.timeline[position].change = .inject(injection)
        case .resources: break
        }
      }
      switch scenario.command {
      case .tracert(var request):
        request.source = endpoint(request.source, "tracert", "source")
        request.destination = endpoint(request.destination, "tracert", "destination")
        scenario.command = .tracert(request)
      case .ping(var request):
        request.source = endpoint(request.source, "ping", "source")
        request.destination = endpoint(request.destination, "ping", "destination")
        scenario.command = .ping(request)
      case .connect(var request):
        request.source = endpoint(request.source, "connect", "source")
        request.destination = endpoint(request.destination, "connect", "destination")
        scenario.command = .connect(request)
        for name in scenario.expectation?.answeredBy ?? [] {
          _ = endpoint(name, "expect", "answeredBy")
        }
      }
      topology.scenarios[item] = scenario
    }
  }

  /// The end of a physical link as its link spells it.
  private func linkEnd(_ end: LinkEnd, at span: Range<Int>) -> LinkEnd {
    let ends = topology.links.flatMap { link -> [LinkEnd] in
      guard case .physical(let first, let second) = link.kind else { return [] }
      return [first, second]
    }
    if let known = ends.first(where: { $0.text.lowercased() == end.text.lowercased() }) {
      return known
    }
    if topology.links.count == draft.names(.link).count {
      collector.error(
        .scenarioLink, "no link ends at \"\(end.text)\"", at: span,
        help: Spelling.suggestion(for: end.text, among: ends.map(\.text)))
    }
    return end
  }

  /// The canonical name of a machine, host or network interface; addresses stay as they are.
  ///
  /// - Parameter created: machines and network interfaces that the scenario's own steps create.
  private func endpoint(
    _ text: String, among created: [String], _ scenario: Scenario, _ command: String,
    _ role: String
  ) -> String {
    if let address = IPv4Address(text) {
      if role == "source", created.isEmpty, !hasEndpoint(address) {
        error(
          .scenarioEndpoint, "no machine and no host has the address \(address)",
          at: scenario.source, .property(command), .property(role))
      }
      return text
    }
    if role == "destination", isAskedFor(text, scenario) { return text }
    let kinds: [DraftTopology.Kind] = [.virtualMachine, .host, .networkInterface]
    for kind in kinds {
      if let name = canonical(kind, text) { return name }
    }
    if let name = created.first(where: { $0.lowercased() == text.lowercased() }) { return name }
    error(
      .scenarioEndpoint, "there is no machine, host or network interface \"\(text)\"",
      at: scenario.source, .property(command), .property(role),
      help: Spelling.suggestion(for: text, among: kinds.flatMap { draft.names($0) } + created))
    return text
  }

  /// Whether a destination is a name that is resolved when the scenario runs.
  private func isAskedFor(_ text: String, _ scenario: Scenario) -> Bool {
    guard NameRecord.isName(text) else { return false }
    if scenario.command.resolvesName { return true }
    let kinds: [DraftTopology.Kind] = [.virtualMachine, .host, .networkInterface]
    return !kinds.contains { canonical($0, text) != nil }
      && (NameRecord.isQualifiedName(text) || topology.hasNameRecord(text))
  }

  /// Whether an address belongs to an endpoint, or may be given to one.
  private func hasEndpoint(_ address: IPv4Address) -> Bool {
    if hosts.contains(where: { $0.address.address == address }) { return true }
    let pools = topology.vpnClients.compactMap { gateway($0.gateway) }.flatMap(\.clientAddressPool)
    if pools.contains(where: { $0.contains(address) }) { return true }
    return topology.networkInterfaces.flatMap(\.ipConfigurations).contains { configuration in
      if let fixed = configuration.privateIPAddress { return fixed == address }
      let subnet = virtualNetwork(configuration.subnet.virtualNetwork)?.subnets
        .first { $0.name == configuration.subnet.subnet }
      return subnet?.addressPrefix.contains(address) ?? false
    }
  }
}
