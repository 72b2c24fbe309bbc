import Foundation
import TestSupport
import Testing

/// The built program, run as a process.
enum Program {
  struct NotBuilt: Error {}

  /// Beside the test bundle, where the package manager puts all products.
  static func path() throws -> String {
    var folders: [URL] = []
    if let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
      folders.append(URL(filePath: own).deletingLastPathComponent())
    }
    for argument in CommandLine.arguments where argument.contains(".xctest") {
      folders.append(URL(filePath: argument).deletingLastPathComponent())
    }
    for folder in folders {
      let path = folder.appending(path: "vnetem").path
      if FileManager.default.isExecutableFile(atPath: path) { return path }
    }
    throw NotBuilt()
  }

  static func run(
    _ arguments: String..., environment: [String: String] = [:], closingOutputAfter: Int? = nil
  ) throws -> ExternalTool.Answer {
    try ExternalTool.run(
      path(), arguments, environment: environment, closingOutputAfter: closingOutputAfter)
  }

  /// Hands a fresh folder to `body` and removes it.
  static func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = try ExternalTool.temporaryDirectory()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
  }
}
