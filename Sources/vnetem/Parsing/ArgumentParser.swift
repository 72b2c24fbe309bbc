import NetworkWatcher

/// Reads a command line with the help of ``CommandTable``.
///
/// Options may stand anywhere behind the command; `--` ends them. A value follows its option, or stands in
/// the same word: `--output=json`, `-ojson`.
struct ArgumentParser {
  private var words: ArraySlice<String>
  private var parsed: ParsedArguments
  private let options: [OptionSpecification]

  /// - Parameter arguments: without the program's name.
  static func parse(_ arguments: [String]) throws(UsageError) -> Invocation {
    guard let first = arguments.first else {
      throw UsageError(message: "a command is missing", command: nil)
    }
    if first.hasPrefix("-") {
      let global = CommandTable.globalOptions
      guard let option = global.first(where: { $0.names.contains(first) }) else {
        throw UsageError(
          message: "unknown option \(first)"
            + suggestion(for: first, among: global.flatMap(\.names)),
          command: nil)
      }
      return option.key == .version ? .version : .help(nil)
    }
    guard let command = CommandTable.command(named: first) else {
      let names = CommandTable.all.flatMap(\.names)
      throw UsageError(
        message: "unknown command '\(first)'" + suggestion(for: first, among: names), command: nil)
    }
    var parser = ArgumentParser(command: command, words: arguments.dropFirst())
    return try parser.parse()
  }

  private init(command: Command, words: ArraySlice<String>) {
    self.words = words
    parsed = ParsedArguments(command: command)
    options = CommandTable.options(of: command)
  }

  private mutating func parse() throws(UsageError) -> Invocation {
    var optionsEnded = false
    while let word = words.popFirst() {
      if optionsEnded || word == "-" || !word.hasPrefix("-") {
        parsed.positionals.append(word)
      } else if word == "--" {
        optionsEnded = true
      } else {
        try parseOption(word)
        if parsed.has(.help) { return .help(parsed.command) }
      }
    }
    if parsed.command == .help { return .help(try helpTopic()) }
    try checkPositionals()
    return .command(parsed)
  }

  private mutating func parseOption(_ word: String) throws(UsageError) {
    let (name, attached) = try split(word)
    guard let option = options.first(where: { $0.names.contains(name) }) else {
      throw failure(
        "unknown option \(name)" + Self.suggestion(for: name, among: options.flatMap(\.names)))
    }
    guard !option.placeholder.isEmpty else {
      if attached != nil { throw failure("\(name) takes no value") }
      parsed.options[option.key] = [""]
      return
    }
    guard let value = attached ?? words.popFirst() else {
      throw failure("\(name) needs a value: \(option.placeholder)")
    }
    if parsed.has(option.key), !option.isRepeatable { throw failure("\(name) is given twice") }
    try check(value, of: option, name: name)
    parsed.options[option.key, default: []].append(value)
  }

  /// `--name=value` and `-nvalue` in their two parts.
  private func split(_ word: String) throws(UsageError) -> (name: String, value: String?) {
    if word.hasPrefix("--") {
      guard let equals = word.firstIndex(of: "=") else { return (word, nil) }
      return (String(word[..<equals]), String(word[word.index(after: equals)...]))
    }
    if word.count > 2, !options.contains(where: { $0.names.contains(word) }) {
      let name = String(word.prefix(2))
      // `-why` is a slip for `--why`, not `-w` with the value `hy`.
      if options.contains(where: { $0.names.contains("-" + word) }) { return (word, nil) }
      return (name, String(word.dropFirst(2)))
    }
    return (word, nil)
  }

  private func check(
    _ value: String, of option: OptionSpecification, name: String
  ) throws(UsageError) {
    switch option.value {
    case .none, .text: return
    case .file, .folder:
      if value.isEmpty { throw failure("\(name) needs a value: \(option.placeholder)") }
    case .integer(let range):
      guard let number = Int(value), range.contains(number) else {
        let bounds =
          range.upperBound == Int.max
          ? "\(range.lowerBound) or more" : "\(range.lowerBound) to \(range.upperBound)"
        throw failure("\(name) needs a whole number, \(bounds), not '\(value)'")
      }
    case .choice(let choices):
      guard choices.contains(value) else {
        throw failure(
          "\(name) needs \(choices.joined(separator: " or ")), not '\(value)'"
            + Self.suggestion(for: value, among: choices))
      }
    }
  }

  private func checkPositionals() throws(UsageError) {
    let arguments = CommandTable.specification(of: parsed.command).arguments
    let required = arguments.filter { $0.presence == .required }
    if parsed.positionals.count < required.count {
      throw failure("\(required[parsed.positionals.count].name) is missing")
    }
    let isOpen = arguments.last?.presence == .repeated
    if !isOpen, parsed.positionals.count > arguments.count {
      throw failure("unexpected argument '\(parsed.positionals[arguments.count])'")
    }
  }

  private func helpTopic() throws(UsageError) -> Command? {
    guard let topic = parsed.positionals.first else { return nil }
    guard parsed.positionals.count == 1 else {
      throw failure("unexpected argument '\(parsed.positionals[1])'")
    }
    guard let command = CommandTable.command(named: topic) else {
      throw failure(
        "unknown command '\(topic)'"
          + Self.suggestion(for: topic, among: CommandTable.all.flatMap(\.names)))
    }
    return command
  }

  private func failure(_ message: String) -> UsageError {
    UsageError(message: message, command: parsed.command)
  }

  private static func suggestion(for word: String, among candidates: [String]) -> String {
    Suggestion.closest(to: word, among: candidates).map { "; did you mean \($0)?" } ?? ""
  }
}
