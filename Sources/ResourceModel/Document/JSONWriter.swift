extension JSONValue {
  /// The value as strict JSON (RFC 8259) on one line: no comment, no trailing comma. Numbers stay as they
  /// were written; what could not be read is null.
  package var strictJSON: String {
    var text = ""
    write(into: &text)
    return text
  }

  private func write(into text: inout String) {
    switch content {
    case .null, .invalid: text += "null"
    case .boolean(let flag): text += flag ? "true" : "false"
    case .number(let digits): text += digits
    case .string(let string): Self.write(string, into: &text)
    case .array(let elements):
      text += "["
      for (position, element) in elements.enumerated() {
        if position > 0 { text += "," }
        element.write(into: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (position, member) in members.enumerated() {
        if position > 0 { text += "," }
        Self.write(member.key, into: &text)
        text += ":"
        member.value.write(into: &text)
      }
      text += "}"
    }
  }

  private static func write(_ string: String, into text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{0}"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}

/// A text and the tree that it parses to.
package struct JSONDocument: Sendable {
  /// `nil` if parsing had to be abandoned.
  package let value: JSONValue?
  /// Sorted by location.
  package let diagnostics: [Diagnostic]

  package init(parsing source: SourceText) {
    let collector = DiagnosticCollector(source: source)
    value = JSONParser.parse(collector)
    diagnostics = collector.sorted
  }
}
