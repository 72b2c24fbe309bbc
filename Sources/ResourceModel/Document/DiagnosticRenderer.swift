/// Prints diagnostics for people: with the source line and a mark under what is meant.
///
/// ```
/// error[VN0306]: 10.0.0.0/24 overlaps 10.0.0.0/25 of "a"
///   --> lab.jsonc:42:30
///    |
/// 42 |             "addressPrefix": "10.0.0.0/24",
///    |                              ^^^^^^^^^^^^^
///    ::: lab.jsonc:17:24: 10.0.0.0/25 is here
///    = help: ...
/// ```
package enum DiagnosticRenderer {
  /// Longer source lines are cut around what is marked.
  private static let widestLine = 120

  /// All diagnostics in order, divided by blank lines, then a line that counts them; empty without any.
  ///
  /// - Parameter color: Whether to colour with ANSI escape sequences.
  package static func render(
    _ diagnostics: [Diagnostic], source: SourceText, color: Bool = false
  ) -> String {
    guard !diagnostics.isEmpty else { return "" }
    let paint = Paint(isOn: color)
    let blocks = diagnostics.map { block($0, source, paint) }
    return blocks.joined(separator: "\n") + "\n" + count(diagnostics) + "\n"
  }

  /// One line for each: `file:line:column: error: VN0306: message`.
  package static func renderLines(_ diagnostics: [Diagnostic]) -> String {
    diagnostics.map { diagnostic in
      let severity = diagnostic.severity.rawValue
      let text = "\(severity): \(diagnostic.code.rawValue): \(diagnostic.message)"
      return printable("\(diagnostic.location): \(text)") + "\n"
    }.joined()
  }

  private static func block(
    _ diagnostic: Diagnostic, _ source: SourceText, _ paint: Paint
  ) -> String {
    let location = diagnostic.location
    let isHere = location.file == source.file && location.line <= source.lineCount
    let number = String(location.line)
    let gutter = String(repeating: " ", count: number.count)
    let head = "\(diagnostic.severity.rawValue)[\(diagnostic.code.rawValue)]"
    var lines = [
      paint.severity(head, diagnostic.severity) + paint.bold(": " + printable(diagnostic.message)),
      "\(gutter)\(paint.frame("-->")) \(printable(location.description))",
    ]
    if isHere {
      let (text, padding) = excerpt(source.line(location.line), column: location.column)
      let room = max(1, text.count - padding.count)
      let carets = String(repeating: "^", count: min(max(1, diagnostic.length), room))
      lines.append("\(gutter) \(paint.frame("|"))")
      lines.append("\(paint.frame(number)) \(paint.frame("|")) \(text)")
      lines.append(
        "\(gutter) \(paint.frame("|")) \(padding)\(paint.severity(carets, diagnostic.severity))")
    }
    for note in diagnostic.notes {
      lines.append(
        "\(gutter) \(paint.frame(":::")) \(printable("\(note.location): \(note.message)"))")
    }
    if let help = diagnostic.help {
      lines.append("\(gutter) \(paint.frame("=")) \(paint.bold("help")): \(printable(help))")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The printable part of a line around a column, and what stands before the column, as blanks.
  private static func excerpt(_ line: String, column: Int) -> (text: String, padding: String) {
    var characters = Array(printable(line, keepingTabs: true))
    var position = min(column - 1, characters.count)
    if characters.count > widestLine {
      let start = min(max(0, position - widestLine / 3), characters.count - widestLine)
      let end = start + widestLine
      let tail = end < characters.count ? Array("...") : []
      characters = (start > 0 ? Array("...") : []) + characters[start..<end] + tail
      position -= start - (start > 0 ? 3 : 0)
    }
    let padding = characters.prefix(position).map { $0 == "\t" ? "\t" : " " }
    return (String(characters), padding.joined())
  }

  private static func count(_ diagnostics: [Diagnostic]) -> String {
    let errors = diagnostics.filter { $0.severity == .error }.count
    let warnings = diagnostics.count - errors
    func text(_ count: Int, _ word: String) -> String? {
      count == 0 ? nil : "\(count) \(word)\(count == 1 ? "" : "s")"
    }
    return [text(errors, "error"), text(warnings, "warning")].compactMap { $0 }
      .joined(separator: ", ")
  }

  /// The text without what would steer a terminal: control characters and changes of direction.
  private static func printable(_ text: String, keepingTabs: Bool = false) -> String {
    var result = ""
    for character in text {
      if keepingTabs, character == "\t" {
        result.append(character)
        continue
      }
      let steers = character.unicodeScalars.contains { scalar in
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
      }
      result.append(steers ? "\u{FFFD}" : character)
    }
    return result
  }
}

/// The colours of the output, or none.
private struct Paint {
  let isOn: Bool

  func bold(_ text: String) -> String { wrap(text, "1") }
  func frame(_ text: String) -> String { wrap(text, "1;34") }

  func severity(_ text: String, _ severity: Diagnostic.Severity) -> String {
    switch severity {
    case .error: wrap(text, "1;31")
    case .warning: wrap(text, "1;33")
    }
  }

  private func wrap(_ text: String, _ code: String) -> String {
    isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
