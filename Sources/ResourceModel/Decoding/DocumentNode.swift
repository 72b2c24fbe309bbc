import Addressing

/// Whose rules a part of the document follows.
enum DocumentStyle {
  /// Our own sections: names are exact, values have their own type, nothing unknown is allowed.
  case own
  /// ARM's resources: names ignore letter case, numbers and booleans may be texts, unknown properties are
  /// passed over with a warning.
  case arm
}

/// A value on its way to a type, with what a complaint about it needs.
///
/// Each accessor yields `nil` after it has reported what is wrong.
struct DocumentNode {
  let value: JSONValue
  /// Such as `sites[0].routers[1].name`.
  let path: String
  let style: DocumentStyle
  let collector: DiagnosticCollector

  var location: SourceLocation { collector.source.location(at: value.span.lowerBound) }

  func error(
    _ code: DiagnosticCode, _ message: String, notes: [Diagnostic.Note] = [], help: String? = nil
  ) {
    collector.error(code, message, at: value.span, notes: notes, help: help)
  }

  private func reportType(_ expected: String) {
    if value.isInvalid { return }
    error(.wrongType, "\(path) must be \(expected), not \(value.kind)")
  }

  // MARK: Plain values

  func string() -> String? {
    guard let text = value.string else {
      reportType("a text")
      return nil
    }
    guard style == .arm, text.hasPrefix("["), text.hasSuffix("]") else { return text }
    if text.hasPrefix("[[") { return String(text.dropFirst()) }
    error(
      .unsupportedExpression, "\(path) is a template expression, and only literal values are read",
      help: "deploy or export the template and use the values")
    return nil
  }

  /// A text that is not empty and, in our own sections, has no character of `forbidden`.
  func name(forbidding forbidden: Set<Character> = ["/"]) -> String? {
    guard let text = string() else { return nil }
    guard !text.isEmpty else {
      error(.invalidName, "\(path) is empty")
      return nil
    }
    let allowed = text.allSatisfy { character in
      !forbidden.contains(character)
        && character.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    }
    guard allowed else {
      error(
        .invalidName, "the name \"\(text)\" contains a character that names must not contain",
        help: "use no '/' and no control character")
      return nil
    }
    return text
  }

  func boolean() -> Bool? {
    if case .boolean(let flag) = value.content { return flag }
    if style == .arm, let text = value.string {
      switch text.lowercased() {
      case "true": return true
      case "false": return false
      case "": break
      default: if text.hasPrefix("[") { return string().flatMap { _ in nil } }
      }
    }
    reportType("true or false")
    return nil
  }

  func integer(in range: ClosedRange<Int>) -> Int? {
    let text: String
    if case .number(let digits) = value.content {
      text = digits
    } else if style == .arm, let digits = value.string {
      if digits.hasPrefix("[") { return string().flatMap { _ in nil } }
      text = digits
    } else {
      reportType("a whole number")
      return nil
    }
    guard let number = Int(text) else {
      let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
      guard !digits.isEmpty, digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
        error(.wrongType, "\(path) must be a whole number, not \(text)")
        return nil
      }
      reportRange(text, range)
      return nil
    }
    guard range.contains(number) else {
      reportRange(text, range)
      return nil
    }
    return number
  }

  private func reportRange(_ text: String, _ range: ClosedRange<Int>) {
    error(
      .numberOutOfRange,
      "\(path) must be in \(range.lowerBound)...\(range.upperBound), not \(text)")
  }

  /// One of a closed set of words.
  func word<Word: RawRepresentable & CaseIterable>(_ type: Word.Type) -> Word?
  where Word.RawValue == String {
    guard let text = string() else { return nil }
    if let word = Word(rawValue: text) { return word }
    let words = Word.allCases.map(\.rawValue)
    if style == .arm, let word = words.first(where: { $0.lowercased() == text.lowercased() }) {
      return Word(rawValue: word)
    }
    error(
      .invalidValue, "\(path) cannot be \"\(text)\"",
      help: Spelling.suggestion(for: text, among: words)
        ?? "use " + words.map { "\"\($0)\"" }.joined(separator: ", "))
    return nil
  }

  // MARK: Addresses, numbers and times

  func address() -> IPv4Address? {
    guard let text = string() else { return nil }
    guard let address = IPv4Address(text) else {
      error(.invalidAddress, "\"\(text)\" is no IPv4 address")
      return nil
    }
    return address
  }

  func prefix() -> IPv4Prefix? {
    guard let text = string() else { return nil }
    do {
      return try IPv4Prefix(text)
    } catch {
      report(error, text)
      // What is inside the network that was meant is not to be blamed for the slip.
      if case .hostBitsSet(_, let network) = error { return network }
      return nil
    }
  }

  func interfaceAddress() -> IPv4InterfaceAddress? {
    guard let text = string() else { return nil }
    do {
      return try IPv4InterfaceAddress(text)
    } catch {
      report(error, text)
      return nil
    }
  }

  func report(_ problem: PrefixError, _ text: String) {
    switch problem {
    case .malformed:
      error(.invalidPrefix, "\"\(text)\" is no IPv4 prefix", help: "write it as 10.0.0.0/16")
    case .lengthOutOfRange(let length):
      error(.invalidPrefix, "\"\(text)\" has the length \(length), which is not in 0...32")
    case .hostBitsSet(_, let network):
      error(
        .hostBitsSet, "\"\(text)\" has bits set beyond its length",
        help: "the network is \(network)")
    }
  }

  func asn() -> ASN? {
    integer(in: 0...Int(UInt32.max)).map { ASN(rawValue: UInt32($0)) }
  }

  /// A day; sums of such times stay far from the end of the clock.
  private static let longestTime = Nanoseconds.seconds(86_400)

  func time() -> Nanoseconds? {
    guard let text = string() else { return nil }
    guard let time = Nanoseconds(text) else {
      error(
        .invalidTime, "\"\(text)\" is no amount of time",
        help: "write a number and a unit: \"2.2ms\", \"300us\", \"4s\"")
      return nil
    }
    guard time <= Self.longestTime else {
      error(.numberOutOfRange, "\(path) is longer than a day: \(text)")
      return nil
    }
    return time
  }

  // MARK: Containers

  func elements() -> [DocumentNode]? {
    guard let elements = value.elements else {
      reportType("an array")
      return nil
    }
    return elements.enumerated().map { index, element in
      DocumentNode(value: element, path: "\(path)[\(index)]", style: style, collector: collector)
    }
  }

  func object() -> ObjectReader? {
    guard value.members != nil else {
      reportType("an object")
      return nil
    }
    return ObjectReader(self)
  }
}
