import Addressing
import Foundation
import TestSupport
import Testing

@testable import Capture

@Suite("The classic capture format")
struct PcapTests {
  @Test("The magic number says nanoseconds and tshark reads them")
  func nanoseconds() throws {
    try SampleCapture.withFile(named: "a.pcap") { path in
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      #expect(Array(bytes.prefix(4)) == [0x4D, 0x3C, 0xB2, 0xA1])
      let answer = try ExternalTool.run(
        "tshark", ["-r", path, "-T", "fields", "-e", "frame.time_epoch"])
      #expect(answer.output.contains("1767225604.000000123"))
    }
  }

  @Test("tcpdump lists every frame", arguments: ["a.pcap", "A.PCAP"])
  func tcpdump(name: String) throws {
    try SampleCapture.withFile(named: name) { path in
      let answer = try ExternalTool.run("tcpdump", ["-n", "-r", path])
      #expect(answer.status == 0)
      #expect(answer.output.split(separator: "\n").count == 4)
    }
  }

  @Test("More frames than the stream's buffer holds come out whole")
  func large() throws {
    let directory = try ExternalTool.temporaryDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let path = "\(directory)/large.pcap"
    let file = try CaptureFile(path: path, description: SampleCapture.description)
    var frame = SampleCapture.frames[0]
    frame.bytes += [UInt8](repeating: 0, count: 60_000)
    for _ in 0..<100 { try file.write(frame) }
    try file.finish()
    let size = try Data(contentsOf: URL(fileURLWithPath: path)).count
    #expect(size == 24 + 100 * (16 + frame.bytes.count))
  }
}
