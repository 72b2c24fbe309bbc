/// A place in a document, as an editor counts it.
package struct SourceLocation: Hashable, Sendable {
  /// The path as the user gave it, or a bundled document's name.
  package var file: String
  /// 1 for the first line.
  package var line: Int
  /// 1 for the first character of a line.
  package var column: Int

  package init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }
}

extension SourceLocation: Comparable {
  package static func < (lhs: Self, rhs: Self) -> Bool {
    (lhs.file, lhs.line, lhs.column) < (rhs.file, rhs.line, rhs.column)
  }
}

extension SourceLocation: CustomStringConvertible {
  package var description: String { "\(file):\(line):\(column)" }
}
