import Addressing

/// `vnetem tracert -o json`.
package struct TracertDocument: JSONDocument, Sendable {
  package struct Hop: Encodable, Sendable {
    /// The TTL of the probes.
    package var hop: Int
    /// Who answered last; absent if the hop is silent.
    package var address: String?
    package var probes: [ProbeDocument]
    /// The lines of `--why`; absent without that option.
    package var why: [String]?
  }

  package var schema = "vnetem.tracert/1"
  /// The topology's name.
  package var topology: String
  package var source: ProbeEndDocument
  package var destination: ProbeEndDocument
  /// How the source resolved the destination's name; absent if it had none to resolve.
  package var resolution: ResolutionDocument?
  package var maximumHops: Int
  /// The length of a request with its IPv4 header.
  package var packetLengthBytes: Int
  /// Names of the links that were failed before the first packet.
  package var failedLinks: [String]
  /// What is wrong with the estate: tunnels that are down and why.
  package var notes: [String]
  package var hops: [Hop]
  /// Whether the destination answered; the exit status says the same.
  package var reached: Bool

  /// - Parameter why: lines by hop, in the order of the result's hops; empty without `--why`.
  package init(
    _ result: TracertResult, topology: String, failedLinks: [String], notes: [String] = [],
    why: [[String]] = []
  ) {
    self.topology = topology
    source = ProbeEndDocument(
      name: result.path.source, address: result.path.sourceAddress.description)
    destination = ProbeEndDocument(destination: result.path)
    resolution = ResolutionDocument(result.path.resolution)
    maximumHops = result.maximumHops
    packetLengthBytes = result.packetLength
    self.failedLinks = failedLinks
    self.notes = notes
    hops = result.hops.enumerated().map { index, hop in
      Hop(
        hop: hop.number, address: hop.address?.description,
        probes: hop.probes.map { ProbeDocument($0) },
        why: index < why.count ? why[index] : nil)
    }
    reached = result.reached
  }
}
