import Addressing

/// The console text of `ping` from iputils.
package enum LinuxPing {
  package static func format(_ result: PingResult) -> String {
    header(
      result.path.resolution?.name, destination: result.path.destinationAddress, size: result.size)
      + result.probes.map { line($0, size: result.size) }.joined() + statistics(result)
  }

  /// Payload, then payload with 8 bytes of ICMP and 20 of IPv4 header.
  package static func header(
    _ name: String? = nil, destination: IPv4Address, size: Int
  ) -> String {
    "PING \(name ?? destination.description) (\(destination)) \(size)(\(size + 28)) bytes of data.\n"
  }

  /// Nothing is printed for what stays unanswered.
  package static func line(_ probe: Probe, size: Int) -> String {
    guard let answer = probe.outcome.answer else { return "" }
    switch answer.kind {
    case .echoReply:
      return "\(size + 8) bytes from \(answer.address): icmp_seq=\(probe.sequence) "
        + "ttl=\(answer.timeToLive) time=\(time(answer.roundTrip)) ms\n"
    case .timeExceeded:
      return "From \(answer.address) icmp_seq=\(probe.sequence) Time to live exceeded\n"
    case .unreachable(let code):
      return "From \(answer.address) icmp_seq=\(probe.sequence) \(unreachable(code: code))\n"
    }
  }

  package static func statistics(_ result: PingResult) -> String {
    let sent = result.probes.count
    let replies = result.replies
    let target = result.path.resolution?.name ?? result.path.destinationAddress.description
    var text = "\n--- \(target) ping statistics ---\n"
    text += "\(sent) packets transmitted, \(replies.count) received, "
    if !result.errors.isEmpty { text += "+\(result.errors.count) errors, " }
    text += "\(lossText(sent: sent, received: replies.count))% packet loss, "
    text += "time \(result.duration.wholeMilliseconds)ms\n"
    let times = replies.map(\.roundTrip.count)
    if let minimum = times.min(), let maximum = times.max() {
      let average = times.reduce(0, +) / Int64(times.count)
      let squares = times.reduce(0.0) { $0 + Double($1 - average) * Double($1 - average) }
      let deviation = Int64((squares / Double(times.count)).squareRoot())
      let cells = [minimum, average, maximum, deviation].map { Nanoseconds($0).millisecondsText }
      text += "rtt min/avg/max/mdev = \(cells.joined(separator: "/")) ms"
    }
    return text + "\n"
  }

  /// At most six significant digits, as `%g` prints it.
  private static func lossText(sent: Int, received: Int) -> String {
    guard sent > 0 else { return "0" }
    let lost = sent - received
    if lost * 100 % sent == 0 { return String(lost * 100 / sent) }
    let digits = lost * 10 >= sent ? 4 : 5
    let scale = digits == 4 ? 10_000 : 100_000
    let scaled = (lost * 100 * scale * 2 + sent) / (sent * 2)
    var text = Nanoseconds.decimal(Int64(scaled / scale), Int64(scaled % scale), digits: digits)
    while text.last == "0" { text.removeLast() }
    return text
  }

  /// Three significant digits or more: `0.045`, `1.23`, `12.3`, `123`.
  private static func time(_ roundTrip: Nanoseconds) -> String {
    let microseconds = roundTrip.count / 1_000
    switch microseconds {
    case 99_950...: return String((microseconds + 500) / 1_000)
    case 9_995...:
      return Nanoseconds.decimal(
        (microseconds + 50) / 1_000, (microseconds + 50) % 1_000 / 100, digits: 1)
    case 1_000...:
      return Nanoseconds.decimal(
        (microseconds + 5) / 1_000, (microseconds + 5) % 1_000 / 10, digits: 2)
    default: return Nanoseconds.decimal(0, microseconds, digits: 3)
    }
  }

  private static func unreachable(code: UInt8) -> String {
    switch code {
    case 0: "Destination Net Unreachable"
    case 1: "Destination Host Unreachable"
    case 2: "Destination Protocol Unreachable"
    case 3: "Destination Port Unreachable"
    case 13: "Packet filtered"
    default: "Dest Unreachable, Bad Code: \(code)"
    }
  }
}
