import NetworkWatcher

extension CommandLineTool {
  /// `vnetem replay TOPOLOGY CAPTURE`
  func replay(_ arguments: ParsedArguments) throws -> ExitStatus {
    let path = arguments.positionals[1]
    let passes = arguments.integer(.repeatCount) ?? 1
    if path == "-", passes > 1 {
      throw UsageError(
        message: "--repeat needs a file: standard input cannot be read twice",
        command: arguments.command)
    }
    for option in [OptionKey.captureFilter, .captureOverflow]
    where arguments.has(option) && !arguments.has(.capture) {
      let name = option == .captureFilter ? "--capture-filter" : "--capture-overflow"
      throw UsageError(message: "\(name) needs --capture", command: arguments.command)
    }
    let inquiry = try inquiry(arguments)
    let output = arguments.text(.capture).map {
      ReplayRequest.Output(
        path: $0, filter: arguments.text(.captureFilter),
        overflow: arguments.text(.captureOverflow).flatMap(ReplayRequest.Overflow.init) ?? .block,
        application: Version.application)
    }
    let request = ReplayRequest(
      path: path, entry: arguments.text(.entry), passes: passes,
      workers: arguments.integer(.workers) ?? 1, answersEcho: arguments.has(.answerEcho),
      output: output)
    var progress = Progress(console)
    defer { progress.clear() }
    let result = try inquiry.replay(
      request,
      progress: { packets, part in
        let percent = part.map { ", \(Int($0 * 100)) %" } ?? ""
        progress.show("\(packets) packets\(percent)")
      }, isInterrupted: isInterrupted)
    progress.clear()
    let answer = arguments.wantsJSON ? try ReplayDocument(result).text() : result.text
    if output?.path == "-" {
      // A capture on standard output leaves no room for the answer there.
      console.writeError(answer)
    } else {
      try console.writeOutput(answer)
    }
    if !arguments.wantsJSON {
      for remark in result.remarks + [result.rate] {
        console.writeError("\(CommandTable.program): \(remark)\n")
      }
    }
    if let damage = result.damage {
      console.writeError(
        "\(CommandTable.program): \(damage); what came before it was replayed\n")
    }
    if let failure = result.output?.failure { throw failure }
    if result.isInterrupted { return .interrupted }
    return result.damage == nil ? .success : .inputOutput
  }
}
