import Addressing

/// The console text of Windows' `ping`, with the blank line after the header that
/// older versions print.
package enum WindowsPing {
  package static func format(_ result: PingResult) -> String {
    header(target: result.path.windowsTarget, size: result.size)
      + result.probes.map { line($0, size: result.size) }.joined() + statistics(result)
  }

  package static func header(target: String, size: Int) -> String {
    "\nPinging \(target) with \(size) bytes of data:\n\n"
  }

  package static func line(_ probe: Probe, size: Int) -> String {
    guard let answer = probe.outcome.answer else { return "Request timed out.\n" }
    let start = "Reply from \(answer.address): "
    switch answer.kind {
    case .echoReply:
      let milliseconds = answer.roundTrip.wholeMilliseconds
      let time = milliseconds == 0 ? "<1ms" : "=\(milliseconds)ms"
      return start + "bytes=\(size) time\(time) TTL=\(answer.timeToLive)\n"
    case .timeExceeded: return start + "TTL expired in transit.\n"
    case .unreachable(let code):
      return start + WindowsMessages.unreachable(code: code) + "\n"
    }
  }

  /// Every message that came back counts as received; round trips are those of echo replies.
  package static func statistics(_ result: PingResult) -> String {
    let sent = result.probes.count
    let received = result.replies.count + result.errors.count
    let lost = sent - received
    let percentage = sent == 0 ? 0 : lost * 100 / sent
    var text = "\nPing statistics for \(result.path.destinationAddress):\n"
    text +=
      "    Packets: Sent = \(sent), Received = \(received), Lost = \(lost) (\(percentage)% loss),\n"
    let times = result.replies.map(\.roundTrip.wholeMilliseconds)
    if let minimum = times.min(), let maximum = times.max() {
      let average = times.reduce(0, +) / Int64(times.count)
      text += "Approximate round trip times in milli-seconds:\n"
      text += "    Minimum = \(minimum)ms, Maximum = \(maximum)ms, Average = \(average)ms\n"
    }
    return text
  }
}
