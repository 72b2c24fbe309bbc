import Addressing
import Foundation
import TestSupport

@testable import Capture

/// Seeded frames for a spool, and the same as the writer takes them that writes one after the other.
enum SpoolFixture {
  static let remarks = [["dropped: no route", "vnetem: verdict=drop reason=noRoute"], ["seen"]]
  static let source: [UInt8] = [0x00, 0x0D, 0x3A, 1, 2, 3]
  static let destination: [UInt8] = [0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC]

  struct Frame {
    var packet: [UInt8]
    var header: [UInt8]
    var interface: Int
    var isOutbound: Bool
    var at: EmulatedInstant
    var id: UInt64
    var remark: Int

    /// The frame as it is, its packet's bytes 8 to 11 those of the header.
    var captured: CapturedFrame {
      var bytes = packet
      if bytes.count >= 12 { bytes.replaceSubrange(8..<12, with: header) }
      return CapturedFrame(
        interface: interface, at: at,
        bytes: SpoolFixture.destination + SpoolFixture.source + [8, 0] + bytes,
        direction: isOutbound ? .outbound : .inbound, packetID: id,
        comments: remark < 0 ? [] : SpoolFixture.remarks[remark])
    }
  }

  /// Packets of every length from 0 on, and long ones.
  static func frames(_ count: Int, seed: UInt64) -> [Frame] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { number in
      let length =
        switch generator.below(20) {
        case 0: generator.below(9_000)
        case 1: generator.below(131_073)
        default: number % 200
        }
      return Frame(
        packet: (0..<length).map { UInt8(truncatingIfNeeded: $0 &+ number) },
        header: (0..<4).map { _ in UInt8(generator.below(256)) },
        interface: generator.below(3), isOutbound: generator.below(2) == 0,
        at: EmulatedInstant(nanoseconds: Int64(number) * 700_000_001),
        id: generator.next(), remark: generator.below(3) - 1)
    }
  }

  static func word(_ octets: [UInt8]) -> UInt64 {
    octets.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  static func append(_ frame: Frame, to lane: CaptureLane) {
    frame.packet.withUnsafeBytes { bytes in
      lane.append(
        SpooledFrame(
          packet: bytes, header: frame.header.withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) },
          from: word(source), to: word(destination), interface: frame.interface,
          direction: frame.isOutbound ? .outbound : .inbound, time: CaptureTime(frame.at),
          packetID: frame.id, remark: frame.remark))
    }
  }

  /// What the writer of single frames makes of them, without the statistics at the end.
  static func plain(_ frames: [Frame], named name: String, in folder: String) throws -> [UInt8] {
    let path = "\(folder)/plain-\(name)"
    let file = try CaptureFile(path: path, description: SampleCapture.description)
    for frame in frames { try file.write(frame.captured) }
    try file.flush()
    return try FileBytes.read(path)
  }

  static func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = try ExternalTool.temporaryDirectory()
    defer { FileBytes.remove(folder) }
    return try body(folder)
  }
}

/// The statistics blocks at the end of a pcapng file.
struct SpoolStatistics: Equatable {
  var received: [UInt64] = []
  var missing: [UInt64] = []
  var accepted: [UInt64] = []
  var written: [UInt64] = []
  /// Enhanced packet blocks by interface.
  var packets: [UInt64]
  /// Whether the file ends where a block ends.
  var isWhole = false

  init(_ bytes: [UInt8], interfaces: Int) {
    packets = Array(repeating: 0, count: interfaces)
    bytes.withUnsafeBytes { file in
      var offset = 0
      while offset + 12 <= file.count {
        let kind = file.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
        let length = Int(file.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self))
        let interface = Int(file.loadUnaligned(fromByteOffset: offset + 8, as: UInt32.self))
        guard length >= 12, offset + length <= file.count else { break }
        if kind == 6 { packets[interface] += 1 }
        if kind == 5 {
          func option(_ number: Int) -> UInt64 {
            file.loadUnaligned(fromByteOffset: offset + 20 + 12 * number + 4, as: UInt64.self)
          }
          received.append(option(2))
          missing.append(option(3))
          accepted.append(option(4))
          written.append(option(5))
        }
        offset += length
      }
      isWhole = offset == file.count
    }
  }
}
