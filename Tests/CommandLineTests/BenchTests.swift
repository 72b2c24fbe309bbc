import Foundation
import TestSupport
import Testing

@testable import vnetem

@Suite("Measuring")
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

  @Test("A row of forwarding is measured with a table of one's own and answered as JSON")
  func forwarding() throws {
    let answer = try Program.run(
      "bench", "forward", "--row", "router-hop", "--prefixes", "50", "--next-hops", "3", "--runs",
      "1", "--seed", "9", "-o", "json")
    #expect(answer.status == ExitStatus.success.rawValue)
    #expect(answer.errors.isEmpty)
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any])
    #expect(json["schema"] as? String == "vnetem.bench-forward/1")
    #expect(json["seed"] as? Int == 9)
    #expect((json["table"] as? [String: Any])?["routes"] as? Int == 50)
    let rows = try #require(json["rows"] as? [[String: Any]])
    #expect(
      rows.compactMap { $0["row"] as? String } == ["router-hop/copied", "router-hop/in-place"])
  }

  @Test(
    "Contradicting options are refused",
    arguments: [
      ["bench", "acl"], ["bench", "lpm", "--nic", "hub"],
      ["bench", "lpm", "--topology", "interop"],
      ["bench", "lpm", "--table", "x", "--prefixes", "5"],
      ["bench", "lpm", "--topology", "interop", "--nic", "hub", "--next-hops", "3"],
      ["bench", "lpm", "--geometry", "tiny"], ["bench", "lpm", "--runs", "0"],
      ["bench", "lpm", "--row", "rules"], ["bench", "forward", "--row", "acl"],
      ["bench", "forward", "--stream", "inside"], ["bench", "forward", "--keys", "5000"],
      ["bench", "forward", "--kernel", "avx2"], ["bench", "forward", "--prefixes", "0"],
      ["bench", "forward", "--nic", "hub"],
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
