import Glibc

/// Where answers and remarks go. A reader that went away is no error: nobody is left to be told.
struct Console {
  /// Takes text for standard output.
  var writeOutput: (String) throws(OutputFailure) -> Void
  /// Takes text for standard error.
  var writeError: (String) -> Void
  /// Whether standard error is a terminal, where progress may be shown.
  var errorIsTerminal: Bool
  /// Whether remarks may be coloured.
  var usesColour: Bool

  /// The process's own streams. `NO_COLOR` and a terminal called `dumb` switch colour off.
  static func process() -> Console {
    let terminal = isatty(STDERR_FILENO) == 1
    let noColour = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
    let dumb = getenv("TERM").map { String(cString: $0) == "dumb" } ?? true
    return Console(
      writeOutput: { text throws(OutputFailure) in try write(text, to: STDOUT_FILENO) },
      writeError: { text in try? write(text, to: STDERR_FILENO) },
      errorIsTerminal: terminal, usesColour: terminal && !noColour && !dumb)
  }

  private static func write(_ text: String, to descriptor: Int32) throws(OutputFailure) {
    let error = FileSystem.write(Array(text.utf8), to: descriptor)
    guard error == 0 || error == EPIPE else {
      throw OutputFailure(reason: String(cString: strerror(error)))
    }
  }
}

/// Standard output takes no more, for another reason than a reader that went away.
struct OutputFailure: Error {
  var reason: String
}
