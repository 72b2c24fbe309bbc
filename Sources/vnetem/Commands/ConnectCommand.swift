import NetworkWatcher
import ResourceModel

extension CommandLineTool {
  /// `vnetem connect TOPOLOGY SOURCE DESTINATION:PORT`
  func connect(_ arguments: ParsedArguments) throws -> ExitStatus {
    let target = arguments.positionals[2]
    if target.lowercased().hasSuffix("/udp") {
      throw UsageError(
        message: "connect opens TCP connections, and UDP has none: '\(target)' without '/udp', or "
          + "a capture of datagrams with vnetem replay",
        command: arguments.command)
    }
    guard let colon = target.lastIndex(of: ":"),
      let port = UInt16(target[target.index(after: colon)...]), port > 0,
      colon != target.startIndex
    else {
      throw UsageError(
        message: "'\(target)' is no DESTINATION:PORT, such as 192.168.1.36:80",
        command: arguments.command)
    }
    let inquiry = try inquiry(arguments)
    var request = ConnectRequest(
      source: arguments.positionals[1], destination: String(target[..<colon]), port: port,
      count: arguments.integer(.count), timeoutMilliseconds: arguments.integer(.timeout))
    request.resolvesName = arguments.has(.resolve)
    return try probe(arguments, inquiry) { watch in
      let answer = try inquiry.connect(request, watch: watch)
      let isYes =
        answer.result.path.isResolved
        && answer.result.times.count == answer.result.attempts.count
      if arguments.wantsJSON {
        let document = ConnectDocument(
          answer, topology: inquiry.topology.name, failedLinks: inquiry.failedLinks)
        return (try document.text(), isYes, [])
      }
      return (answer.text, isYes, names(answer.result.path))
    }
  }
}
