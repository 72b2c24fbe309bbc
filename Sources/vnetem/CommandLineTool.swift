import NetworkWatcher

/// The whole program but for its process: arguments and a console in, an exit status out.
struct CommandLineTool {
  var console: Console
  /// Asked between packets; `true` ends what is under way.
  var isInterrupted: () -> Bool = { Interruption.isRequested }

  /// - Parameter arguments: without the program's name.
  func run(_ arguments: [String]) -> ExitStatus {
    do {
      switch try ArgumentParser.parse(arguments) {
      case .version: try console.writeOutput(Version.application + "\n")
      case .help(nil): try console.writeOutput(HelpText.general())
      case .help(let command?): try console.writeOutput(HelpText.command(command))
      case .command(let parsed): return try perform(parsed)
      }
      return .success
    } catch let error as UsageError {
      console.writeError(error.text)
      return .usage
    } catch let error as InquiryError {
      return report(error)
    } catch let error as BenchmarkError {
      return report(error)
    } catch let failure as Failure {
      if !failure.message.isEmpty {
        console.writeError("\(CommandTable.program): \(failure.message)\n")
      }
      return failure.status
    } catch let failure as OutputFailure {
      console.writeError("\(CommandTable.program): cannot write the answer: \(failure.reason)\n")
      return .inputOutput
    } catch {
      console.writeError("\(CommandTable.program): \(error)\n")
      return .inputOutput
    }
  }

  private func report(_ error: InquiryError) -> ExitStatus {
    if error == .captureReaderGone { return .success }
    console.writeError("\(CommandTable.program): \(error)\n")
    return error.isUsage ? .usage : .inputOutput
  }

  private func report(_ error: BenchmarkError) -> ExitStatus {
    console.writeError("\(CommandTable.program): \(error)\n")
    return switch error {
    case .tableUnreadable, .tableEmpty: .inputOutput
    case .kernelUnavailable: .usage
    case .wrongAnswer, .notSound: .negative
    }
  }

  private func perform(_ parsed: ParsedArguments) throws -> ExitStatus {
    switch parsed.command {
    case .tracert: return try traceRoute(parsed)
    case .ping: return try ping(parsed)
    case .connect: return try connect(parsed)
    case .routes: return try showRoutes(parsed)
    case .learnedRoutes: return try showLearnedRoutes(parsed)
    case .peerings: return try showPeerings(parsed)
    case .connections: return try showConnections(parsed)
    case .rules: return try showRules(parsed)
    case .run: return try runScenarios(parsed)
    case .replay: return try replay(parsed)
    case .soak: return try soak(parsed)
    case .generate: return try generate(parsed)
    case .list: return try listTopologies(parsed)
    case .check: return try checkTopology(parsed)
    case .diagnostic: return try explainDiagnostic(parsed)
    case .bench: return try benchmark(parsed)
    case .schema: return try printSchema()
    case .completion: return try printCompletion(parsed)
    case .help:
      try console.writeOutput(HelpText.general())
      return .success
    }
  }
}
