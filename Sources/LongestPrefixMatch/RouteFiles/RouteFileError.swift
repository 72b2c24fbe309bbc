/// Why a file of routes cannot be read, and the byte at which that shows.
public enum RouteFileError: Error, Equatable, Sendable {
  /// Line `line` (the first is 1), which begins at byte `offset`, is not `address/length`.
  case notAPrefix(line: Int, offset: Int, text: String)
  /// The file ends within `what`, which begins at byte `offset`.
  case truncated(what: String, offset: Int)
  /// `what` at byte `offset` contradicts the format.
  case damaged(what: String, offset: Int)
  /// The compressed data breaks at byte `offset` of the compressed file.
  case damagedCompression(what: String, offset: Int)
}

extension RouteFileError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notAPrefix(let line, let offset, let text):
      "line \(line) (byte \(offset)): \"\(text)\" is no prefix"
    case .truncated(let what, let offset): "byte \(offset): the file ends within \(what)"
    case .damaged(let what, let offset): "byte \(offset): \(what)"
    case .damagedCompression(let what, let offset):
      "byte \(offset) of the compressed file: \(what)"
    }
  }
}
