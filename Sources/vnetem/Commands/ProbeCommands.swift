import NetworkWatcher
import ResourceModel

extension CommandLineTool {
  /// `vnetem tracert TOPOLOGY SOURCE DESTINATION`
  func traceRoute(_ arguments: ParsedArguments) throws -> ExitStatus {
    let inquiry = try inquiry(arguments)
    let style = style(arguments)
    let request = TracertRequest(
      source: arguments.positionals[1], destination: arguments.positionals[2], style: style,
      maximumHops: arguments.integer(.maximumHops),
      timeoutMilliseconds: arguments.integer(.timeout))
    return try probe(arguments, inquiry) { watch, sink in
      let answer = try inquiry.tracert(request, style: style, watch: watch)
      if arguments.wantsJSON {
        let document = TracertDocument(
          answer.result, topology: inquiry.topology.name, failedLinks: inquiry.failedLinks,
          notes: inquiry.notes, why: answer.why)
        try sink(document.text())
      } else {
        try sink(answer.text(style))
      }
      return answer.result.reached
    }
  }

  /// `vnetem ping TOPOLOGY SOURCE DESTINATION`
  func ping(_ arguments: ParsedArguments) throws -> ExitStatus {
    let inquiry = try inquiry(arguments)
    let style = style(arguments)
    let request = PingRequest(
      source: arguments.positionals[1], destination: arguments.positionals[2], style: style,
      count: arguments.integer(.count), size: arguments.integer(.size),
      timeToLive: arguments.integer(.timeToLive),
      timeoutMilliseconds: arguments.integer(.timeout))
    return try probe(arguments, inquiry) { watch, sink in
      let answer = try inquiry.ping(request, style: style, watch: watch)
      if arguments.wantsJSON {
        let document = PingDocument(
          answer.result, topology: inquiry.topology.name, failedLinks: inquiry.failedLinks,
          notes: inquiry.notes, why: answer.why)
        try sink(document.text())
      } else {
        try sink(answer.text(style))
      }
      return !answer.result.replies.isEmpty
    }
  }

  private func style(_ arguments: ParsedArguments) -> ConsoleStyle {
    arguments.text(.style).flatMap(ConsoleStyle.init) ?? .windows
  }

  /// What tracert and ping share: the capture around the run, where the answer goes, the status.
  ///
  /// - Parameter run: takes the watch and where to write the answer; tells whether the answer is yes.
  private func probe(
    _ arguments: ParsedArguments, _ inquiry: Inquiry,
    _ run: (Watch, (String) throws -> Void) throws -> Bool
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
      capture: capture, keepsJourneys: arguments.has(.why), isInterrupted: isInterrupted)
    // A capture on standard output leaves no room for the answer there.
    let sink: (String) throws -> Void =
      arguments.text(.capture) == "-"
      ? { console.writeError($0) } : { try console.writeOutput($0) }
    let isYes = try run(watch, sink)
    try capture?.finish()
    if !isYes, !arguments.wantsJSON {
      for note in inquiry.notes { console.writeError("\(CommandTable.program): \(note)\n") }
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
