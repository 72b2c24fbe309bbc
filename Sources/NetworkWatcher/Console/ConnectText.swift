import Addressing
import DataPlane

/// A connect on the console.
package enum ConnectText {
  package static func header(_ result: ConnectResult) -> String {
    "Connecting to \(result.path.windowsTarget):\(result.port) from \(result.path.source) "
      + "[\(result.path.sourceAddress)]\n\n"
  }

  package static func line(_ attempt: ConnectAttempt) -> String {
    let number = String(attempt.number)
    let start = String(repeating: " ", count: max(0, 3 - number.count)) + "\(number)  "
    let port = "port \(attempt.sourcePort)"
    switch attempt.outcome {
    case .connected(let time):
      return start + "\(port)  connected in \(time)  by \(attempt.answeredBy ?? "nobody")\n"
    case .reset(let time):
      return start + "\(port)  refused in \(time)  by \(attempt.answeredBy ?? "nobody")\n"
    case .timedOut:
      guard let reason = attempt.dropReason else {
        let who = attempt.answeredBy.map { ": \($0) answers nothing" } ?? ""
        return start + "\(port)  no answer\(who)\n"
      }
      return start + "\(port)  no answer: dropped at \(attempt.droppedAt ?? ""), \(reason.text)\n"
    }
  }

  package static func trailer(_ result: ConnectResult) -> String {
    let times = result.times
    var text =
      "\n\(times.count) of \(result.attempts.count) connected"
    if let mean = result.mean, let least = times.min(), let most = times.max() {
      text += ", mean \(mean), least \(least), most \(most)"
    }
    text += "\n"
    for machine in result.answeredBy { text += "  \(machine.name): \(machine.count)\n" }
    return text
  }

  package static func format(_ result: ConnectResult) -> String {
    header(result) + result.attempts.map(line).joined() + trailer(result)
  }
}
