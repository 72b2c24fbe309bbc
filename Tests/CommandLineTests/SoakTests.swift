import Foundation
import TestSupport
import Testing

@Suite("Long runs with a changing topology")
struct SoakTests {
  @Test("Totals balance while states are published, with any number of workers", arguments: [1, 3])
  func balance(workers: Int) throws {
    let answer = try ExternalTool.run(
      Program.path(),
      [
        "soak", "interop", "--duration", "2", "--every", "20", "--conversations", "500",
        "--workers", String(workers), "-o", "json",
      ])
    let value = try JSONSerialization.jsonObject(with: Data(answer.output.utf8))
    let document = try #require(value as? [String: Any])
    #expect(document["schema"] as? String == "vnetem.soak/1")
    #expect(document["balanced"] as? Bool == true)
    #expect((document["changes"] as? Int ?? 0) > 0)
    #expect((document["conversations"] as? Int ?? 0) > 500)
    func packets(_ key: String) -> Int {
      (document[key] as? [String: Any])?["packets"] as? Int ?? -1
    }
    #expect(packets("entered") > 1000 && packets("delivered") > 0 && packets("dropped") > 0)
    #expect(packets("entered") + packets("made") == packets("delivered") + packets("dropped"))
    let reasons = (document["droppedByReason"] as? [[String: Any]] ?? [])
    #expect(reasons.compactMap { $0["packets"] as? Int }.reduce(0, +) == packets("dropped"))
    let named = reasons.compactMap { $0["reason"] as? String }
    #expect(named.contains("linkDown") && named.contains("internetNotModelled"))
    #expect(answer.status == (document["memoryFlat"] as? Bool == true ? 0 : 1))
  }

  @Test("The text names both verdicts")
  func text() throws {
    let answer = try Program.run("soak", "vnet-to-vnet", "--duration", "1", "--conversations", "50")
    #expect(answer.output.contains("\nbalanced: "))
    #expect(answer.output.contains("\nmemory "))
    #expect(answer.output.contains(" changes of the topology in "))
  }
}
