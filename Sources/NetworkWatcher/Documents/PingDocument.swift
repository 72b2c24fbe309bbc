import Addressing

/// `vnetem ping -o json`.
package struct PingDocument: JSONDocument, Sendable {
  package var schema = "vnetem.ping/1"
  /// The topology's name.
  package var topology: String
  package var source: ProbeEndDocument
  package var destination: ProbeEndDocument
  /// How the source resolved the destination's name; absent if it had none to resolve.
  package var resolution: ResolutionDocument?
  /// Bytes of payload.
  package var sizeBytes: Int
  /// Names of the links that were failed before the first packet.
  package var failedLinks: [String]
  /// What is wrong with the estate: tunnels that are down and why.
  package var notes: [String]
  package var probes: [ProbeDocument]
  package var sent: Int
  /// Echo replies only.
  package var received: Int
  /// Messages of others: time exceeded, unreachable.
  package var errors: Int
  /// Over the echo replies; absent if there are none.
  package var minimumNanoseconds: Int64?
  package var averageNanoseconds: Int64?
  package var maximumNanoseconds: Int64?
  /// The lines of `--why` about the first request; absent without that option.
  package var why: [String]?

  package init(
    _ result: PingResult, topology: String, failedLinks: [String], notes: [String] = [],
    why: [String]? = nil
  ) {
    self.topology = topology
    source = ProbeEndDocument(
      name: result.path.source, address: result.path.sourceAddress.description)
    destination = ProbeEndDocument(destination: result.path)
    resolution = ResolutionDocument(result.path.resolution)
    sizeBytes = result.size
    self.failedLinks = failedLinks
    self.notes = notes
    probes = result.probes.map { ProbeDocument($0) }
    sent = result.probes.count
    received = result.replies.count
    errors = result.errors.count
    let times = result.replies.map(\.roundTrip.count)
    minimumNanoseconds = times.min()
    maximumNanoseconds = times.max()
    averageNanoseconds = times.isEmpty ? nil : times.reduce(0, +) / Int64(times.count)
    self.why = why
  }
}
