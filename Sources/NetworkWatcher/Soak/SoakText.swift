import DataPlane
import Emulator

extension SoakResult {
  /// The answer for a person: totals, how the process fared, and the two verdicts.
  package var text: String {
    var text = ReplayResult.head(totals)
    text += "\(conversations.formatted) conversations begun, "
    text += "\(UInt64(changes).formatted) changes of the topology in "
    text += "\(ReplayResult.decimal(seconds, places: 1)) s: "
    text += "\(ReplayResult.decimal(packetsPerSecond / 1e6, places: 2)) million packets a second\n"
    text += ReplayResult.reasons(totals)
    if !samples.isEmpty {
      text += "\n"
      // Every sixth of sixty.
      let shown = samples.indices.filter { ($0 + 1) % 6 == 0 || $0 == samples.count - 1 }
      text += TableFormatter.format(
        header: ["Seconds", "Packets", "Flows", "Memory (MiB)"],
        rows: shown.map { index in
          let sample = samples[index]
          return [
            ReplayResult.decimal(sample.seconds, places: 1), UInt64(sample.packets).formatted,
            UInt64(sample.flows).formatted, Self.mebibytes(sample.memoryBytes),
          ]
        })
    }
    text += "\n"
    text += isBalanced ? "balanced: " : "NOT balanced: "
    text += "\(totals.packets.packets.formatted) in + \(totals.made.packets.formatted) made "
    text += isBalanced ? "= " : "!= "
    text += "\(totals.delivered.packets.formatted) delivered + "
    text += "\(totals.dropped.packets.formatted) dropped\n"
    guard let memory else { return text + "too short to tell how memory fares\n" }
    text += isMemoryFlat ? "memory flat: " : "memory NOT flat: "
    text += "at most \(Self.mebibytes(memory.early)) MiB in the second quarter of the time, "
    text += "\(Self.mebibytes(memory.late)) MiB in the last\n"
    return text
  }

  private static func mebibytes(_ bytes: Int) -> String {
    ReplayResult.decimal(Double(bytes) / 0x1p20, places: 1)
  }
}
