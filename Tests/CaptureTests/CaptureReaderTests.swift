import Addressing
import Foundation
import TestSupport
import Testing

@testable import Capture

@Suite("Reading captures")
struct CaptureReaderTests {
  static let frame = SampleCapture.echo(timeToLive: 9)
  static let packet = Array(frame[14...])

  @Test(
    "The classic format is read in both byte orders, with microseconds and nanoseconds",
    arguments: CaptureBytes.ByteOrder.allCases,
    [(0xA1B2_C3D4, 1_000), (0xA1B2_3C4D, 1)] as [(UInt32, Int64)])
  func classic(order: CaptureBytes.ByteOrder, magic: (value: UInt32, unit: Int64)) throws {
    var capture = CaptureBytes.classic(order, magic: magic.value)
    capture.record(Self.frame, seconds: 1_767_225_600, fraction: 999_999)
    capture.record(Self.frame, seconds: 0xFFFF_FFFF)
    let (packets, failure) = try CaptureReader.read(capture.bytes)
    #expect(failure == nil)
    #expect(packets.map(\.bytes) == [Self.packet, Self.packet])
    #expect(packets.map(\.number) == [1, 2])
    #expect(packets[0].time == 1_767_225_600_000_000_000 + 999_999 * magic.unit)
    #expect(packets[1].time == 4_294_967_295_000_000_000)
  }

  @Test("pcapng is read in both byte orders", arguments: CaptureBytes.ByteOrder.allCases)
  func blocks(order: CaptureBytes.ByteOrder) throws {
    var capture = CaptureBytes(order)
    capture.section()
    capture.interface(name: "first")
    capture.interface(linkType: 101, snapshotLength: 40, name: "zweite → dritte")
    capture.block(0xBAD) { $0.bytes = [1, 2, 3, 4] }
    capture.enhancedPacket(Self.packet, interface: 1, time: 7_000_001)
    capture.simplePacket(Self.frame)
    capture.obsoletePacket(Self.frame, interface: 0, time: 1 << 32)
    let reader = try CaptureReader(capture.bytes, name: "blocks")
    let (packets, failure) = reader.readAll()
    #expect(failure == nil)
    #expect(packets.allSatisfy { $0.bytes == Self.packet })
    #expect(packets.map(\.interface) == [1, 0, 0])
    #expect(packets.map(\.time) == [7_000_001_000, 0, 4_294_967_296_000])
    #expect(reader.interfaceNames == ["first", "zweite → dritte"])
  }

  @Test("Every section has its own byte order and interfaces")
  func sections() throws {
    var capture = CaptureBytes(.big)
    capture.section()
    capture.interface(name: "a")
    capture.interface(name: "b")
    capture.enhancedPacket(Self.frame, interface: 1)
    var second = CaptureBytes(.little)
    second.section()
    second.interface(linkType: 228)
    second.enhancedPacket(Self.packet, interface: 0)
    let reader = try CaptureReader(capture.bytes + second.bytes, name: "sections")
    let (packets, failure) = reader.readAll()
    #expect(failure == nil)
    #expect(packets.map(\.interface) == [1, 2])
    #expect(reader.interfaceNames == ["a", "b", nil])
  }

  @Test(
    "An interface's clock may count in powers of ten and of two, from any second on",
    arguments: [
      (nil, nil, 1_500_000, 1_500_000_000), (9, nil, 1_500, 1_500), (3, nil, 1_500, 1_500_000_000),
      (0, nil, 15, 15_000_000_000), (12, nil, 1_500_999, 1_500), (0x8A, nil, 1_536, 1_500_000_000),
      (0x80, nil, 15, 15_000_000_000), (9, 100, 7, 100_000_000_007), (6, -1, 0, -1_000_000_000),
    ] as [(UInt8?, Int64?, UInt64, Int64)])
  func clocks(resolution: UInt8?, offset: Int64?, count: UInt64, nanoseconds: Int64) throws {
    var capture = CaptureBytes()
    capture.section()
    capture.interface(resolution: resolution, offset: offset)
    capture.enhancedPacket(Self.frame, time: count)
    #expect(try CaptureReader.read(capture.bytes).packets.map(\.time) == [nanoseconds])
  }

  @Test("Every unit of time is harmless", arguments: 0...255 as ClosedRange<UInt8>)
  func anyResolution(resolution: UInt8) throws {
    var capture = CaptureBytes()
    capture.section()
    capture.interface(resolution: resolution, offset: .max)
    capture.enhancedPacket(Self.frame, time: .max)
    #expect(try CaptureReader.read(capture.bytes).packets.count == 1)
  }

  @Test("A simple packet block is cut at the first interface's snapshot length")
  func simplePacket() throws {
    var capture = CaptureBytes()
    capture.section()
    capture.interface(linkType: 228, snapshotLength: 24)
    capture.simplePacket(Array(Self.packet[..<24]), originalLength: Self.packet.count)
    let packets = try CaptureReader.read(capture.bytes).packets
    #expect(packets.map(\.capturedLength) == [24])
    #expect(packets.map(\.bytes) == [Self.packet[..<24] + [0, 0, 0, 0, 0, 0, 0, 0]])
  }

  @Test("A packet that claims more than there was on the wire is no truncated capture")
  func lyingLength() throws {
    var lying = Self.packet
    lying[3] = 200
    var capture = CaptureBytes.classic(linkType: 101)
    capture.record(lying)
    let reader = try CaptureReader(capture.bytes, name: "lying")
    #expect(reader.readAll().packets.map(\.bytes) == [lying])
    #expect(reader.tally.truncatedCount == 0)
  }

  @Test("Dialects of the past are read by libpcap")
  func dialect() throws {
    // Kuznetzov's records have 8 more bytes: interface, protocol, packet type.
    var capture = CaptureBytes.classic(magic: 0xA1B2_CD34)
    for _ in 0..<300 {
      capture.append(UInt32(5))
      capture.append(UInt32(6))
      capture.append(UInt32(Self.frame.count))
      capture.append(UInt32(Self.frame.count))
      capture.append(UInt64(0))
      capture.bytes += Self.frame
    }
    try withFile(capture.bytes) { path in
      let (packets, failure) = try CaptureReader(path: path).readAll()
      #expect(failure == nil)
      #expect(packets.count == 300)
      #expect(packets.allSatisfy { $0.bytes == Self.packet && $0.time == 5_000_006_000 })
    }
    try withFile(capture.bytes.dropLast(3)) { path in
      let (packets, failure) = try CaptureReader(path: path).readAll()
      #expect(packets.count == 299)
      #expect(
        failure
          == .damaged(
            path: path, packet: 300, offset: nil,
            what: "truncated dump file; tried to read 46 captured bytes, only got 43"))
    }
  }

  @Test("What the writers write comes back", arguments: ["a.pcapng", "a.pcap"])
  func roundTrip(name: String) throws {
    try SampleCapture.withFile(named: name) { path in
      let reader = try CaptureReader(path: path)
      let (packets, failure) = reader.readAll(capacity: 3)
      #expect(failure == nil)
      let frames = SampleCapture.frames
      #expect(packets.map(\.bytes) == frames.map { Array($0.bytes[14...]) })
      #expect(packets.map(\.time) == frames.map { CaptureTime($0.at).nanosecondsSince1970 })
      let isNamed = name.hasSuffix("ng")
      #expect(packets.map(\.interface) == (isNamed ? [0, 1, 2, 0] : [0, 0, 0, 0]))
      #expect(
        reader.interfaceNames == (isNamed ? SampleCapture.description.interfaces.map(\.name) : []))
      #expect(reader.bytesRead == reader.byteCount)
    }
  }

  @Test(
    "Captures in every format that editcap writes and libpcap reads are read alike",
    arguments: ["pcap", "nsecpcap", "modpcap", "pcapng"])
  func otherWriters(format: String) throws {
    try SampleCapture.withFile(named: "a.pcapng") { path in
      let original = try CaptureReader(path: path).readAll().packets
      let converted = path + ".converted"
      let answer = try ExternalTool.run("editcap", ["-F", format, path, converted])
      try #require(answer.status == 0)
      let (packets, failure) = try CaptureReader(path: converted).readAll()
      #expect(failure == nil)
      #expect(packets.map(\.bytes) == original.map(\.bytes))
    }
  }

  @Test("Many packets come in order, whatever the arena's size", arguments: [1, 7, 256, 10_000])
  func manyPackets(capacity: Int) throws {
    var capture = CaptureBytes.classic(linkType: 101)
    var expected: [[UInt8]] = []
    for index in 0..<3_000 {
      let length = 20 + index * 37 % 1_400
      var packet = [UInt8](repeating: UInt8(index & 255), count: length)
      packet[0] = 0x45
      packet[2] = UInt8(length >> 8)
      packet[3] = UInt8(length & 255)
      expected.append(packet)
      capture.record(packet)
    }
    let (packets, failure) = try CaptureReader(capture.bytes, name: "many")
      .readAll(capacity: capacity)
    #expect(failure == nil)
    #expect(packets.map(\.bytes) == expected)
    #expect(packets.map(\.number) == Array(1...3_000))
  }

  @Test("Packets are numbered as capture tools do, whatever they carry")
  func numbers() throws {
    var capture = CaptureBytes.classic()
    var other = Self.frame
    other[12] = 0x86
    other[13] = 0xDD
    capture.record(other)
    capture.record(Self.frame)
    capture.record(other)
    capture.record(Self.frame)
    #expect(try CaptureReader.read(capture.bytes).packets.map(\.number) == [2, 4])
  }

  private func withFile(_ bytes: some Sequence<UInt8>, _ body: (String) throws -> Void) throws {
    let directory = try ExternalTool.temporaryDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let path = "\(directory)/capture"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    try body(path)
  }
}
