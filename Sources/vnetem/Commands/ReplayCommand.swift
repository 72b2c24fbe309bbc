import NetworkWatcher
import ResourceModel

extension CommandLineTool {
  /// `vnetem replay TOPOLOGY CAPTURE`, or with `--generate` in place of a capture
  func replay(_ arguments: ParsedArguments) throws -> ExitStatus {
    let (path, traffic) = try replayInput(arguments)
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
    let workers = arguments.integer(.workers) ?? 1
    if arguments.has(.rates), workers > 1 {
      throw UsageError(
        message: "--rates works with one worker: all packets share the limits",
        command: arguments.command)
    }
    let (inquiry, timeline) = try timedInquiry(arguments)
    let output = arguments.text(.capture).map {
      ReplayRequest.Output(
        path: $0, filter: arguments.text(.captureFilter),
        overflow: arguments.text(.captureOverflow).flatMap(ReplayRequest.Overflow.init) ?? .block,
        application: Version.application)
    }
    let request = ReplayRequest(
      path: path, traffic: traffic, entry: arguments.text(.entry), passes: passes,
      workers: workers, answersEcho: arguments.has(.answerEcho),
      limitsRates: arguments.has(.rates), output: output,
      timeline: timeline)
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

  /// The estate, and what changes in it while packets fly.
  private func timedInquiry(
    _ arguments: ParsedArguments
  ) throws -> (Inquiry, ReplayTimeline?) {
    guard let name = arguments.text(.timeline) else { return (try inquiry(arguments), nil) }
    let topology = try loadTopology(
      arguments.positionals[0], serviceTags: arguments.text(.serviceTags))
    let scenario = try scenario(name, of: topology, arguments.command)
    let inquiry = try Inquiry(
      topology, failedLinks: scenario.failedLinks + arguments.texts(.fail),
      seed: UInt64(arguments.integer(.seed) ?? 0))
    return (inquiry, ReplayTimeline(scenario))
  }

  /// The capture's path, or what is generated in its place.
  private func replayInput(
    _ arguments: ParsedArguments
  ) throws(UsageError) -> (path: String, traffic: TrafficProfile?) {
    func refused(_ message: String) -> UsageError {
      UsageError(message: message, command: arguments.command)
    }
    let isGenerated = arguments.has(.generate)
    if !isGenerated {
      let stray = CommandTable.traffic.first { arguments.has($0.key) }
      if let stray { throw refused("\(stray.names[0]) needs --generate") }
      guard arguments.positionals.count > 1 else {
        throw refused("replay needs a CAPTURE, or --generate")
      }
      return (arguments.positionals[1], nil)
    }
    if arguments.positionals.count > 1 {
      throw refused("--generate takes the place of a CAPTURE: \(arguments.positionals[1])")
    }
    if arguments.has(.entry) {
      throw refused("--from needs a CAPTURE: generated packets enter where their senders are")
    }
    if arguments.has(.repeatCount) {
      throw refused("--repeat needs a CAPTURE: --packets says how much is generated")
    }
    let text = (["--generate"] + trafficOptions(arguments)).joined(separator: " ")
    return (text, try trafficProfile(arguments))
  }
}
