import Foundation

/// Runs programs the way a shell would and keeps what they say.
package enum ExternalTool {
  package struct Answer: Sendable {
    package var status: Int32
    package var output: String
    package var errors: String
    package var outputBytes: [UInt8]
  }

  package struct NotFound: Error {
    package var name: String
  }

  /// The program at `path`, or the one of that name on the search path.
  ///
  /// - Parameters:
  ///   - closingOutputAfter: the standard output's reader goes away after so many bytes.
  package static func run(
    _ name: String, _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:],
    directory: String? = nil, closingOutputAfter: Int? = nil
  ) throws -> Answer {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try locate(name))
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
    let output = Pipe()
    let scratch = try temporaryDirectory()
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let errorsPath = "\(scratch)/errors"
    let inputPath = "\(scratch)/input"
    try Data(input).write(to: URL(fileURLWithPath: inputPath))
    _ = FileManager.default.createFile(atPath: errorsPath, contents: nil)
    process.standardOutput = output
    process.standardError = FileHandle(forWritingAtPath: errorsPath)
    process.standardInput = FileHandle(forReadingAtPath: inputPath)
    try process.run()
    let bytes: Data
    if let limit = closingOutputAfter {
      bytes = try output.fileHandleForReading.read(upToCount: limit) ?? Data()
      try output.fileHandleForReading.close()
    } else {
      bytes = output.fileHandleForReading.readDataToEndOfFile()
    }
    process.waitUntilExit()
    let errors = try Data(contentsOf: URL(fileURLWithPath: errorsPath))
    return Answer(
      status: process.terminationStatus, output: String(decoding: bytes, as: UTF8.self),
      errors: String(decoding: errors, as: UTF8.self), outputBytes: Array(bytes))
  }

  /// A new empty directory; the caller removes it.
  package static func temporaryDirectory() throws -> String {
    let path = NSTemporaryDirectory() + "/vnetem-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  private static func locate(_ name: String) throws -> String {
    if name.contains("/") { return name }
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    for folder in folders + ["/usr/sbin", "/usr/bin", "/bin"] {
      let path = "\(folder)/\(name)"
      if FileManager.default.isExecutableFile(atPath: path) { return path }
    }
    throw NotFound(name: name)
  }
}
