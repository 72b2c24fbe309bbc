import Foundation
import TestSupport
import Testing

/// The pages promise what the program prints: every `console` block is run and compared.
struct TranscriptTests {
  struct Transcript: Sendable, CustomStringConvertible {
    var page: String
    var command: String
    var output: String
    var description: String { "\(page): \(command)" }
  }

  static let pages: [URL] = {
    let articles = BuiltProduct.checkout.appending(path: "Sources/vnetem/vnetem.docc")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: articles.path)) ?? []
    return [BuiltProduct.checkout.appending(path: "README.md")]
      + names.filter { $0.hasSuffix(".md") }.sorted().map { articles.appending(path: $0) }
  }()

  static let all: [Transcript] = pages.flatMap { page -> [Transcript] in
    let text = (try? String(contentsOf: page, encoding: .utf8)) ?? ""
    return text.components(separatedBy: "```console\n").dropFirst().compactMap { block in
      guard let end = block.range(of: "```") else { return nil }
      var lines = block[..<end.lowerBound].components(separatedBy: "\n")
      guard let first = lines.first, first.hasPrefix("$ ") else { return nil }
      lines.removeFirst()
      return Transcript(
        page: page.lastPathComponent, command: String(first.dropFirst(2)),
        output: lines.joined(separator: "\n"))
    }
  }

  @Test("the README shows transcripts")
  func transcriptsAreFound() {
    #expect(Self.all.contains { $0.page == "README.md" && $0.command.contains("--why") })
  }

  @Test("a transcript is what the program prints", arguments: all)
  func transcript(_ transcript: Transcript) throws {
    let folder = URL(filePath: BuiltProduct.vnetem).deletingLastPathComponent().path
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let answer = try ExternalTool.run(
      "/bin/sh", ["-c", transcript.command], environment: ["PATH": "\(folder):\(path)"],
      directory: BuiltProduct.checkout.path)
    #expect(answer.output == transcript.output)
  }

  @Test("every link of a page leads to a page or file", arguments: pages)
  func links(page: URL) throws {
    let text = try String(contentsOf: page, encoding: .utf8)
    for match in text.matches(of: /\]\(([^)#]+)\)/) {
      let target = String(match.1)
      guard !target.hasPrefix("http") else { continue }
      let file = page.deletingLastPathComponent().appending(path: target)
      #expect(FileManager.default.fileExists(atPath: file.path), "\(target)")
    }
    for match in text.matches(of: /<doc:([A-Za-z]+)>/) {
      let file = page.deletingLastPathComponent().appending(path: "\(match.1).md")
      #expect(FileManager.default.fileExists(atPath: file.path), "\(match.1)")
    }
  }
}
