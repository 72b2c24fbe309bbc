import Addressing
import ControlPlane
import Emulator
import ResourceModel

/// Who is asked: an address, or a name of which the source has to find the address first.
enum ProbeTarget {
  case address(IPv4Address, given: String)
  case name(String)

  /// To find an address it matters what became of the questions.
  func watch(_ watch: Watch) -> Watch {
    guard case .name = self else { return watch }
    var watch = watch
    watch.keepsJourneys = true
    return watch
  }
}

extension Inquiry {
  /// What a destination stands for: a name of the topology, an address, or a name that the source resolves.
  ///
  /// - Parameters:
  ///   - resolves: whether a name is resolved even if the topology has it.
  ///   - timeline: what changes meanwhile: what it creates has a name as well.
  func target(
    _ name: String, resolves: Bool, in timeline: [TimelineEvent]
  ) throws(InquiryError) -> ProbeTarget {
    if let address = IPv4Address(name) { return .address(address, given: name) }
    if !resolves {
      if let index = endpointIndex(name) {
        return .address(estate.endpoints[index].address, given: name)
      }
      if NameRecord.isQualifiedName(name) || topology.hasNameRecord(name) { return .name(name) }
      return .address(try destination(name, in: timeline), given: name)
    }
    return .name(name)
  }

  /// The ends of a probe, once the source has found the address: the network's time passes meanwhile.
  func path(
    from source: Party, to target: ProbeTarget, over network: inout EmulatedNetwork
  ) -> ProbePath {
    let endpoint = source.endpoint
    switch target {
    case .address(let address, let given):
      return ProbePath(
        source: endpoint.name, sourceAddress: endpoint.address, destination: given,
        destinationAddress: address)
    case .name(let name):
      // What changed at the start has changed already.
      let resolver = NameResolver(
        source: source.index, estate: network.emulation.estate, name: name)
      let resolution = resolver.run(over: &network)
      var path = ProbePath(
        source: endpoint.name, sourceAddress: endpoint.address, destination: name,
        destinationAddress: resolution.address ?? IPv4Address(0, 0, 0, 0))
      path.resolution = resolution
      return path
    }
  }
}
