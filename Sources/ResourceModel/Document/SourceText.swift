/// The bytes of one document, and where its lines begin.
package struct SourceText: Sendable {
  /// The path as the user gave it, or a bundled document's name.
  package let file: String
  package let bytes: [UInt8]
  /// The offset of each line's first byte; a byte order mark belongs to no line.
  private let lineStarts: [Int]
  /// Whether a line has nothing but ASCII, so that its bytes are its characters.
  private let lineIsASCII: [Bool]

  package init(file: String, bytes: [UInt8]) {
    self.file = file
    self.bytes = bytes
    var starts = [bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
    var ascii: [Bool] = []
    var combined: UInt8 = 0
    for offset in starts[0]..<max(starts[0], bytes.count) {
      combined |= bytes[offset]
      if bytes[offset] == UInt8(ascii: "\n") {
        starts.append(offset + 1)
        ascii.append(combined < 0x80)
        combined = 0
      }
    }
    ascii.append(combined < 0x80)
    lineStarts = starts
    lineIsASCII = ascii
  }

  /// Where the content begins: behind the byte order mark, if there is one.
  package var contentStart: Int { lineStarts[0] }

  /// The number of lines, at least 1.
  package var lineCount: Int { lineStarts.count }

  /// The place of the byte at `offset`; the column counts characters.
  ///
  /// - Complexity: O(log lines), and O(column) in a line that is not all ASCII.
  package func location(at offset: Int) -> SourceLocation {
    let offset = min(max(offset, contentStart), bytes.count)
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    let column = characterCount(lineStarts[low]..<offset, line: low + 1) + 1
    return SourceLocation(file: file, line: low + 1, column: column)
  }

  /// The offset of the character at `location`, which must stem from this text.
  package func offset(of location: SourceLocation) -> Int {
    guard location.line >= 1, location.line <= lineStarts.count else { return bytes.count }
    let range = lineRange(location.line)
    if lineIsASCII[location.line - 1] {
      return min(range.lowerBound + location.column - 1, bytes.count)
    }
    let prefix = String(decoding: bytes[range], as: UTF8.self).prefix(location.column - 1)
    return min(range.lowerBound + prefix.utf8.count, bytes.count)
  }

  /// How many characters of its first line a span covers, at least 1.
  package func length(of span: Range<Int>) -> Int {
    let number = location(at: span.lowerBound).line
    let end = min(span.upperBound, lineRange(number).upperBound)
    guard end > span.lowerBound else { return 1 }
    return max(1, characterCount(span.lowerBound..<end, line: number))
  }

  /// The text of a line, 1 for the first, without its end; bytes that are no UTF-8 are replaced.
  package func line(_ number: Int) -> String {
    guard number >= 1, number <= lineStarts.count else { return "" }
    return String(decoding: bytes[lineRange(number)], as: UTF8.self)
  }

  private func lineRange(_ number: Int) -> Range<Int> {
    let start = lineStarts[number - 1]
    var end = number < lineStarts.count ? lineStarts[number] - 1 : bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return start..<max(start, end)
  }

  private func characterCount(_ range: Range<Int>, line: Int) -> Int {
    if lineIsASCII[line - 1] { return range.count }
    return String(decoding: bytes[range], as: UTF8.self).count
  }
}
