import Addressing
import Foundation
import TestSupport

@testable import Capture

/// A packet on three interfaces, another one on the first, and the names of two addresses.
enum SampleCapture {
  static let description = CaptureDescription(
    application: "vnetem 9.9.9", comments: ["topology sample", "seed 7"],
    interfaces: [
      .init(name: "hub-nic", description: "port of hub"), .init(name: "hub-vpn/0 → vnet"),
      .init(name: "branch-nic"),
    ],
    names: [
      .init(address: IPv4Address(10, 10, 30, 4), name: "hub"),
      .init(address: IPv4Address(10, 11, 30, 68), name: "branch"),
    ])

  static let frames: [CapturedFrame] = [
    CapturedFrame(
      interface: 0, at: EmulatedInstant(nanoseconds: 0), bytes: echo(timeToLive: 2),
      direction: .outbound, packetID: 7,
      comments: ["hub sends an echo request", "vnetem: hop=hub verdict=forward"]),
    CapturedFrame(
      interface: 1, at: EmulatedInstant(nanoseconds: 350_000), bytes: echo(timeToLive: 2),
      direction: .inbound, packetID: 7, comments: ["forwarded"]),
    CapturedFrame(
      interface: 2, at: EmulatedInstant(nanoseconds: 4_000_000_123), bytes: echo(timeToLive: 1),
      direction: .inbound, packetID: 7, comments: ["DROP: übrig"], isDropped: true),
    CapturedFrame(
      interface: 0, at: EmulatedInstant(nanoseconds: 5_000_000_000), bytes: echo(timeToLive: 9),
      direction: .outbound, packetID: 8),
  ]

  /// An ICMP echo request of 32 bytes in an Ethernet frame, checksums right.
  static func echo(timeToLive: UInt8) -> [UInt8] {
    var header: [UInt8] = [
      0x45, 0, 0, 32, 0, 1, 0, 0, timeToLive, 1, 0, 0, 10, 10, 30, 4, 10, 11, 30, 68,
    ]
    let sum = checksum(header)
    header[10] = UInt8(sum >> 8)
    header[11] = UInt8(sum & 255)
    var message: [UInt8] = [8, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0]
    let messageSum = checksum(message)
    message[2] = UInt8(messageSum >> 8)
    message[3] = UInt8(messageSum & 255)
    let ethernet: [UInt8] = [
      0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0x00, 0x0D, 0x3A, 0, 0, 1, 0x08, 0x00,
    ]
    return ethernet + header + message
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt16 {
    var sum: UInt32 = 0
    for index in stride(from: 0, to: bytes.count, by: 2) {
      sum += UInt32(bytes[index]) << 8 | UInt32(bytes[index + 1])
    }
    while sum > 0xFFFF { sum = sum & 0xFFFF + sum >> 16 }
    return ~UInt16(sum)
  }

  /// Writes the sample into a fresh directory and removes it afterwards.
  static func withFile<Result>(
    named name: String, filter: CaptureFilter? = nil, _ body: (String) throws -> Result
  ) throws -> Result {
    let directory = try ExternalTool.temporaryDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let path = "\(directory)/\(name)"
    let file = try CaptureFile(path: path, filter: filter, description: description)
    for frame in frames { try file.write(frame) }
    try file.finish()
    return try body(path)
  }
}
