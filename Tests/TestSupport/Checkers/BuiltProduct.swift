import Foundation

/// The program under test, as it was built beside the tests.
package enum BuiltProduct {
  /// The root of the checkout.
  package static let checkout = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The path of `vnetem`.
  package static let vnetem = URL(filePath: CommandLine.arguments[0])
    .deletingLastPathComponent().appending(path: "vnetem").path

  package static func run(
    _ arguments: [String], environment: [String: String] = [:]
  ) throws -> ExternalTool.Answer {
    try ExternalTool.run(
      vnetem, arguments, environment: environment, directory: checkout.path)
  }
}
