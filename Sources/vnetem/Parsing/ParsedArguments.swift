/// A command line that agrees with the table.
struct ParsedArguments: Equatable {
  var command: Command
  var positionals: [String] = []
  /// The values of each option that is there, in order; an option without value has one empty text.
  var options: [OptionKey: [String]] = [:]

  func has(_ key: OptionKey) -> Bool { options[key] != nil }

  /// The last value given.
  func text(_ key: OptionKey) -> String? { options[key]?.last }

  func texts(_ key: OptionKey) -> [String] { options[key] ?? [] }

  /// The last value given; the parser has checked that it is a number in range.
  func integer(_ key: OptionKey) -> Int? { text(key).flatMap { Int($0) } }

  var wantsJSON: Bool { text(.output) == "json" }
}

/// What the command line asks for.
enum Invocation: Equatable {
  case version
  /// `nil`: of the program.
  case help(Command?)
  case command(ParsedArguments)
}
