import Addressing

/// The console text of Linux' `traceroute -I`.
package enum LinuxTraceroute {
  package static func format(_ result: TracertResult) -> String {
    header(result) + result.hops.map(line).joined()
  }

  package static func header(_ result: TracertResult) -> String {
    let target = result.path.destinationAddress
    let name = result.path.resolution?.name ?? target.description
    return "traceroute to \(name) (\(target)), \(result.maximumHops) hops max, "
      + "\(result.packetLength) byte packets\n"
  }

  /// One hop: an address is printed where it differs from the one before it on the line.
  package static func line(_ hop: TracertResult.Hop) -> String {
    var text = String(hop.number).rightAligned(2) + " "
    var shown: IPv4Address?
    for probe in hop.probes {
      guard let answer = probe.outcome.answer else {
        text += " *"
        continue
      }
      if shown != answer.address {
        text += " \(answer.address) (\(answer.address))"
        shown = answer.address
      }
      text += "  \(answer.roundTrip.millisecondsText) ms"
      if case .unreachable(let code) = answer.kind { text += " " + annotation(code: code) }
    }
    return text + "\n"
  }

  /// traceroute(8): `!N`, `!H`, `!P`, `!X` and `!<num>`.
  private static func annotation(code: UInt8) -> String {
    switch code {
    case 0: "!N"
    case 1: "!H"
    case 2: "!P"
    case 13: "!X"
    default: "!<\(code)>"
    }
  }
}
