extension JSONParser {
  /// Reports the first byte that is no UTF-8 (RFC 3629).
  func checkEncoding() {
    var index = offset
    while index < bytes.count {
      let byte = bytes[index]
      if byte < 0x80 {
        index += 1
        continue
      }
      guard let length = Self.sequenceLength(bytes[index..<min(index + 4, bytes.count)]) else {
        collector.error(
          .invalidEncoding, "the byte 0x\(String(byte, radix: 16)) is no UTF-8",
          at: index..<(index + 1), help: "save the document as UTF-8")
        return
      }
      index += length
    }
  }

  /// The length of the well-formed sequence of two to four bytes at the start of `window`
  /// (Unicode 15, table 3-7); `nil` if there is none.
  private static func sequenceLength(_ window: ArraySlice<UInt8>) -> Int? {
    let bytes = Array(window)
    let second: ClosedRange<UInt8>
    let length: Int
    switch bytes[0] {
    case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return nil
    }
    guard bytes.count >= length, second.contains(bytes[1]),
      bytes[2..<length].allSatisfy({ (0x80...0xBF).contains($0) })
    else { return nil }
    return length
  }

  /// The string at the current offset, which is a quotation mark; a single one is reported.
  ///
  /// A string that its line does not close is taken to end there, before a comma at the line's end.
  mutating func parseString() -> String {
    let start = offset
    let quote = bytes[offset]
    offset += 1
    if quote == UInt8(ascii: "'") {
      collector.error(
        .invalidString, "a text stands in double quotation marks", at: start..<(start + 1))
    }
    var text = ""
    var runStart = offset
    var reportedControl = false
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte == quote {
        let run = String(decoding: bytes[runStart..<offset], as: UTF8.self)
        offset += 1
        return text.isEmpty ? run : text + run
      }
      if byte == UInt8(ascii: "\\") {
        text += String(decoding: bytes[runStart..<offset], as: UTF8.self)
        if let scalar = parseEscape() { text.unicodeScalars.append(scalar) }
        runStart = offset
        continue
      }
      if byte == 0x0A || byte == 0x0D { break }
      if byte < 0x20, !reportedControl {
        reportedControl = true
        collector.error(
          .invalidString, "a text must not contain control bytes", at: offset..<(offset + 1),
          help: byte == 0x09 ? "write \\t" : nil)
      }
      offset += 1
    }
    collector.error(
      .invalidString, "this text is not closed on its line", at: start..<max(offset, start + 1),
      help: "close it with a quotation mark; a line break inside a text is written \\n")
    while offset > runStart, [0x20, 0x09, UInt8(ascii: ",")].contains(bytes[offset - 1]) {
      offset -= 1
      if bytes[offset] == UInt8(ascii: ",") { break }
    }
    return text + String(decoding: bytes[runStart..<offset], as: UTF8.self)
  }

  /// The character of the escape at the current offset (RFC 8259, section 7); `nil` after a report.
  private mutating func parseEscape() -> Unicode.Scalar? {
    let start = offset
    offset += 1
    guard let byte = peek, byte >= 0x20 else {
      collector.error(.invalidEscape, "a lone backslash", at: start..<(start + 1))
      return nil
    }
    offset += 1
    switch byte {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return parseUnicodeEscape(start: start)
    default:
      while let next = peek, next & 0xC0 == 0x80 { offset += 1 }
      collector.error(
        .invalidEscape,
        "\(String(decoding: bytes[start..<offset], as: UTF8.self)) is no escape of JSON",
        at: start..<offset, help: "a backslash itself is written \\\\")
      return nil
    }
  }

  private mutating func parseUnicodeEscape(start: Int) -> Unicode.Scalar? {
    guard let unit = parseHexadecimal() else {
      collector.error(
        .invalidEscape, "\\u needs four hexadecimal digits", at: start..<max(offset, start + 2))
      return nil
    }
    if let scalar = Unicode.Scalar(unit) { return scalar }
    let second = offset
    if unit < 0xDC00, peek == UInt8(ascii: "\\"), offset + 1 < bytes.count,
      bytes[offset + 1] == UInt8(ascii: "u")
    {
      offset += 2
      if let low = parseHexadecimal(), (0xDC00...0xDFFF).contains(low) {
        return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
      }
      offset = second
    }
    collector.error(
      .invalidEscape, "half of a surrogate pair (RFC 8259, section 7)", at: start..<offset)
    return nil
  }

  /// The next four hexadecimal digits; the offset stays where one is missing.
  private mutating func parseHexadecimal() -> UInt32? {
    guard offset + 4 <= bytes.count else { return nil }
    var value: UInt32 = 0
    for index in offset..<(offset + 4) {
      guard bytes[index] < 0x80,
        let digit = Character(Unicode.Scalar(bytes[index])).hexDigitValue
      else { return nil }
      value = value << 4 | UInt32(digit)
    }
    offset += 4
    return value
  }
}
