import Foundation
import TestSupport
import Testing

@Suite("Replay of captures")
struct ReplayTests {
  /// A capture of every hop of a tracert, and the fields of its replay.
  private func replay(_ arguments: String...) throws -> (ExternalTool.Answer, [String: Any]) {
    try Program.withFolder { folder in
      let path = try Self.capture(in: folder)
      let answer = try ExternalTool.run(
        Program.path(), ["replay", "interop", path, "-o", "json"] + arguments)
      let value = try JSONSerialization.jsonObject(with: Data(answer.output.utf8))
      return (answer, try #require(value as? [String: Any]))
    }
  }

  static func capture(in folder: String) throws -> String {
    let path = "\(folder)/a.pcapng"
    let trace = try Program.run("tracert", "interop", "hub", "location1", "--capture", path)
    #expect(trace.status == 0)
    return path
  }

  private func packets(_ object: Any?) -> Int? { (object as? [String: Any])?["packets"] as? Int }

  @Test("A packet enters where its source is at home, and strangers are named")
  func sources() throws {
    let (answer, document) = try replay()
    #expect(answer.status == 0 && answer.errors == "")
    #expect(document["schema"] as? String == "vnetem.replay/1")
    let input = try #require(document["input"] as? [String: Any])
    let strangers = try #require(document["strangerCount"] as? Int)
    #expect(strangers > 0)
    #expect(packets(document["entered"]) == (input["packets"] as? Int ?? 0) - strangers)
    let rows = try #require(document["strangers"] as? [[String: Any]])
    #expect(rows.compactMap { $0["address"] as? String }.contains("10.10.30.132"))
    #expect(
      (packets(document["entered"]) ?? 0) + (packets(document["made"]) ?? 0)
        == (packets(document["delivered"]) ?? 0) + (packets(document["dropped"]) ?? 0))
  }

  @Test("The answer is the same with any number of workers", arguments: [2, 5])
  func workers(count: Int) throws {
    var (_, alone) = try replay("--repeat", "40")
    var (_, together) = try replay("--repeat", "40", "--workers", String(count))
    #expect(alone["passes"] as? Int == 40)
    for key in ["rates", "workers", "capture"] {
      alone[key] = nil
      together[key] = nil
    }
    #expect(alone as NSDictionary == together as NSDictionary)
  }

  @Test("A scenario's timeline changes resources while packets fly, and the answer tells it apart")
  func timeline() throws {
    func answer(_ arguments: String..., packets: Int = 8000) throws -> ExternalTool.Answer {
      try ExternalTool.run(
        Program.path(),
        ["replay", "peering-lifecycle", "--generate", "--packets", "\(packets)", "--rate", "200"]
          + arguments)
    }
    let alone = try answer("--timeline", "north-to-south.ping")
    #expect(alone.status == 0)
    #expect(alone.output.contains("\n19.5s  delete virtualNetworks/south/"))
    #expect(
      alone.output.contains(": peering north/north-to-south is Disconnected\n    1,000 packets in"))
    #expect(
      try answer("--timeline", "north-to-south.ping", "--workers", "3").output == alone.output)
    #expect(try answer().output != alone.output)
    let short = try answer("--timeline", "north-to-south.ping", packets: 2000)
    #expect(short.errors.contains("4 changes of the timeline of north-to-south.ping come after"))
    let wrong = try answer("--timeline", "north-to-south.pin")
    #expect(wrong.status == 2)
    #expect(wrong.errors.contains("did you mean north-to-south.ping?"))
  }

  @Test("All packets enter where --from says: at a machine, or at a device's interface")
  func entry() throws {
    let (_, machine) = try replay("--from", "HUB")
    #expect(machine["strangerCount"] as? Int == 0)
    let reasons = try #require(machine["droppedByReason"] as? [[String: Any]])
    #expect(reasons.isEmpty == false)
    let (_, interface) = try replay("--from", "location1-ce1 Te0.30")
    let first = try #require((interface["hops"] as? [[String: Any]]))
    let edge = first.first { $0["device"] as? String == "location1-ce1" }
    #expect((packets(edge?["received"]) ?? 0) >= (packets(interface["entered"]) ?? 1))
  }

  @Test("A cut capture is replayed up to its damage, which is status 4")
  func damaged() throws {
    try Program.withFolder { folder in
      let path = try Self.capture(in: folder)
      let whole = try Data(contentsOf: URL(filePath: path))
      try whole.prefix(whole.count / 2).write(to: URL(filePath: path))
      let answer = try Program.run("replay", "interop", path)
      #expect(answer.status == 4)
      #expect(answer.output.contains(" packets in"))
      #expect(!answer.output.hasPrefix("0 packets"))
      #expect(answer.errors.contains("is damaged at packet "))
      #expect(answer.errors.contains("what came before it was replayed"))
    }
  }

  @Test("Standard input is a capture too, but only once")
  func standardInput() throws {
    try Program.withFolder { folder in
      let path = try Self.capture(in: folder)
      let bytes = Array(try Data(contentsOf: URL(filePath: path)))
      let piped = try ExternalTool.run(
        Program.path(), ["replay", "interop", "-"], input: bytes)
      #expect(piped.output == (try Program.run("replay", "interop", path)).output)
    }
    let twice = try Program.run("replay", "interop", "-", "--repeat", "2")
    #expect(twice.status == 2)
    #expect(twice.errors.contains("standard input cannot be read twice"))
  }

  @Test("What is no capture, or no place, is said")
  func refusals() throws {
    let text = try Program.run("replay", "interop", "/proc/self/cmdline")
    #expect(text.status == 4)
    #expect(text.errors.contains("is no capture"))
    let gone = try Program.run("replay", "interop", "/no/such/file.pcap")
    #expect(gone.status == 4)
    #expect(gone.errors.contains("cannot read the capture /no/such/file.pcap"))
    let place = try Program.run("replay", "interop", "/no/such/file.pcap", "--from", "hbu")
    #expect(place.status == 2)
    #expect(place.errors.contains("did you mean hub?"))
  }

  @Test("Every hop can be captured, with a filter, in both formats", arguments: ["pcapng", "pcap"])
  func everyHop(format: String) throws {
    try Program.withFolder { folder in
      let input = try Self.capture(in: folder)
      func replay(_ arguments: String...) throws -> [String: Any] {
        let answer = try ExternalTool.run(
          Program.path(),
          ["replay", "interop", input, "-o", "json", "--capture", "\(folder)/b.\(format)"]
            + arguments)
        #expect(answer.status == 0)
        let value = try JSONSerialization.jsonObject(with: Data(answer.output.utf8))
        return try #require(value as? [String: Any])
      }
      let document = try replay("--workers", "2")
      let output = try #require(document["output"] as? [String: Any])
      let written = try #require(output["written"] as? Int)
      #expect(written == document["hopCount"] as? Int && output["missing"] as? Int == 0)
      let frames = try ExternalTool.run("tshark", ["-r", "\(folder)/b.\(format)"]).output
      #expect(frames.split(separator: "\n").count == written)
      let filtered = try replay("--capture-filter", "udp")
      let none = try #require(filtered["output"] as? [String: Any])
      #expect(none["written"] as? Int == 0 && none["filtered"] as? Int == written)
    }
  }

  @Test("A capture of every hop that cannot be written is said, and is status 4")
  func unwritable() throws {
    try Program.withFolder { folder in
      let input = try Self.capture(in: folder)
      let gone = try Program.run("replay", "interop", input, "--capture", "\(folder)/no/b.pcap")
      #expect(gone.status == 4 && gone.errors.contains("cannot write the capture"))
      let full = try Program.run(
        "replay", "interop", input, "--repeat", "2000", "--capture", "/dev/full")
      #expect(full.status == 2 && full.errors.contains("must end in .pcapng or .pcap"))
      let useless = try Program.run("replay", "interop", input, "--capture-overflow", "drop")
      #expect(useless.status == 2 && useless.errors.contains("needs --capture"))
    }
  }

  @Test("A capture on standard output moves the answer to standard error")
  func captureOnStandardOutput() throws {
    try Program.withFolder { folder in
      let input = try Self.capture(in: folder)
      let piped = try ExternalTool.run(
        Program.path(), ["replay", "interop", input, "--capture", "-"])
      #expect(piped.status == 0 && piped.errors.contains(" packets in"))
      #expect(Array(piped.outputBytes.prefix(4)) == [0x0A, 0x0D, 0x0D, 0x0A])
    }
  }
}
