/// One line on a terminal's standard error that says how far a long command is; nothing elsewhere.
struct Progress {
  private let console: Console
  private var shown = 0

  init(_ console: Console) {
    self.console = console
  }

  mutating func show(_ text: String) {
    guard console.errorIsTerminal else { return }
    let padding = String(repeating: " ", count: max(0, shown - text.count))
    console.writeError("\r\(text)\(padding)")
    shown = text.count
  }

  /// Removes the line.
  mutating func clear() {
    guard console.errorIsTerminal, shown > 0 else { return }
    console.writeError("\r" + String(repeating: " ", count: shown) + "\r")
    shown = 0
  }
}
