import Testing

@testable import vnetem

@Suite("Reading the command line")
struct ArgumentParserTests {
  private func parsed(_ words: String...) throws -> ParsedArguments {
    guard case .command(let arguments) = try ArgumentParser.parse(words) else {
      throw UsageError(message: "not a command", command: nil)
    }
    return arguments
  }

  @Test("Options may stand before, between and behind the arguments")
  func positions() throws {
    let arguments = try parsed("tracert", "--why", "interop", "-h", "5", "hub", "spoke", "-d")
    #expect(arguments.positionals == ["interop", "hub", "spoke"])
    #expect(arguments.integer(.maximumHops) == 5)
    #expect(arguments.has(.why) && arguments.has(.noNames) && !arguments.has(.capture))
  }

  @Test(
    "A value follows its option or stands in the same word",
    arguments: [["-o", "json"], ["-ojson"], ["--output", "json"], ["--output=json"]])
  func values(words: [String]) throws {
    guard case .command(let arguments) = try ArgumentParser.parse(["list"] + words) else {
      Issue.record("not a command")
      return
    }
    #expect(arguments.wantsJSON)
  }

  @Test("A repeatable option keeps every value in order")
  func repeated() throws {
    let arguments = try parsed("routes", "t", "n", "--fail", "b", "--fail=a")
    #expect(arguments.texts(.fail) == ["b", "a"])
  }

  @Test("A lone dash is a value, and two dashes end the options")
  func dashes() throws {
    let arguments = try parsed("tracert", "t", "--capture", "-", "--", "-a", "--why")
    #expect(arguments.text(.capture) == "-")
    #expect(arguments.positionals == ["t", "-a", "--why"])
    #expect(!arguments.has(.why))
  }

  @Test("An alias is its command", arguments: [("trace", Command.tracert), ("ping", .ping)])
  func alias(name: String, command: Command) throws {
    #expect(try parsed(name, "t", "a", "b").command == command)
  }

  @Test(
    "Help is asked for in several ways",
    arguments: [
      (["--help"], nil), (["-h"], nil), (["help"], nil), (["help", "ping"], .ping),
      (["ping", "--help"], .ping), (["ping", "-h"], .ping), (["tracert", "--help"], .tracert),
      (["help", "trace"], .tracert), (["run", "--bogus-comes-later", "--help"], nil),
    ] as [([String], Command?)])
  func help(words: [String], command: Command?) throws {
    if words.contains("--bogus-comes-later") {
      #expect(throws: UsageError.self) { try ArgumentParser.parse(words) }
    } else {
      #expect(try ArgumentParser.parse(words) == .help(command))
    }
  }

  @Test("tracert's -h takes a number, as in Windows")
  func maximumHops() throws {
    #expect(
      throws: UsageError(message: "-h needs a value: MAXIMUM_HOPS", command: .tracert)
    ) { try ArgumentParser.parse(["tracert", "-h"]) }
  }

  @Test(
    "Mistakes are told with what would be right",
    arguments: [
      ([], "a command is missing"),
      (["tracrt"], "unknown command 'tracrt'; did you mean tracert?"),
      (["frobnicate"], "unknown command 'frobnicate'"),
      (["--verson"], "unknown option --verson; did you mean --version?"),
      (["tracert", "t", "a", "b", "--wyh"], "unknown option --wyh; did you mean --why?"),
      (["tracert", "t", "a", "b", "-why"], "unknown option -why; did you mean --why?"),
      (["tracert", "t", "a"], "DESTINATION is missing"),
      (["tracert", "t", "a", "b", "c"], "unexpected argument 'c'"),
      (["ping", "t", "a", "b", "-n", "0"], "-n needs a whole number, 1 to 1000000, not '0'"),
      (["ping", "t", "a", "b", "-n", "x"], "-n needs a whole number, 1 to 1000000, not 'x'"),
      (
        ["ping", "t", "a", "b", "--seed", "-1"], "--seed needs a whole number, 0 or more, not '-1'"
      ),
      (
        ["ping", "t", "a", "b", "--style", "linix"],
        "--style needs windows or linux, not 'linix'; did you mean linux?"
      ),
      (["ping", "t", "a", "b", "--why=1"], "--why takes no value"),
      (["ping", "t", "a", "b", "--fail"], "--fail needs a value: LINK"),
      (["list", "-o", "json", "-o", "json"], "-o is given twice"),
      (["help", "pong"], "unknown command 'pong'; did you mean ping?"),
    ] as [([String], String)])
  func mistakes(words: [String], message: String) {
    do {
      _ = try ArgumentParser.parse(words)
      Issue.record("accepted: \(words)")
    } catch {
      #expect(error.message == message)
      #expect(error.text.hasPrefix("vnetem: \(message)\nTry 'vnetem "))
    }
  }
}

@Suite("The command table")
struct CommandTableTests {
  @Test("No name stands for two things", arguments: Command.allCases)
  func uniqueNames(command: Command) {
    let names = CommandTable.options(of: command).flatMap(\.names)
    #expect(Set(names).count == names.count)
    #expect(names.contains("--help"))
    let all = CommandTable.all.flatMap(\.names)
    #expect(Set(all).count == all.count)
  }

  @Test("Every example is a command line that the parser accepts", arguments: Command.allCases)
  func examples(command: Command) throws {
    let specification = CommandTable.specification(of: command)
    #expect(!specification.examples.isEmpty)
    for example in specification.examples {
      var line = example.line.split(separator: "|")[0].split(separator: ">")[0]
      if line.hasPrefix("source <(") { line = line.dropFirst(9).dropLast() }
      let words = line.split(separator: " ").map(String.init)
      #expect(words.first == "vnetem")
      _ = try ArgumentParser.parse(Array(words.dropFirst()))
    }
  }

  @Test("Help fits into 80 columns and names every option", arguments: Command.allCases)
  func help(command: Command) {
    let text = HelpText.command(command)
    for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    for option in CommandTable.options(of: command) {
      for name in option.names { #expect(text.contains(name)) }
    }
    #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n"))
  }

  @Test("The general help names every command and exit status")
  func generalHelp() {
    let text = HelpText.general()
    for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    for command in Command.allCases { #expect(text.contains("  \(command.rawValue)")) }
    for status in [0, 1, 2, 3, 4, 130] { #expect(text.contains("\n  \(status) ")) }
  }
}
