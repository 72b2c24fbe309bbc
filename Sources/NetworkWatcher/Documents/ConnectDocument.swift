import Addressing
import DataPlane

/// `vnetem connect -o json`.
package struct ConnectDocument: JSONDocument, Sendable {
  package struct Attempt: Encodable, Sendable {
    package var number: Int
    package var sourcePort: Int
    /// `frame.packet_id` of the SYN in a capture.
    package var packetId: UInt64
    package var sentAtNanoseconds: Int64
    /// `connected`, `reset` or `timedOut`.
    package var outcome: String
    /// From the SYN to its answer; absent without one.
    package var nanoseconds: Int64?
    /// The machine or host that the SYN was given to; absent if it reached nobody.
    package var answeredBy: String?
    package var droppedAt: String?
    /// The reason's name.
    package var dropReason: String?
    /// The lines of `--why`; absent without that option.
    package var why: [String]?
  }

  package struct Machine: Encodable, Sendable {
    package var name: String
    package var count: Int
  }

  package var schema = "vnetem.connect/1"
  /// The topology's name.
  package var topology: String
  package var source: ProbeEndDocument
  package var destination: ProbeEndDocument
  /// How the source resolved the destination's name; absent if it had none to resolve.
  package var resolution: ResolutionDocument?
  package var port: Int
  /// Names of the links that were failed before the first packet.
  package var failedLinks: [String]
  package var attempts: [Attempt]
  package var connected: Int
  /// Over the handshakes that succeeded; absent if none did.
  package var meanNanoseconds: Int64?
  package var answeredBy: [Machine]

  package init(_ answer: ConnectAnswer, topology: String, failedLinks: [String]) {
    let result = answer.result
    self.topology = topology
    self.failedLinks = failedLinks
    source = ProbeEndDocument(
      name: result.path.source, address: result.path.sourceAddress.description)
    destination = ProbeEndDocument(destination: result.path)
    resolution = ResolutionDocument(result.path.resolution)
    port = Int(result.port.rawValue)
    connected = result.times.count
    meanNanoseconds = result.mean?.count
    answeredBy = result.answeredBy.map { Machine(name: $0.name, count: $0.count) }
    attempts = result.attempts.enumerated().map { index, attempt in
      let outcome: String
      var time: Nanoseconds?
      switch attempt.outcome {
      case .connected(let taken):
        outcome = "connected"
        time = taken
      case .reset(let taken):
        outcome = "reset"
        time = taken
      case .timedOut: outcome = "timedOut"
      }
      return Attempt(
        number: attempt.number, sourcePort: Int(attempt.sourcePort.rawValue),
        packetId: attempt.packetID, sentAtNanoseconds: attempt.sentAt.nanoseconds,
        outcome: outcome, nanoseconds: time?.count, answeredBy: attempt.answeredBy,
        droppedAt: attempt.droppedAt, dropReason: attempt.dropReason?.rawValue,
        why: answer.why.indices.contains(index) ? answer.why[index] : nil)
    }
  }
}
