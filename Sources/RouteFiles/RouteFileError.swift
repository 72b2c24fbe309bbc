import Addressing

/// A file of routes could not be read to its end. What stands before the damage is not lost.
public struct RouteFileError: Error, Sendable {
  public var fault: RouteFileFault
  /// Everything that was read before the damage.
  public var partial: RouteFile
}

/// Why a file of routes cannot be read, and the byte at which that shows.
///
/// An `offset` counts bytes of the content; in a compressed file those are the bytes that `gzip -d` writes.
public enum RouteFileFault: Error, Equatable, Sendable {
  /// The file cannot be opened or read; `reason` is the system's text, such as `No such file or directory`.
  case unreadable(path: String, reason: String)
  /// Line `line` (the first is 1), which begins at byte `offset`, is no route; `reason` says why.
  case notARoute(line: Int, offset: Int, text: String, reason: String)
  /// The file ends within `what`, which begins at byte `offset`.
  case truncated(what: String, offset: Int)
  /// What stands at byte `offset` contradicts the format.
  case malformed(what: String, offset: Int)
  /// The compression breaks at byte `packedOffset` of the file itself, after `offset` bytes of content.
  case damagedCompression(what: String, packedOffset: Int, offset: Int)
  /// The route at byte `offset` has the 65,536th next hop.
  case tooManyNextHops(offset: Int)
}

extension RouteFileFault: CustomStringConvertible {
  /// One sentence for a person, without a full stop.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
    case .notARoute(let line, let offset, let text, let reason):
      "line \(line) (byte \(offset)): '\(text)' \(reason)"
    case .truncated(let what, let offset):
      "the file ends within \(what) that begins at byte \(offset)"
    case .malformed(let what, let offset): "byte \(offset): \(what)"
    case .damagedCompression(let what, let packedOffset, let offset):
      "byte \(packedOffset) of the compressed file, after \(offset) bytes of content: \(what)"
    case .tooManyNextHops(let offset):
      "byte \(offset): more than 65,535 different next hops"
    }
  }
}

extension RouteFileError: CustomStringConvertible {
  public var description: String { fault.description }
}
