import Addressing

/// The console text of Windows' `tracert`, to the byte.
///
/// The prompt and the blank line that the shell prints before the next prompt are not part of it.
package enum WindowsTracert {
  package static func format(_ result: TracertResult) -> String {
    header(result) + result.hops.map(line).joined() + trailer
  }

  package static func header(_ result: TracertResult) -> String {
    if result.path.resolution != nil {
      return "\nTracing route to \(result.path.windowsTarget)\n"
        + "over a maximum of \(result.maximumHops) hops:\n\n"
    }
    return "\nTracing route to \(result.path.destinationAddress) over a maximum of "
      + "\(result.maximumHops) hops\n\n"
  }

  package static let trailer = "\nTrace complete.\n"

  /// One hop: the number, nine columns a probe, then who answered last.
  package static func line(_ hop: TracertResult.Hop) -> String {
    var text = String(hop.number).rightAligned(3) + "  "
    for probe in hop.probes {
      guard let answer = probe.outcome.answer else {
        text += "   *     "
        continue
      }
      if case .unreachable(let code) = answer.kind {
        return text + "\(answer.address)  reports: \(WindowsMessages.unreachable(code: code))\n"
      }
      let milliseconds = answer.roundTrip.wholeMilliseconds
      text += (milliseconds == 0 ? "<1" : String(milliseconds)).rightAligned(4) + " ms  "
    }
    if let address = hop.address { return text + "\(address)\n" }
    return text + "Request timed out.\n"
  }
}

/// Sentences that Windows' tools share.
enum WindowsMessages {
  /// The text for a code of ICMP destination unreachable (RFC 792, type 3).
  static func unreachable(code: UInt8) -> String {
    switch code {
    case 0: "Destination net unreachable."
    case 2: "Destination protocol unreachable."
    case 3: "Destination port unreachable."
    default: "Destination host unreachable."
    }
  }
}
