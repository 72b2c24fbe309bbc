import NetworkWatcher

extension CommandLineTool {
  /// `vnetem soak TOPOLOGY`
  func soak(_ arguments: ParsedArguments) throws -> ExitStatus {
    let inquiry = try inquiry(arguments)
    var request = SoakRequest()
    request.seconds = arguments.integer(.duration) ?? request.seconds
    request.workers = arguments.integer(.workers) ?? request.workers
    request.changeMilliseconds = arguments.integer(.changeInterval) ?? request.changeMilliseconds
    request.conversations = arguments.integer(.conversations) ?? request.conversations
    request.seed = inquiry.seed
    var progress = Progress(console)
    defer { progress.clear() }
    let result = try inquiry.soak(
      request,
      progress: { packets, part in progress.show("\(packets) packets, \(Int(part * 100)) %") },
      isInterrupted: isInterrupted)
    progress.clear()
    try console.writeOutput(
      arguments.wantsJSON ? try SoakDocument(result).text() : result.text)
    if result.isInterrupted { return .interrupted }
    return result.isBalanced && result.isMemoryFlat ? .success : .negative
  }
}
