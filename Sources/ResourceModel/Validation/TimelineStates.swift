import Addressing

/// Carries out the steps of timelines one after the other, and validates each document that one leaves as any other.
struct TimelineStates {
  private let original: JSONValue
  private let collector: DiagnosticCollector
  private let decode: Decode
  /// Names of hosts and routers in lower case, which no step changes.
  private let devices: Set<String>
  private var editor: ResourceEditor
  private var topology: Topology
  /// When each gateway that is being created will be there.
  private var completions: [String: EmulatedInstant] = [:]

  typealias Decode = (JSONValue, DiagnosticCollector) -> DraftTopology?

  /// Puts the changes of resources among the events of the scenarios. What is wrong with any step is reported.
  static func expand(
    _ topology: inout Topology, _ steps: [Int: [ResourceStep]], document: JSONValue,
    _ collector: DiagnosticCollector, decode: @escaping Decode
  ) {
    for scenario in steps.keys.sorted() {
      var states = TimelineStates(topology, document, collector, decode)
      let changes = states.perform(steps[scenario] ?? [])
      var timeline = topology.scenarios[scenario].timeline + changes
      timeline.sort { ($0.at, $0.position) < ($1.at, $1.position) }
      topology.scenarios[scenario].timeline = timeline
    }
  }

  private init(
    _ topology: Topology, _ document: JSONValue, _ collector: DiagnosticCollector,
    _ decode: @escaping Decode
  ) {
    self.decode = decode
    original = document
    self.collector = collector
    var document = document
    if let members = document.members {
      document.content = .object(members.filter { $0.key != "scenarios" })
    }
    devices = Set(
      topology.sites.flatMap { $0.hosts.map(\.name) + $0.routers.map(\.name) }
        .map { $0.lowercased() })
    editor = ResourceEditor(document)
    self.topology = topology
    self.topology.scenarios = []
  }

  private mutating func perform(_ steps: [ResourceStep]) -> [TimelineEvent] {
    var result: [TimelineEvent] = []
    for step in steps.sorted(by: { ($0.at, $0.position) < ($1.at, $1.position) }) {
      result += complete(until: step.at)
      guard let next = carryOut(step) else { continue }
      topology = next
      topology.gatewaysBeingCreated = Set(completions.keys)
      let action: ResourceChange.Action =
        switch step.verb {
        case .create: .create
        case .update: .update
        case .delete: .delete
        case .sync: .sync
        }
      result.append(event(step.at, action, step.path.text, step.position))
    }
    return result + complete(until: EmulatedInstant(nanoseconds: .max))
  }

  private func event(
    _ at: EmulatedInstant, _ action: ResourceChange.Action, _ subject: String, _ position: Int
  ) -> TimelineEvent {
    TimelineEvent(
      at: at,
      change: .resources(
        ResourceChange(action: action, subject: subject, topology: topology)),
      position: position)
  }

  /// Gateways that are there by that time.
  private mutating func complete(until time: EmulatedInstant) -> [TimelineEvent] {
    let due = completions.filter { $0.value <= time }
      .sorted { ($0.value, $0.key) < ($1.value, $1.key) }
    return due.map { name, at in
      completions[name] = nil
      topology.gatewaysBeingCreated = Set(completions.keys)
      return event(at, .complete, "virtualNetworkGateways/\(name)", -1)
    }
  }

  // MARK: One step

  /// The document after the step; `nil` if it was refused, and nothing happened.
  private mutating func carryOut(_ step: ResourceStep) -> Topology? {
    let before = (editor, completions)
    guard edit(step), let next = validated(step) else {
      (editor, completions) = before
      return nil
    }
    return next
  }

  private mutating func edit(_ step: ResourceStep) -> Bool {
    if step.path.type == "guests", step.path.parent == nil { return editGuest(step) }
    let existing = editor.find(step.path)
    switch step.verb {
    case .create: break
    case .update, .delete, .sync:
      guard existing != nil else {
        let known = editor.paths.map(\.text)
        collector.error(
          .changedResourceMissing, "there is no \(step.path.text) at \(step.at - .start)",
          at: step.subject, help: Spelling.suggestion(for: step.path.text, among: known))
        return false
      }
    }
    if step.path.type == "virtualnetworkpeerings", !allowsPeering(step) { return false }
    switch step.verb {
    case .create(let resource, let takes):
      guard keepsLocation(existing, resource, step) else { return false }
      editor.put(resource, at: step.path)
      if step.path.type == "virtualnetworkgateways", existing == nil {
        completions[step.path.name] =
          step.at + (takes ?? EraLimit.gatewayCreation(in: topology.profile))
      }
    case .update(let properties):
      editor.merge(properties, into: step.path)
      // What the other side's absence left Disconnected is Initiated again once it is updated.
      if step.path.type == "virtualnetworkpeerings" {
        editor.merge(
          Self.object("peeringState", JSONValue(.null, span: step.subject), step), into: step.path)
      }
    case .delete:
      disconnectPeers(of: step)
      revoke(step)
      editor.delete(step.path)
      // With the machine goes what runs on it.
      if step.path.type == "virtualmachines" { editor.deleteGuest(step.path.name) }
      if step.path.type == "virtualnetworkgateways" {
        let name = step.path.name.lowercased()
        completions = completions.filter { $0.key.lowercased() != name }
      }
    case .sync:
      editor.merge(
        Self.object("remoteAddressSpace", JSONValue(.null, span: step.subject), step),
        into: step.path)
    }
    if step.path.type == "virtualnetworks" { keepKnownSpace(of: step) }
    return true
  }

  /// What a guest does is of our own section, and changes by `update` alone.
  private mutating func editGuest(_ step: ResourceStep) -> Bool {
    guard case .update(let properties) = step.verb else {
      collector.error(
        .changedResourceMissing, "\(step.path.text) is no resource", at: step.subject,
        help: "a guest is changed by \"update\"")
      return false
    }
    editor.mergeGuest(properties, step.path.name)
    return true
  }

  private func keepsLocation(
    _ existing: JSONValue?, _ resource: JSONValue, _ step: ResourceStep
  ) -> Bool {
    guard let place = resource[caseInsensitive: "location"], let wanted = place.string,
      let present = existing?[caseInsensitive: "location"]?.string,
      normalizedLocation(wanted) != normalizedLocation(present)
    else { return true }
    collector.error(
      .fixedLocation, "\(step.path.text) is in \(present): a resource's region does not change",
      at: place.span, help: "delete it in an earlier step")
    return false
  }

  // MARK: Peerings

  private func network(_ name: String) -> VirtualNetwork? {
    topology.virtualNetworks.first { $0.name.lowercased() == name.lowercased() }
  }

  /// Azure refuses to make or change a side while the other one is Disconnected, and says: "Update or re-create the remote
  /// peering to get it back to Initiated state" (error RemotePeeringIsDisconnected, seen 2018 to 2025).
  private func allowsPeering(_ step: ResourceStep) -> Bool {
    let remote: String?
    switch step.verb {
    case .delete: return true
    case .create(let resource, _):
      let node = DocumentNode(
        value: resource, path: "", style: .arm,
        collector: DiagnosticCollector(source: collector.source))
      remote =
        node.object()?.optional("remoteVirtualNetwork")?
        .reference(to: .virtualNetwork, orClassic: .classicVirtualNetwork)?.last
    case .update, .sync:
      remote =
        step.path.parent.flatMap { network($0) }?.peerings
        .first { $0.name.lowercased() == step.path.name.lowercased() }?.remoteVirtualNetwork
    }
    guard let local = step.path.parent, let remote,
      let back = network(remote)?.peerings.first(where: {
        $0.remoteVirtualNetwork.lowercased() == local.lowercased()
      }), back.isDisconnected
    else { return true }
    collector.error(
      .remotePeeringDisconnected,
      "the other side, \(remote)/\(back.name), is Disconnected", at: step.subject,
      help: "update \(remote)/\(back.name), or delete it, in an earlier step")
    return false
  }

  /// Who was Connected to a side that goes is Disconnected.
  private mutating func disconnectPeers(of step: ResourceStep) {
    guard step.path.type == "virtualnetworkpeerings", let parent = step.path.parent,
      let local = network(parent),
      let peering = local.peerings.first(where: {
        $0.name.lowercased() == step.path.name.lowercased()
      }), topology.state(of: peering, at: local) == .connected,
      let back = topology.reverse(of: peering, at: local)
    else { return }
    editor.merge(
      Self.object("peeringState", JSONValue(.string("Disconnected"), span: step.subject), step),
      into: Self.path(peering.remoteVirtualNetwork, back.name))
  }

  /// The peers of a network go on knowing the address space that it had.
  private mutating func keepKnownSpace(of step: ResourceStep) {
    guard let old = network(step.path.name) else { return }
    let prefixes = JSONValue(
      .array(
        old.addressSpace.map { JSONValue(.string($0.description), span: step.subject) }),
      span: step.subject)
    for peer in topology.virtualNetworks {
      for peering in peer.peerings
      where peering.remoteVirtualNetwork == old.name && peering.remoteAddressSpace == nil {
        editor.merge(
          Self.object("remoteAddressSpace", Self.object("addressPrefixes", prefixes, step), step),
          into: Self.path(peer.name, peering.name))
      }
    }
  }

  private static func path(_ network: String, _ peering: String) -> ResourcePath {
    ResourcePath([
      .init(type: "virtualNetworks", name: network),
      .init(type: "virtualNetworkPeerings", name: peering),
    ])
  }

  private static func object(_ key: String, _ value: JSONValue, _ step: ResourceStep) -> JSONValue {
    JSONValue(
      .object([JSONMember(key: key, keySpan: step.subject, value: value)]), span: step.subject)
  }

  // MARK: Circuits

  /// Connections go with the authorization that let them be (Azure: "Connect a virtual network to an ExpressRoute
  /// circuit", revoke authorization).
  private mutating func revoke(_ step: ResourceStep) {
    guard step.path.type == "authorizations", let parent = step.path.parent,
      let key = topology.expressRouteCircuits
        .first(where: { $0.name.lowercased() == parent.lowercased() })?.authorizations
        .first(where: { $0.name.lowercased() == step.path.name.lowercased() })?.key
    else { return }
    for connection in topology.connections
    where connection.authorizationKey?.lowercased() == key.lowercased() {
      editor.delete(ResourcePath([.init(type: "connections", name: connection.name)]))
    }
  }

  // MARK: Validation

  /// The topology of the document as it is now, or complaints at the step.
  private func validated(_ step: ResourceStep) -> Topology? {
    let own = DiagnosticCollector(source: collector.source)
    var next: Topology?
    let document = TimedEntries.withoutMissing(editor.document, devices: devices)
    if let draft = decode(document, own) {
      next = TopologyValidator.validate(draft, document: original, own)
    }
    for diagnostic in own.sorted { report(diagnostic, step) }
    return own.hasErrors ? nil : next
  }

  /// What stands in the step is reported there; what stands elsewhere is the step's fault.
  private func report(_ diagnostic: Diagnostic, _ step: ResourceStep) {
    let isInside = step.span.contains(collector.source.offset(of: diagnostic.location))
    if diagnostic.severity == .warning {
      // States on the way are meant to be what they are; what has no effect is worth a word.
      let isAboutShape = [.ignoredProperty, .ignoredResourceType].contains(diagnostic.code)
      if isAboutShape, isInside { collector.add(diagnostic) }
      return
    }
    guard !isInside else {
      collector.add(diagnostic)
      return
    }
    collector.error(
      diagnostic.code, "after this step \(diagnostic.message)", at: step.subject,
      notes: [.init(location: diagnostic.location, message: "what does not fit any more")]
        + diagnostic.notes,
      help: diagnostic.help)
  }
}
