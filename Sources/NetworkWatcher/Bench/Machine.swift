import FoundationEssentials
import Glibc

/// The machine under a measurement.
package struct Machine: Hashable, Sendable {
  /// The processor's own name, or the architecture where it has none.
  package var processor: String
  /// Processors that are online.
  package var processorCount: Int

  package static func current() -> Machine {
    let count = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    return Machine(processor: name(inProcessorInformation: text), processorCount: max(count, 1))
  }

  /// - Parameter text: what Linux shows in `/proc/cpuinfo`.
  static func name(inProcessorInformation text: String) -> String {
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, parts[0].hasPrefix("model name") else { continue }
      return parts[1].split(separator: " ").joined(separator: " ")
    }
    #if arch(x86_64)
      return "x86_64"
    #elseif arch(arm64)
      return "arm64"
    #else
      return "unknown"
    #endif
  }
}
