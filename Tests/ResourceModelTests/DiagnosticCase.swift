import ResourceModel
import Testing

/// A document and what must be said about it: one complaint, about what stands between `«` and `»`.
struct DiagnosticCase: Sendable, CustomTestStringConvertible {
  let code: DiagnosticCode
  let severity: Diagnostic.Severity
  /// The text with its marks.
  let marked: String
  /// Codes that come along.
  let also: [DiagnosticCode]
  /// The bytes without marks, if the case is about bytes.
  let rawBytes: [UInt8]?

  init(
    _ code: DiagnosticCode, _ severity: Diagnostic.Severity, _ marked: String,
    also: [DiagnosticCode] = [], rawBytes: [UInt8]? = nil
  ) {
    self.code = code
    self.severity = severity
    self.marked = marked
    self.also = also
    self.rawBytes = rawBytes
  }

  init(
    _ code: DiagnosticCode, _ marked: String, also: [DiagnosticCode] = [],
    rawBytes: [UInt8]? = nil
  ) {
    self.init(code, .error, marked, also: also, rawBytes: rawBytes)
  }

  var testDescription: String { "\(code.rawValue) \(code)" }

  var bytes: [UInt8] {
    rawBytes ?? Array(marked.filter { $0 != "«" && $0 != "»" }.utf8)
  }

  /// Line, column and length of what is marked.
  var expected: (line: Int, column: Int, length: Int)? {
    guard let start = marked.firstIndex(of: "«"), let end = marked.firstIndex(of: "»") else {
      return nil
    }
    let before = marked[..<start]
    let line = before.count(where: { $0 == "\n" }) + 1
    let lineStart = before.lastIndex(of: "\n").map { before.index(after: $0) } ?? before.startIndex
    let length = marked.distance(from: marked.index(after: start), to: end)
    return (line, marked.distance(from: lineStart, to: start) + 1, length)
  }

  func load() -> TopologyLoadResult { TopologyLoader.load(bytes: bytes, file: "sample.jsonc") }
}
