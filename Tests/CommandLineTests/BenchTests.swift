import Foundation
import TestSupport
import Testing

@testable import vnetem

@Suite("Measuring lookups")
struct BenchTests {
  @Test("The table of a topology's machine is measured and answered as JSON")
  func topology() throws {
    let answer = try Program.run(
      "bench", "lpm", "--topology", "interop", "--nic", "hub", "--runs", "1", "--keys", "1024",
      "--stream", "inside", "-o", "json")
    #expect(answer.status == ExitStatus.success.rawValue)
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any])
    #expect(json["schema"] as? String == "vnetem.bench-lpm/1")
    #expect((json["streams"] as? [[String: Any]])?.count == 1)
  }

  @Test(
    "Contradicting options are refused",
    arguments: [
      ["bench", "acl"], ["bench", "lpm", "--nic", "hub"],
      ["bench", "lpm", "--topology", "interop"],
      ["bench", "lpm", "--table", "x", "--prefixes", "5"],
      ["bench", "lpm", "--topology", "interop", "--nic", "hub", "--next-hops", "3"],
      ["bench", "lpm", "--geometry", "tiny"], ["bench", "lpm", "--runs", "0"],
    ])
  func contradictions(words: [String]) throws {
    let answer = try ExternalTool.run(Program.path(), words, environment: [:])
    #expect(answer.status == ExitStatus.usage.rawValue)
    #expect(answer.output.isEmpty)
  }

  @Test("A table that is not there is named with the system's reason")
  func missingTable() throws {
    let answer = try Program.run("bench", "lpm", "--table", "/nonexistent/rib.gz")
    #expect(answer.status == ExitStatus.inputOutput.rawValue)
    #expect(
      answer.errors == "vnetem: cannot read /nonexistent/rib.gz: No such file or directory\n")
  }
}
