import DataPlane
import Emulator

/// `vnetem soak -o json`.
package struct SoakDocument: JSONDocument, Sendable {
  package struct Sample: Encodable, Sendable {
    package var seconds: Double
    package var packets: Int
    package var flows: Int
    package var memoryBytes: Int
  }

  package var schema = "vnetem.soak/1"
  /// The topology's name.
  package var topology: String
  package var workers: Int
  package var seed: UInt64
  package var seconds: Double
  package var packetsPerSecond: Double
  /// Conversations that were begun.
  package var conversations: UInt64
  /// States of the estate that were published.
  package var changes: Int
  package var entered: ReplayDocument.Count
  /// ICMP errors that were made on the way.
  package var made: ReplayDocument.Count
  package var delivered: ReplayDocument.Count
  package var dropped: ReplayDocument.Count
  package var droppedByReason: [ReplayDocument.Dropped]
  package var hopCount: UInt64
  package var balanced: Bool
  package var memoryFlat: Bool
  package var samples: [Sample]
  package var interrupted: Bool

  package init(_ result: SoakResult) {
    let totals = result.totals
    topology = result.topology
    workers = result.request.workers
    seed = result.request.seed
    seconds = result.seconds
    packetsPerSecond = result.packetsPerSecond
    conversations = result.conversations
    changes = result.changes
    entered = ReplayDocument.Count(totals.packets)
    made = ReplayDocument.Count(totals.made)
    delivered = ReplayDocument.Count(totals.delivered)
    dropped = ReplayDocument.Count(totals.dropped)
    droppedByReason = ReplayDocument.dropped(totals)
    hopCount = totals.hops
    balanced = result.isBalanced
    memoryFlat = result.isMemoryFlat
    samples = result.samples.map {
      Sample(
        seconds: $0.seconds, packets: $0.packets, flows: $0.flows, memoryBytes: $0.memoryBytes)
    }
    interrupted = result.isInterrupted
  }
}
