import Addressing
import Foundation
import TestSupport
import Testing

@testable import Capture

@Suite("What the usual tools make of a pcapng capture")
struct PcapngReadersTests {
  /// tshark's answer; its remark about running as root is no complaint about the file.
  private func tshark(_ arguments: [String]) throws -> [String] {
    let answer = try ExternalTool.run("tshark", arguments)
    let complaints = answer.errors.split(separator: "\n").filter { !$0.hasPrefix("Running as") }
    #expect(complaints.isEmpty, "\(complaints)")
    #expect(answer.status == 0)
    return answer.output.split(separator: "\n").map(String.init)
  }

  @Test("One display filter follows a packet over every interface")
  func packetIdentifier() throws {
    try SampleCapture.withFile(named: "a.pcapng") { path in
      let rows = try tshark([
        "-r", path, "-Y", "frame.packet_id == 7", "-T", "fields", "-e", "frame.interface_name",
        "-e", "frame.packet_flags_direction",
      ])
      #expect(
        rows == ["hub-nic\t0x00000002", "hub-vpn/0 → vnet\t0x00000001", "branch-nic\t0x00000001"])
    }
  }

  @Test("Comments stand beside the frame, one by one, and can be searched")
  func comments() throws {
    try SampleCapture.withFile(named: "a.pcapng") { path in
      let first = try tshark([
        "-r", path, "-Y", "frame.number == 1", "-T", "fields", "-e", "frame.comment", "-E",
        "aggregator=|",
      ])
      #expect(first == ["hub sends an echo request|vnetem: hop=hub verdict=forward"])
      let dropped = try tshark([
        "-r", path, "-Y", "frame.comment contains \"übrig\"", "-T", "fields", "-e", "frame.number",
      ])
      #expect(dropped == ["3"])
    }
  }

  @Test("Times are the virtual clock's to the nanosecond, from the fixed epoch on")
  func nanoseconds() throws {
    try SampleCapture.withFile(named: "a.pcapng") { path in
      let times = try tshark(["-r", path, "-T", "fields", "-e", "frame.time_epoch"])
      #expect(
        times == [
          "1767225600.000000000", "1767225600.000350000", "1767225604.000000123",
          "1767225605.000000000",
        ])
    }
  }

  @Test("Addresses carry the document's names")
  func names() throws {
    try SampleCapture.withFile(named: "a.pcapng") { path in
      let rows = try tshark([
        "-r", path, "-N", "n", "-Y", "frame.number == 1", "-T", "fields", "-e", "ip.src_host", "-e",
        "ip.dst_host",
      ])
      #expect(rows == ["hub\tbranch"])
    }
  }

  @Test("Frames decode without an expert's warning")
  func decoding() throws {
    try SampleCapture.withFile(named: "a.pcapng") { path in
      let rows = try tshark([
        "-r", path, "-o", "ip.check_checksum:TRUE", "-Y",
        "_ws.malformed || ip.checksum.status == \"Bad\" || icmp.checksum.status == \"Bad\"",
      ])
      #expect(rows.isEmpty)
    }
  }

  @Test("capinfos shows program, comments, interfaces and their counts")
  func capinfos() throws {
    try SampleCapture.withFile(named: "a.pcapng") { path in
      let answer = try ExternalTool.run("capinfos", [path])
      #expect(answer.status == 0)
      #expect(answer.errors.isEmpty)
      #expect(answer.output.contains("Capture application: vnetem 9.9.9"))
      #expect(answer.output.contains("Capture comment:     topology sample"))
      #expect(answer.output.contains("Capture comment:     seed 7"))
      #expect(answer.output.contains("Encapsulation = Ethernet"))
      #expect(answer.output.contains("Number of interfaces in file: 3"))
      #expect(answer.output.contains("Time precision = nanoseconds"))
      #expect(answer.output.contains("Number of stat entries = 1"))
    }
  }

  @Test("tcpdump reads a file of several interfaces")
  func tcpdump() throws {
    try SampleCapture.withFile(named: "a.pcapng") { path in
      let answer = try ExternalTool.run("tcpdump", ["-n", "-r", path])
      #expect(answer.status == 0)
      #expect(answer.errors.hasPrefix("reading from file \(path), link-type EN10MB (Ethernet)"))
      #expect(answer.output.split(separator: "\n").count == 4)
    }
  }

  @Test("editcap and mergecap keep comments, interfaces and ids")
  func rewriting() throws {
    try SampleCapture.withFile(named: "a.pcapng") { path in
      let fields = [
        "-T", "fields", "-e", "frame.packet_id", "-e", "frame.interface_name", "-e",
        "frame.comment",
      ]
      let original = try tshark(["-r", path] + fields)
      let edited = path + ".edited.pcapng"
      let editing = try ExternalTool.run("editcap", [path, edited])
      #expect(editing.status == 0 && editing.errors.isEmpty)
      #expect(try tshark(["-r", edited] + fields) == original)
      let merged = path + ".merged.pcapng"
      let merging = try ExternalTool.run("mergecap", ["-w", merged, path, edited])
      #expect(merging.status == 0 && merging.errors.isEmpty)
      #expect(try tshark(["-r", merged] + fields).count == 8)
    }
  }

  @Test("A capture that was cut after any flush is readable up to there")
  func interrupted() throws {
    let directory = try ExternalTool.temporaryDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let path = "\(directory)/cut.pcapng"
    let file = try CaptureFile(path: path, description: SampleCapture.description)
    #expect(try tshark(["-r", path]).isEmpty)
    for (index, frame) in SampleCapture.frames.enumerated() {
      try file.write(frame)
      try file.flush()
      #expect(try tshark(["-r", path]).count == index + 1)
    }
  }

  @Test("Equal captures are equal bytes")
  func determinism() throws {
    let first = try SampleCapture.withFile(named: "a.pcapng") {
      try Data(contentsOf: URL(fileURLWithPath: $0))
    }
    let second = try SampleCapture.withFile(named: "b.pcapng") {
      try Data(contentsOf: URL(fileURLWithPath: $0))
    }
    #expect(first == second)
  }
}
