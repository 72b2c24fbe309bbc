import Addressing
import ControlPlane
import ResourceModel

/// An estate in the state that a question asks for: which links are down, and the seed of chance.
///
/// The tools of this module take one and answer; it never changes.
package struct Inquiry: Sendable {
  package let topology: Topology
  package let estate: CompiledEstate
  /// As they were asked for, by their canonical names.
  package let failedLinks: [String]
  /// The seed of the links' jitter.
  package let seed: UInt64
  let compiler: EstateCompiler

  /// - Parameter failedLinks: names of links or connections that are down in addition to those that the
  ///   document declares down; routing has converged.
  package init(
    _ topology: Topology, failedLinks: [String] = [], seed: UInt64 = 0
  ) throws(InquiryError) {
    let compiler = EstateCompiler(topology)
    var canonical: [String] = []
    for name in failedLinks {
      guard let link = compiler.resolveLink(name) else {
        throw Self.unknown("link", name, among: compiler.linkNames)
      }
      if !canonical.contains(link) { canonical.append(link) }
    }
    self.compiler = compiler
    self.topology = topology
    self.failedLinks = canonical
    self.seed = seed
    estate = compiler.compile(failedLinks: compiler.initiallyFailedLinks.union(canonical))
  }

  /// What a reader of an answer should know: tunnels that are down and why, links that are.
  package var notes: [String] { estate.notes }

  static func unknown(_ what: String, _ name: String, among known: [String]) -> InquiryError {
    .unknownName(
      what: what, name: name, meant: Suggestion.closest(to: name, among: known), known: known)
  }
}

extension Inquiry {
  /// The index of the endpoint that a machine's, a host's or a network interface's name or an address
  /// stands for. Names are compared exactly first, then without regard to case, as Azure does.
  package func endpoint(_ name: String) throws(InquiryError) -> Int {
    guard let index = endpointIndex(name) else {
      throw Self.unknown("machine, host or network interface", name, among: endpointNames)
    }
    return index
  }

  /// Who is asked: an endpoint's name, or any address.
  package func destination(
    _ name: String, in timeline: [TimelineEvent] = []
  ) throws(InquiryError) -> IPv4Address {
    if let index = endpointIndex(name) { return estate.endpoints[index].address }
    if IPv4Address(name) == nil, let party = knownParty(name, in: timeline) {
      return party.endpoint.address
    }
    if let address = IPv4Address(name) { return address }
    throw .unknownDestination(
      name: name, meant: Suggestion.closest(to: name, among: endpointNames), known: endpointNames)
  }

  /// The network interface that its own name or its machine's stands for.
  package func networkInterface(_ name: String) throws(InquiryError) -> String {
    let interfaces = topology.networkInterfaces.map(\.name)
    if let exact = Self.find(name, among: interfaces) { return exact }
    if let index = endpointIndex(name), let own = estate.endpoints[index].networkInterface {
      return own
    }
    throw Self.unknown("network interface", name, among: interfaces)
  }

  func endpointIndex(_ name: String) -> Int? { Self.index(of: name, in: estate.endpoints) }

  /// An endpoint while a timeline runs.
  struct Party {
    /// The same from the time at which it is there.
    var index: Int
    var endpoint: Endpoint
    /// When it is made; the start if it is there from the start.
    var since = EmulatedInstant.start
  }

  /// The endpoint of that name when it is there for the first time.
  func party(
    _ name: String, in timeline: [TimelineEvent]
  ) throws(InquiryError) -> Party {
    if let party = knownParty(name, in: timeline) { return party }
    throw Self.unknown("machine, host or network interface", name, among: endpointNames)
  }

  /// `nil` if there is no endpoint of that name at any time. Compiles states only if it is not there from the start.
  func knownParty(_ name: String, in timeline: [TimelineEvent]) -> Party? {
    if let index = endpointIndex(name) {
      return Party(index: index, endpoint: estate.endpoints[index])
    }
    var compiler = compiler
    for event in timeline {
      guard case .resources(let change) = event.change else { continue }
      compiler = EstateCompiler(change.topology, after: compiler)
      let endpoints = compiler.endpoints()
      if let index = Self.index(of: name, in: endpoints) {
        return Party(index: index, endpoint: endpoints[index], since: event.at)
      }
    }
    return nil
  }

  private static func index(of name: String, in endpoints: [Endpoint]) -> Int? {
    let keys: [(Endpoint) -> String?] = [
      { $0.name }, { $0.networkInterface }, { $0.address.description },
    ]
    for key in keys {
      if let index = endpoints.firstIndex(where: { key($0) == name }) { return index }
    }
    let lowered = name.lowercased()
    for key in keys {
      if let index = endpoints.firstIndex(where: { key($0)?.lowercased() == lowered }) {
        return index
      }
    }
    return nil
  }

  var endpointNames: [String] {
    var names: [String] = []
    for endpoint in estate.endpoints {
      for name in [endpoint.name, endpoint.networkInterface].compactMap(\.self)
      where !names.contains(name) {
        names.append(name)
      }
    }
    return names
  }

  static func find(_ name: String, among names: [String]) -> String? {
    names.first { $0 == name } ?? names.first { $0.lowercased() == name.lowercased() }
  }
}
