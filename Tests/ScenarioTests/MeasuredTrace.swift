import Foundation

/// A console of the real test bed, as the article printed it, without the shell's prompt.
struct MeasuredTrace: Sendable, CustomStringConvertible {
  var name: String
  /// Line by line, without the prompt's line.
  var lines: [String]

  var isPing: Bool { name.hasSuffix(".ping") }
  var description: String { name }

  /// `hub-to-location1.expressroute-down` is `hub` and `location1`.
  var ends: (source: String, destination: String) {
    let stem = name.split(separator: ".")[0]
    let parts = stem.components(separatedBy: "-to-")
    return (parts[0], parts[1])
  }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Interop")

  static let all: [MeasuredTrace] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".txt") }.sorted().compactMap { file in
      guard let text = try? String(contentsOf: folder.appending(path: file), encoding: .utf8)
      else { return nil }
      var lines = text.components(separatedBy: "\n")
      if lines.first?.hasPrefix("C:\\") == true { lines.removeFirst() }
      while lines.last == "" { lines.removeLast() }
      return MeasuredTrace(name: String(file.dropLast(4)), lines: lines)
    }
  }()
}

/// A hop's line of Windows' tracert, taken apart by columns.
struct HopLine: Equatable {
  /// The text with every time replaced by as many `#`.
  var layout: String
  /// Whole milliseconds, 0 for `<1`, `nil` for no answer.
  var times: [Int?]

  /// `nil` for a line that is no hop.
  init?(_ line: String) {
    let characters = Array(line)
    guard characters.count > 32,
      Int(String(characters[0..<3]).trimmingCharacters(in: .whitespaces)) != nil
    else { return nil }
    var layout = characters
    var times: [Int?] = []
    for column in [5, 14, 23] {
      let field = String(characters[column..<(column + 9)])
      let number = String(characters[column..<(column + 4)]).trimmingCharacters(in: .whitespaces)
      if field == "   *     " {
        times.append(nil)
      } else if field.hasSuffix(" ms  "), let time = number == "<1" ? 0 : Int(number) {
        times.append(time)
        for index in column..<(column + 4) { layout[index] = "#" }
      } else {
        return nil
      }
    }
    self.layout = String(layout)
    self.times = times
  }
}
