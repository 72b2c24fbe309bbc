import Addressing

/// How the source resolved the destination's name. Part of the answers of tracert, ping and connect.
package struct ResolutionDocument: Encodable, Sendable {
  package struct Query: Encodable, Sendable {
    package var server: String
    /// `frame.packet_id` of the question in a capture; absent if the source itself is the server.
    package var packetId: UInt64?
    package var sentAtNanoseconds: Int64
    /// `answered`, `noSuchName` or `timedOut`.
    package var outcome: String
    /// From the question to the answer; absent without one.
    package var nanoseconds: Int64?
    package var detail: String
  }

  package var name: String
  /// Absent if the source could not find it.
  package var address: String?
  package var queries: [Query]
  /// Why nobody was asked.
  package var refusal: String?

  /// `nil` where there was no name to resolve.
  init?(_ resolution: NameResolution?) {
    guard let resolution else { return nil }
    name = resolution.name
    address = resolution.address?.description
    refusal = resolution.refusal
    queries = resolution.queries.map { query in
      Query(
        server: query.server.description, packetId: query.packetID,
        sentAtNanoseconds: query.sentAt.nanoseconds, outcome: query.outcome.rawValue,
        nanoseconds: query.time?.count, detail: query.detail)
    }
  }
}

extension ProbeEndDocument {
  /// The destination; without an address if its name could not be resolved.
  init(destination path: ProbePath) {
    self.init(
      name: path.destination,
      address: path.isResolved ? path.destinationAddress.description : nil)
  }
}
