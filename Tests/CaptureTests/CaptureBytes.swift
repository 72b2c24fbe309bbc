@testable import Capture

/// Captures put together byte by byte, independent of the writers.
struct CaptureBytes {
  enum ByteOrder: CaseIterable {
    case little
    case big
  }

  var bytes: [UInt8] = []
  var order: ByteOrder

  init(_ order: ByteOrder = .little) {
    self.order = order
  }

  mutating func append<Value: FixedWidthInteger>(_ value: Value) {
    let ordered = order == .little ? value.littleEndian : value.bigEndian
    withUnsafeBytes(of: ordered) { bytes.append(contentsOf: $0) }
  }

  // MARK: The classic format

  static func classic(
    _ order: ByteOrder = .little, magic: UInt32 = 0xA1B2_C3D4, linkType: UInt32 = 1
  ) -> CaptureBytes {
    var capture = CaptureBytes(order)
    capture.append(magic)
    capture.append(UInt16(2))
    capture.append(UInt16(4))
    capture.append(UInt32(0))
    capture.append(UInt32(0))
    capture.append(UInt32(262_144))
    capture.append(linkType)
    return capture
  }

  mutating func record(
    _ frame: [UInt8], seconds: UInt32 = 0, fraction: UInt32 = 0, originalLength: Int? = nil
  ) {
    append(seconds)
    append(fraction)
    append(UInt32(frame.count))
    append(UInt32(originalLength ?? frame.count))
    bytes += frame
  }

  // MARK: pcapng

  mutating func block(_ type: UInt32, _ body: (inout CaptureBytes) -> Void) {
    var content = CaptureBytes(order)
    body(&content)
    while content.bytes.count % 4 != 0 { content.bytes.append(0) }
    append(type)
    append(UInt32(content.bytes.count + 12))
    bytes += content.bytes
    append(UInt32(content.bytes.count + 12))
  }

  mutating func section(version: UInt16 = 1) {
    block(0x0A0D_0D0A) { body in
      body.append(UInt32(0x1A2B_3C4D))
      body.append(version)
      body.append(UInt16(0))
      body.append(UInt64.max)
    }
  }

  mutating func interface(
    linkType: UInt16 = 1, snapshotLength: UInt32 = 0, name: String? = nil,
    resolution: UInt8? = nil, offset: Int64? = nil
  ) {
    block(1) { body in
      body.append(linkType)
      body.append(UInt16(0))
      body.append(snapshotLength)
      if let name { body.option(2, Array(name.utf8)) }
      if let resolution { body.option(9, [resolution]) }
      if let offset {
        var value = CaptureBytes(body.order)
        value.append(offset)
        body.option(14, value.bytes)
      }
      body.option(0, [])
    }
  }

  mutating func option(_ code: UInt16, _ value: [UInt8]) {
    append(code)
    append(UInt16(value.count))
    bytes += value
    while bytes.count % 4 != 0 { bytes.append(0) }
  }

  mutating func enhancedPacket(
    _ frame: [UInt8], interface: UInt32 = 0, time: UInt64 = 0, originalLength: Int? = nil
  ) {
    block(6) { body in
      body.append(interface)
      body.append(UInt32(time >> 32))
      body.append(UInt32(truncatingIfNeeded: time))
      body.append(UInt32(frame.count))
      body.append(UInt32(originalLength ?? frame.count))
      body.bytes += frame
    }
  }

  mutating func simplePacket(_ frame: [UInt8], originalLength: Int? = nil) {
    block(3) { body in
      body.append(UInt32(originalLength ?? frame.count))
      body.bytes += frame
    }
  }

  mutating func obsoletePacket(_ frame: [UInt8], interface: UInt16 = 0, time: UInt64 = 0) {
    block(2) { body in
      body.append(interface)
      body.append(UInt16(0))
      body.append(UInt32(time >> 32))
      body.append(UInt32(truncatingIfNeeded: time))
      body.append(UInt32(frame.count))
      body.append(UInt32(frame.count))
      body.bytes += frame
    }
  }
}

/// A packet as a test compares it.
struct ReadPacket: Hashable {
  var bytes: [UInt8]
  var capturedLength: Int
  var interface: Int
  var time: Int64
  var number: Int
}

extension CaptureReader {
  /// Everything up to the end or the damage.
  func readAll(capacity: Int = 256) -> (packets: [ReadPacket], failure: CaptureError?) {
    var packets: [ReadPacket] = []
    var arena = PacketArena(capacity: capacity)
    do throws(CaptureError) {
      while try fill(&arena) {
        for index in 0..<arena.count {
          let entry = arena[index]
          packets.append(
            ReadPacket(
              bytes: Array(arena.packet(index)), capturedLength: Int(entry.capturedLength),
              interface: Int(entry.interface), time: entry.time.nanosecondsSince1970,
              number: Int(entry.number)))
        }
      }
      return (packets, nil)
    } catch {
      return (packets, error)
    }
  }

  static func read(_ bytes: [UInt8]) throws -> (packets: [ReadPacket], failure: CaptureError?) {
    try CaptureReader(bytes, name: "memory").readAll()
  }
}
