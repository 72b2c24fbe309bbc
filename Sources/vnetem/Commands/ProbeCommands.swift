import NetworkWatcher
import ResourceModel

extension CommandLineTool {
  /// `vnetem tracert TOPOLOGY SOURCE DESTINATION`
  func traceRoute(_ arguments: ParsedArguments) throws -> ExitStatus {
    let inquiry = try inquiry(arguments)
    let style = style(arguments)
    var request = TracertRequest(
      source: arguments.positionals[1], destination: arguments.positionals[2], style: style,
      maximumHops: arguments.integer(.maximumHops),
      timeoutMilliseconds: arguments.integer(.timeout))
    request.resolvesName = arguments.has(.resolve)
    return try probe(arguments, inquiry) { watch in
      let answer = try inquiry.tracert(request, style: style, watch: watch)
      if arguments.wantsJSON {
        let document = TracertDocument(
          answer.result, topology: inquiry.topology.name, failedLinks: inquiry.failedLinks,
          notes: inquiry.notes, why: answer.why)
        return (try document.text(), answer.result.reached, [])
      }
      return (answer.text(style), answer.result.reached, names(answer.result.path))
    }
  }

  /// `vnetem ping TOPOLOGY SOURCE DESTINATION`
  func ping(_ arguments: ParsedArguments) throws -> ExitStatus {
    let inquiry = try inquiry(arguments)
    let style = style(arguments)
    var request = PingRequest(
      source: arguments.positionals[1], destination: arguments.positionals[2], style: style,
      count: arguments.integer(.count), size: arguments.integer(.size),
      timeToLive: arguments.integer(.timeToLive),
      timeoutMilliseconds: arguments.integer(.timeout))
    request.resolvesName = arguments.has(.resolve)
    return try probe(arguments, inquiry) { watch in
      let answer = try inquiry.ping(request, style: style, watch: watch)
      if arguments.wantsJSON {
        let document = PingDocument(
          answer.result, topology: inquiry.topology.name, failedLinks: inquiry.failedLinks,
          notes: inquiry.notes, why: answer.why)
        return (try document.text(), !answer.result.replies.isEmpty, [])
      }
      return (
        answer.text(style), !answer.result.replies.isEmpty, names(answer.result.path)
      )
    }
  }

  private func style(_ arguments: ParsedArguments) -> ConsoleStyle {
    arguments.text(.style).flatMap(ConsoleStyle.init) ?? .windows
  }

  /// Whom the source asked for the destination's name, and what came of it.
  func names(_ path: ProbePath) -> [String] { path.resolution?.lines ?? [] }

  /// What tracert and ping share: the capture around the run, where the answer goes, the status.
  ///
  /// - Parameter run: takes the watch; gives the answer's text, whether the answer is yes, and what is to be known
  ///   besides if it is not.
  func probe(
    _ arguments: ParsedArguments, _ inquiry: Inquiry,
    _ run: (Watch) throws -> (text: String, isYes: Bool, notes: [String])
  ) throws -> ExitStatus {
    if arguments.has(.captureFilter), !arguments.has(.capture) {
      throw UsageError(
        message: "--capture-filter needs --capture", command: arguments.command)
    }
    let capture = try arguments.text(.capture).map { path in
      try PacketCapture(
        path: path, filter: arguments.text(.captureFilter), of: inquiry,
        application: Version.application, remarks: remarks(arguments, inquiry))
    }
    let watch = Watch(
      capture: capture, keepsJourneys: arguments.has(.why),
      isInterrupted: { isInterrupted() || capture?.hasFailed == true })
    let (text, isYes, notes) = try run(watch)
    try capture?.finish()
    if arguments.text(.capture) == "-" {
      // A capture on standard output leaves no room for the answer there.
      console.writeError(text)
    } else {
      try console.writeOutput(text)
    }
    if !isYes || arguments.has(.why), !arguments.wantsJSON {
      for note in notes + inquiry.notes { console.writeError("\(CommandTable.program): \(note)\n") }
    }
    if isInterrupted() { return .interrupted }
    return isYes ? .success : .negative
  }

  /// What a capture says about itself.
  private func remarks(_ arguments: ParsedArguments, _ inquiry: Inquiry) -> [String] {
    let failed = inquiry.failedLinks.map { " --fail \($0)" }.joined()
    return [
      "topology \(inquiry.topology.name)",
      "command \(arguments.command.rawValue) \(arguments.positionals.joined(separator: " "))\(failed)",
      "seed \(inquiry.seed)",
    ]
  }
}
