/// What is wrong with a command line, and whose help would help.
struct UsageError: Error, Equatable {
  /// One sentence without a full stop.
  var message: String
  var command: Command?

  /// The whole complaint, as it stands on standard error.
  var text: String {
    let help = command.map { "\(CommandTable.program) \($0.rawValue) --help" }
    return "\(CommandTable.program): \(message)\n"
      + "Try '\(help ?? "\(CommandTable.program) --help")'.\n"
  }
}
