import DataPlane
import Emulator

/// What a long run came to: whether totals balance and memory stayed flat.
package struct SoakResult: Sendable {
  package var request: SoakRequest
  /// The topology's name.
  package var topology: String
  package var totals: BulkTotals
  /// Conversations that were begun.
  package var conversations: UInt64
  /// States of the estate that were published.
  package var changes: Int
  /// Up to sixty, evenly over the time asked for.
  package var samples: [SoakSample]
  package var isInterrupted: Bool
  /// Of wall-clock time.
  package var seconds: Double

  init(
    _ request: SoakRequest, _ result: borrowing BulkResult, _ log: SoakLog,
    conversations: UInt64, topology: String, isInterrupted: Bool, seconds: Double
  ) {
    self.request = request
    self.topology = topology
    self.conversations = conversations
    self.isInterrupted = isInterrupted
    self.seconds = seconds
    totals = result.totals
    changes = log.changeCount
    samples = log.samples
  }

  /// Whether everything that came in or was made was delivered or dropped.
  package var isBalanced: Bool { totals.isBalanced }

  /// The most memory between a quarter and a half of the time, and that of the last quarter, in bytes; `nil` if the run
  /// was too short to tell.
  package var memory: (early: Int, late: Int)? {
    guard samples.count >= 8 else { return nil }
    let early = samples[samples.count / 4..<samples.count / 2].map(\.memoryBytes).max()
    let late = samples[(samples.count * 3 / 4)...].map(\.memoryBytes).max()
    guard let early, let late else { return nil }
    return (early, late)
  }

  /// Whether memory grew by at most 2 % and a MiB; a run that is too short shows no growth.
  package var isMemoryFlat: Bool {
    guard let memory else { return true }
    return memory.late <= memory.early + memory.early / 50 + 1 << 20
  }

  package var packetsPerSecond: Double {
    seconds > 0 ? Double(totals.packets.packets) / seconds : 0
  }
}

/// How the process was at one moment of a long run.
package struct SoakSample: Hashable, Sendable {
  /// Since the run began.
  package var seconds: Double
  /// Packets whose journeys were over.
  package var packets: Int
  /// Flows that the tables held.
  package var flows: Int
  /// Resident memory of the process.
  package var memoryBytes: Int
}
