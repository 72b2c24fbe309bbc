/// Reads JSON (RFC 8259) with what people put into it: comments, trailing commas, a byte order mark.
///
/// The result keeps the place of every key and value. Small mistakes (a missing comma, a raw line break
/// in a string, a bare word) are reported and passed over, so that one run finds them all; where nothing
/// can be guessed, parsing ends with that report.
struct JSONParser {
  /// How deep arrays and objects may nest.
  static let maximumDepth = 128

  /// Parsing cannot go on; the reason has been reported.
  struct Abandoned: Error {}

  let bytes: [UInt8]
  let collector: DiagnosticCollector
  var offset: Int
  private var depth = 0

  private init(_ collector: DiagnosticCollector) {
    bytes = collector.source.bytes
    offset = collector.source.contentStart
    self.collector = collector
  }

  /// The document's one value; `nil` if parsing had to be abandoned.
  static func parse(_ collector: DiagnosticCollector) -> JSONValue? {
    var parser = JSONParser(collector)
    parser.checkEncoding()
    do {
      let value = try parser.parseValue()
      try parser.skipBlanks()
      if parser.offset < parser.bytes.count {
        collector.error(
          .trailingContent, "there is more after the document's value",
          at: parser.characterSpan, help: "a document is one object: remove what follows it")
      }
      return value
    } catch {
      return nil
    }
  }

  // MARK: Values

  private mutating func parseValue() throws(Abandoned) -> JSONValue {
    try skipBlanks()
    let start = offset
    guard let byte = peek else {
      throw abandon(.unexpectedEnd, "the document ends where a value should stand")
    }
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      guard depth < Self.maximumDepth else {
        throw abandon(
          .nestingTooDeep, "arrays and objects nest deeper than \(Self.maximumDepth) levels")
      }
      depth += 1
      let value = byte == UInt8(ascii: "{") ? try parseObject() : try parseArray()
      depth -= 1
      return value
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      let text = parseString()
      return JSONValue(.string(text), span: start..<offset)
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"),
      UInt8(ascii: "."):
      return parseNumber()
    case _ where Self.isWord(byte): return parseLiteral()
    default:
      throw abandon(
        .unexpectedCharacter, "a value should stand here, not '\(characterText)'")
    }
  }

  private mutating func parseArray() throws(Abandoned) -> JSONValue {
    let start = offset
    offset += 1
    var elements: [JSONValue] = []
    while true {
      try skipBlanks()
      if consume(UInt8(ascii: "]")) { break }
      elements.append(try parseValue())
      try parseSeparator(closing: UInt8(ascii: "]"), opened: start)
    }
    return JSONValue(.array(elements), span: start..<offset)
  }

  private mutating func parseObject() throws(Abandoned) -> JSONValue {
    let start = offset
    offset += 1
    var members: [JSONMember] = []
    var seen: [String: Range<Int>] = [:]
    while true {
      try skipBlanks()
      if consume(UInt8(ascii: "}")) { break }
      let keyStart = offset
      let key = try parseKey(opened: start)
      let keySpan = keyStart..<offset
      try skipBlanks()
      if !consume(UInt8(ascii: ":")) {
        guard peek != nil else {
          throw abandon(.unexpectedEnd, "the document ends after the key \"\(key)\"")
        }
        guard let next = peek, next != UInt8(ascii: ","), next != UInt8(ascii: "}") else {
          throw abandon(.unexpectedCharacter, "the key \"\(key)\" has no value")
        }
        collector.error(
          .unexpectedCharacter, "a ':' should stand after the key \"\(key)\"", at: characterSpan)
        consumeIf(UInt8(ascii: "="))
      }
      let value = try parseValue()
      if let first = seen[key] {
        collector.error(
          .duplicateKey, "the key \"\(key)\" occurs twice in one object", at: keySpan,
          notes: [
            .init(location: collector.source.location(at: first.lowerBound), message: "first here")
          ])
      } else {
        seen[key] = keySpan
        members.append(JSONMember(key: key, keySpan: keySpan, value: value))
      }
      try parseSeparator(closing: UInt8(ascii: "}"), opened: start)
    }
    return JSONValue(.object(members), span: start..<offset)
  }

  private mutating func parseKey(opened: Int) throws(Abandoned) -> String {
    guard let byte = peek else { throw unclosed(UInt8(ascii: "}"), opened: opened) }
    if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { return parseString() }
    guard Self.isWord(byte) else {
      throw abandon(
        .unexpectedCharacter, "a key in quotation marks should stand here, not '\(characterText)'")
    }
    let start = offset
    skipWord()
    let word = String(decoding: bytes[start..<offset], as: UTF8.self)
    collector.error(
      .invalidLiteral, "the key \(word) needs quotation marks", at: start..<offset,
      help: "write \"\(word)\"")
    return word
  }

  /// A comma, or nothing before the closing bracket, which is left for the caller.
  private mutating func parseSeparator(closing: UInt8, opened: Int) throws(Abandoned) {
    let end = offset
    try skipBlanks()
    guard let byte = peek else { throw unclosed(closing, opened: opened) }
    if byte == closing || consume(UInt8(ascii: ",")) { return }
    guard byte != UInt8(ascii: "]"), byte != UInt8(ascii: "}"), byte != UInt8(ascii: ":") else {
      throw abandon(
        .unexpectedCharacter,
        "'\(characterText)' does not fit here: ',' or '\(Character(Unicode.Scalar(closing)))' should",
        notes: [opening(opened)])
    }
    collector.error(
      .unexpectedCharacter, "a ',' is missing before this", at: characterSpan,
      notes: [
        .init(
          location: collector.source.location(at: max(opened, end - 1)),
          message: "the value before it ends here")
      ])
    if byte == UInt8(ascii: ";") { offset += 1 }
  }

  private mutating func parseNumber() -> JSONValue {
    let start = offset
    while let byte = peek, Self.isWord(byte) || byte == UInt8(ascii: "+") { offset += 1 }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    guard Self.isNumber(bytes[start..<offset]) else {
      collector.error(.invalidNumber, "\(text) is no number of JSON", at: start..<offset)
      return JSONValue(.invalid, span: start..<offset)
    }
    return JSONValue(.number(text), span: start..<offset)
  }

  private mutating func parseLiteral() -> JSONValue {
    let start = offset
    skipWord()
    let word = String(decoding: bytes[start..<offset], as: UTF8.self)
    let span = start..<offset
    switch word {
    case "true": return JSONValue(.boolean(true), span: span)
    case "false": return JSONValue(.boolean(false), span: span)
    case "null": return JSONValue(.null, span: span)
    default:
      let lower = word.lowercased()
      let known = ["true", "false", "null"].contains(lower)
      collector.error(
        .invalidLiteral, "\(word) is no value of JSON", at: span,
        help: known ? "write \(lower)" : "write \"\(word)\" if it is a text")
      return JSONValue(.invalid, span: span)
    }
  }

  // MARK: Blanks

  private mutating func skipBlanks() throws(Abandoned) {
    while let byte = peek {
      switch byte {
      case 0x20, 0x09, 0x0A, 0x0D: offset += 1
      case UInt8(ascii: "/"): try skipComment()
      default: return
      }
    }
  }

  private mutating func skipComment() throws(Abandoned) {
    let start = offset
    let next = offset + 1 < bytes.count ? bytes[offset + 1] : 0
    if next == UInt8(ascii: "/") {
      while let byte = peek, byte != 0x0A { offset += 1 }
    } else if next == UInt8(ascii: "*") {
      offset += 2
      while offset + 1 < bytes.count {
        if bytes[offset] == UInt8(ascii: "*"), bytes[offset + 1] == UInt8(ascii: "/") {
          offset += 2
          return
        }
        offset += 1
      }
      collector.error(
        .unterminatedComment, "this comment is not closed", at: start..<(start + 2),
        help: "close it with */")
      throw Abandoned()
    } else {
      throw abandon(.unexpectedCharacter, "a '/' begins a comment only as // or /*")
    }
  }

  // MARK: Bytes

  var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  mutating func consume(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    offset += 1
    return true
  }

  private mutating func consumeIf(_ byte: UInt8) {
    if peek == byte { offset += 1 }
  }

  private mutating func skipWord() {
    while let byte = peek, Self.isWord(byte) { offset += 1 }
  }

  /// What a bare word or a number consists of; bytes above ASCII count as letters.
  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"),
      UInt8(ascii: "-"), UInt8(ascii: "."), 0x80...0xFF:
      true
    default: false
    }
  }

  /// RFC 8259, section 6: `[ minus ] int [ frac ] [ exp ]`.
  private static func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
    var rest = text
    func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
    let whole = rest.prefix(while: isDigit)
    guard !whole.isEmpty, whole.count == 1 || whole.first != 0x30 else { return false }
    rest = rest.dropFirst(whole.count)
    if rest.first == UInt8(ascii: ".") {
      let fraction = rest.dropFirst().prefix(while: isDigit)
      guard !fraction.isEmpty else { return false }
      rest = rest.dropFirst(1 + fraction.count)
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest = rest.dropFirst()
      if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") {
        rest = rest.dropFirst()
      }
      guard !rest.isEmpty, rest.allSatisfy(isDigit) else { return false }
      rest = rest.dropFirst(rest.count)
    }
    return rest.isEmpty
  }

  // MARK: Reports

  /// The bytes of the character at the current offset.
  private var characterSpan: Range<Int> {
    guard offset < bytes.count else { return bytes.count..<bytes.count }
    let window = bytes[offset..<min(offset + 16, bytes.count)]
    let first = String(decoding: window, as: UTF8.self).first.map { String($0).utf8.count } ?? 1
    return offset..<min(offset + first, bytes.count)
  }

  private var characterText: String { String(decoding: bytes[characterSpan], as: UTF8.self) }

  private func abandon(
    _ code: DiagnosticCode, _ message: String, notes: [Diagnostic.Note] = []
  ) -> Abandoned {
    collector.error(code, message, at: characterSpan, notes: notes)
    return Abandoned()
  }

  private func unclosed(_ closing: UInt8, opened: Int) -> Abandoned {
    abandon(
      .unexpectedEnd,
      "the document ends where a '\(Character(Unicode.Scalar(closing)))' should stand",
      notes: [opening(opened)])
  }

  private func opening(_ offset: Int) -> Diagnostic.Note {
    let bracket = Character(Unicode.Scalar(bytes[offset]))
    return .init(
      location: collector.source.location(at: offset), message: "the '\(bracket)' that is open")
  }
}
