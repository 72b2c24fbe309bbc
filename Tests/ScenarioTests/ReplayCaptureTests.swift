import Addressing
import ControlPlane
import DataPlane
import Emulator
import Foundation
import ResourceModel
import TestSupport
import Testing

@testable import NetworkWatcher

/// The capture of every hop of a replay beside the capture that the emulation writes of the same packets.
struct ReplayCaptureTests {
  /// One enhanced packet block (draft-ietf-opsawg-pcapng, 4.3).
  struct Record: Hashable, Comparable {
    var interface: UInt32
    var direction: UInt32
    /// Without what tells apart packets that devices make.
    var frame: [UInt8]
    var packetID: UInt64

    static func < (first: Self, second: Self) -> Bool {
      if first.interface != second.interface { return first.interface < second.interface }
      if first.direction != second.direction { return first.direction < second.direction }
      return first.frame.lexicographicallyPrecedes(second.frame)
    }
  }

  static func records(_ path: String) throws -> [Record] {
    let bytes = Array(try Data(contentsOf: URL(filePath: path)))
    func word(_ offset: Int) -> Int {
      (0..<4).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }
    var records: [Record] = []
    var offset = 0
    while offset < bytes.count {
      let length = word(offset + 4)
      defer { offset += length }
      guard word(offset) == 6 else { continue }
      let count = word(offset + 20)
      var record = Record(
        interface: UInt32(word(offset + 8)), direction: 0,
        frame: Array(bytes[(offset + 28)..<(offset + 28 + count)]), packetID: 0)
      var option = offset + 28 + (count + 3) / 4 * 4
      while word(option) & 0xFFFF != 0 {
        switch word(option) & 0xFFFF {
        case 2: record.direction = UInt32(word(option + 4))
        case 5:
          record.packetID = UInt64(word(option + 4)) | UInt64(word(option + 8)) << 32
        case _: break
        }
        option += 4 + (word(option) >> 16 + 3) / 4 * 4
      }
      records.append(record)
    }
    return records
  }

  /// The identification of what devices make depends on how many were made before, and their checksum on that.
  private static func comparable(_ records: [Record], isMade: (Record) -> Bool) -> [Record] {
    records.map { record in
      var record = record
      if isMade(record) {
        for index in [18, 19, 24, 25] { record.frame[index] = 0 }
      }
      record.packetID = 0
      return record
    }.sorted()
  }

  @Test(
    "every hop is captured as the emulation captures it, with names, addresses and directions",
    arguments: MeasuredTrace.all, [1, 3])
  func equal(trace: MeasuredTrace, workers: Int) throws {
    let topology = try #require(
      TopologyLoader.load(bytes: BundledTopology.interop.bytes, file: "interop").topology)
    let failed = trace.name.hasSuffix(".expressroute-down") ? ["location1-primary"] : []
    let inquiry = try Inquiry(topology, failedLinks: failed)
    let observations = try BulkTraceTests.observations(inquiry, trace)
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "replay-capture-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func path(_ name: String) -> String { folder.appending(path: name).path }

    let emulated = try PacketCapture(
      path: path("emulated.pcapng"), filter: nil, of: inquiry, application: "test", remarks: [])
    // What machines and hosts send of their own accord, as a capture that has each packet once.
    let sent = try PacketCapture(
      path: path("sent.pcap"), filter: nil, of: inquiry, application: "test", remarks: [])
    var known: Set<PacketID> = []
    var made: Set<UInt64> = []
    for seen in observations {
      emulated.record(seen, in: inquiry.estate)
      guard known.insert(seen.packetID).inserted else { continue }
      let isEndpoint = inquiry.estate.endpoints.contains {
        inquiry.estate.tables.interfaces[$0.attachment.index].device == seen.device
      }
      if isEndpoint {
        sent.record(seen, in: inquiry.estate)
      } else {
        made.insert(seen.packetID.rawValue)
      }
    }
    try emulated.finish()
    try sent.finish()

    let result = try inquiry.replay(
      ReplayRequest(
        path: path("sent.pcap"), workers: workers,
        output: ReplayRequest.Output(path: path("replayed.pcapng"), application: "test")))
    let replayed = try Self.records(path("replayed.pcapng"))
    let output = try #require(result.output)
    #expect(output.failure == nil && output.missing == 0 && output.filtered == 0)
    #expect(output.written == UInt64(replayed.count) && output.seen == output.written)
    let expected = Self.comparable(try Self.records(path("emulated.pcapng"))) {
      made.contains($0.packetID)
    }
    #expect(
      Self.comparable(replayed) { $0.packetID >= BulkHop.madeStep } == expected)
  }
}
