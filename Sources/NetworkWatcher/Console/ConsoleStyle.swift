import Addressing

/// Whose console is imitated.
package enum ConsoleStyle: String, CaseIterable, Sendable {
  case windows
  case linux
}

extension Nanoseconds {
  /// Milliseconds with three decimals, rounded to the nearest microsecond: `2.408`.
  var millisecondsText: String {
    let microseconds = (count + 500) / 1_000
    return Self.decimal(microseconds / 1_000, microseconds % 1_000, digits: 3)
  }

  static func decimal(_ whole: Int64, _ fraction: Int64, digits: Int) -> String {
    let text = String(fraction)
    return "\(whole)." + String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}

extension String {
  /// The text at the right end of at least `width` columns.
  func rightAligned(_ width: Int) -> String {
    String(repeating: " ", count: Swift.max(0, width - count)) + self
  }
}
