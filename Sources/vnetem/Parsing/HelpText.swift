/// The help, made from ``CommandTable``; at most 80 columns.
enum HelpText {
  private static let width = 80

  static func general() -> String {
    let commands = CommandTable.all.map { ($0.names.joined(separator: ", "), $0.summary) }
    let statuses = CommandTable.exitStatuses.map { (String($0.status.rawValue), $0.meaning) }
    return """
      \(CommandTable.program): \(CommandTable.summary)

      Usage: \(CommandTable.program) COMMAND [ARGUMENTS]

      Commands:
      \(table(commands))
      Options:
      \(table(CommandTable.globalOptions.map { ($0.synopsis, $0.summary) }))
      Exit status:
      \(table(statuses))
      '\(CommandTable.program) help COMMAND' explains a command.

      """
  }

  static func command(_ command: Command) -> String {
    let specification = CommandTable.specification(of: command)
    let arguments = specification.arguments.map { " " + $0.synopsis }.joined()
    var text = """
      \(CommandTable.program) \(specification.name): \(specification.summary)

      Usage: \(CommandTable.program) \(specification.name) [OPTIONS]\(arguments)

      """
    if !specification.aliases.isEmpty {
      text += "Also called: \(specification.aliases.joined(separator: ", "))\n"
    }
    text += "\n" + wrapped(specification.details, width: width).map { $0 + "\n" }.joined() + "\n"
    if !specification.arguments.isEmpty {
      text += "Arguments:\n" + table(specification.arguments.map { ($0.name, $0.summary) }) + "\n"
    }
    let options = CommandTable.options(of: command)
    text += "Options:\n" + table(options.map { ($0.synopsis, $0.summary) }) + "\n"
    if !specification.examples.isEmpty {
      text += "Examples:\n"
      for example in specification.examples {
        text += "  \(example.line)\n      \(example.meaning)\n"
      }
    }
    return text
  }

  /// Two columns; a long left cell has its right one on the next line.
  private static func table(_ rows: [(left: String, right: String)]) -> String {
    let column = min(30, (rows.map(\.left.count).max() ?? 0) + 4)
    var text = ""
    for row in rows {
      let start = "  " + row.left
      let lines = wrapped(row.right, width: width - column)
      let indentation = String(repeating: " ", count: column)
      if start.count + 2 <= column {
        text += start + String(repeating: " ", count: column - start.count)
      } else {
        text += start + "\n" + indentation
      }
      text += lines.joined(separator: "\n" + indentation) + "\n"
    }
    return text
  }

  private static func wrapped(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
