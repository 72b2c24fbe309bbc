import FoundationEssentials

/// Answers as JSON for other programs: keys sorted, two blanks of indentation, a `schema` at the top.
///
/// A schema's number rises when a field is removed or changes its meaning; fields may be added any time.
package protocol JSONDocument: Encodable {
  /// The kind of document and its version, such as `vnetem.tracert/1`.
  var schema: String { get }
}

extension JSONDocument {
  /// The document's text, with a newline at the end.
  package func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }
}
