import Addressing
import Foundation
import Glibc
import TestSupport
import Testing

@testable import Capture

@Suite("A capture that many threads write at once")
struct CaptureSpoolTests {
  private static let description = SampleCapture.description

  @Test(
    "Its frames are those of the plain writer, byte for byte", arguments: ["a.pcapng", "a.pcap"])
  func equality(name: String) throws {
    try SpoolFixture.withFolder { folder in
      let frames = SpoolFixture.frames(1_500, seed: 11)
      let expected = try SpoolFixture.plain(frames, named: name, in: folder)
      let path = "\(folder)/\(name)"
      let spool = try CaptureSpool(
        path: path, description: Self.description, remarks: SpoolFixture.remarks,
        SpoolSettings(buffersPerLane: 2))
      for frame in frames { SpoolFixture.append(frame, to: spool.lanes[0]) }
      let result = spool.finish()
      #expect(result == SpoolResult(seen: 1_500, written: 1_500, filtered: 0, failure: nil))
      let bytes = try FileBytes.read(path)
      #expect(bytes.starts(with: expected))
      if name == "a.pcap" { #expect(bytes.count == expected.count) }
    }
  }

  @Test("The statistics at its end count what each interface saw, and what the filter let through")
  func statistics() throws {
    try SpoolFixture.withFolder { folder in
      let frames = SpoolFixture.frames(400, seed: 3)
      let path = "\(folder)/a.pcapng"
      let spool = try CaptureSpool(
        path: path, description: Self.description, remarks: SpoolFixture.remarks,
        SpoolSettings(filter: try CaptureFilter("less 100")))
      for frame in frames { SpoolFixture.append(frame, to: spool.lanes[0]) }
      let result = spool.finish()
      let short = frames.filter { $0.packet.count + 14 <= 100 }
      let statistics = SpoolStatistics(try FileBytes.read(path), interfaces: 3)
      let seen = (0..<3).map { number in UInt64(frames.count { $0.interface == number }) }
      let kept = (0..<3).map { number in UInt64(short.count { $0.interface == number }) }
      #expect(statistics.isWhole)
      #expect(statistics.received == seen)
      #expect(statistics.accepted == kept && statistics.written == kept)
      #expect(statistics.packets == kept && statistics.missing == [0, 0, 0])
      #expect(result.written == UInt64(short.count) && result.lost == 0)
      #expect(result.filtered == UInt64(frames.count - short.count))
    }
  }

  @Test("Frames of many threads all arrive, those of one thread in their order")
  func lanes() throws {
    try SpoolFixture.withFolder { folder in
      let path = "\(folder)/a.pcapng"
      let spool = try CaptureSpool(
        path: path, description: Self.description, SpoolSettings(lanes: 4, buffersPerLane: 2))
      DispatchQueue.concurrentPerform(iterations: 4) { number in
        var frame = SpoolFixture.frames(1, seed: 1)[0]
        frame.remark = -1
        frame.packet = Array(repeating: 0, count: 50)
        for index in 0..<20_000 {
          frame.id = UInt64(number) << 32 | UInt64(index)
          SpoolFixture.append(frame, to: spool.lanes[number])
        }
      }
      #expect(spool.finish().written == 80_000)
      var last = [Int64](repeating: -1, count: 4)
      var isInOrder = true
      let bytes = try FileBytes.read(path)
      let start = try SpoolFixture.plain([], named: "a.pcapng", in: folder).count
      // Block, Ethernet frame of 64 bytes, flags option, then the packet id's value.
      for offset in stride(from: start, to: start + 80_000 * 120, by: 120) {
        let id = bytes.withUnsafeBytes {
          $0.loadUnaligned(fromByteOffset: offset + 28 + 64 + 12, as: UInt64.self)
        }
        let lane = Int(id >> 32)
        let index = Int64(id & 0xFFFF_FFFF)
        isInOrder = isInOrder && index == last[lane] + 1
        last[lane] = index
      }
      #expect(isInOrder && last == [19_999, 19_999, 19_999, 19_999])
    }
  }

  /// Writes 20,000 frames of 1,500 bytes to a named pipe whose reader begins late.
  private func writeLate(_ overflow: CaptureOverflow) throws -> (SpoolResult, SpoolStatistics) {
    try SpoolFixture.withFolder { folder in
      let path = "\(folder)/pipe.pcapng"
      #expect(mkfifo(path, 0o600) == 0)
      let begin = DispatchSemaphore(value: 0)
      let end = DispatchSemaphore(value: 0)
      nonisolated(unsafe) var bytes: [UInt8] = []
      Thread.detachNewThread {
        if let file = FileHandle(forReadingAtPath: path) {
          begin.wait()
          bytes = [UInt8](file.readDataToEndOfFile())
        }
        end.signal()
      }
      let spool = try CaptureSpool(
        path: path, description: Self.description,
        SpoolSettings(overflow: overflow, buffersPerLane: 2))
      var frame = SpoolFixture.frames(1, seed: 1)[0]
      frame.remark = -1
      frame.packet = Array(repeating: 7, count: 1_500)
      if overflow == .block { begin.signal() }
      for _ in 0..<20_000 {
        spool.lanes[0].refill()
        SpoolFixture.append(frame, to: spool.lanes[0])
      }
      if overflow == .drop { begin.signal() }
      let result = spool.finish()
      end.wait()
      return (result, SpoolStatistics(bytes, interfaces: 3))
    }
  }

  @Test("When the file does not follow, frames are left out and counted in its statistics")
  func drop() throws {
    let (result, statistics) = try writeLate(.drop)
    #expect(result.seen == 20_000 && result.failure == nil)
    // A pipe's 64 KiB, and two buffers.
    #expect(result.written < 1_000 && result.lost == 20_000 - result.written)
    #expect(statistics.isWhole)
    #expect(statistics.missing.reduce(0, +) == result.lost)
    #expect(statistics.written == statistics.packets)
    #expect(statistics.written.reduce(0, +) == result.written)
    #expect(statistics.received.reduce(0, +) == 20_000)
  }

  @Test("Or whoever has frames waits, and nothing is missing")
  func block() throws {
    let (result, statistics) = try writeLate(.block)
    #expect(result.written == 20_000 && result.lost == 0)
    #expect(statistics.packets.reduce(0, +) == 20_000 && statistics.isWhole)
  }

  @Test("A file that cannot grow keeps whole records, with statistics that tell what is missing")
  func cut() async {
    await #expect(processExitsWith: .success) {
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 1_000_003, rlim_max: 1_000_003)
      setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      try SpoolFixture.withFolder { folder in
        let path = "\(folder)/a.pcapng"
        let spool = try CaptureSpool(path: path, description: SampleCapture.description)
        var frame = SpoolFixture.frames(1, seed: 1)[0]
        frame.remark = -1
        for number in 0..<40_000 {
          frame.packet = Array(repeating: 7, count: number % 97)
          SpoolFixture.append(frame, to: spool.lanes[0])
        }
        let result = spool.finish()
        let bytes = try FileBytes.read(path)
        let statistics = SpoolStatistics(bytes, interfaces: 3)
        precondition(
          result.failure == .writeFailed(path: path, reason: "File too large"), "\(result)")
        precondition(spool.hasFailed)
        precondition(bytes.count <= 1_000_003 && bytes.count > 999_000, "\(bytes.count)")
        precondition(statistics.isWhole)
        precondition(statistics.packets == statistics.written, "\(statistics)")
        precondition(statistics.received.reduce(0, +) == 40_000)
        precondition(statistics.missing.reduce(0, +) == result.lost)
        precondition(result.written == statistics.written.reduce(0, +))
      }
    }
  }

  @Test("A full disk is named")
  func fullDisk() throws {
    try SpoolFixture.withFolder { folder in
      let path = "\(folder)/full.pcapng"
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/dev/full")
      #expect(throws: CaptureError.diskFull(path: path)) {
        try CaptureSpool(path: path, description: Self.description)
      }
    }
  }

  @Test("tshark reads it without a complaint, and shows remarks, directions and ids")
  func wireshark() throws {
    try SpoolFixture.withFolder { folder in
      let path = "\(folder)/a.pcapng"
      let frames = SpoolFixture.frames(50, seed: 5).filter { $0.remark != 1 }
      let spool = try CaptureSpool(
        path: path, description: Self.description, remarks: SpoolFixture.remarks)
      for frame in frames { SpoolFixture.append(frame, to: spool.lanes[0]) }
      #expect(spool.finish().written == UInt64(frames.count))
      let answer = try ExternalTool.run(
        "tshark",
        [
          "-r", path, "-T", "fields", "-e", "frame.interface_name", "-e", "frame.packet_id", "-e",
          "frame.packet_flags_direction", "-e", "frame.comment", "-E", "aggregator=|",
        ])
      let names = Self.description.interfaces.map(\.name)
      let expected = frames.map { frame in
        let text = frame.remark < 0 ? "" : SpoolFixture.remarks[frame.remark].joined(separator: "|")
        return
          "\(names[frame.interface])\t\(frame.id)\t0x0000000\(frame.isOutbound ? 2 : 1)\t\(text)"
      }
      #expect(answer.output.split(separator: "\n").map(String.init) == expected)
    }
  }
}
