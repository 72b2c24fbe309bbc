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
    let inquiry = try inquiry(arguments)
    let request = ReplayRequest(
      path: path, entry: arguments.text(.entry), passes: passes,
      workers: arguments.integer(.workers) ?? 1, answersEcho: arguments.has(.answerEcho))
    var progress = Progress(console)
    defer { progress.clear() }
    let result = try inquiry.replay(
      request,
      progress: { packets, part in
        let percent = part.map { ", \(Int($0 * 100)) %" } ?? ""
        progress.show("\(packets) packets\(percent)")
      }, isInterrupted: isInterrupted)
    progress.clear()
    try console.writeOutput(
      arguments.wantsJSON ? try ReplayDocument(result).text() : result.text)
    if !arguments.wantsJSON {
      for remark in result.remarks + [result.rate] {
        console.writeError("\(CommandTable.program): \(remark)\n")
      }
    }
    if let damage = result.damage {
      console.writeError(
        "\(CommandTable.program): \(damage); what came before it was replayed\n")
    }
    if result.isInterrupted { return .interrupted }
    return result.damage == nil ? .success : .inputOutput
  }
}
