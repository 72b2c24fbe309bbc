import Testing

@testable import Capture

@Suite("Link types")
struct LinkLayerTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var linkType: UInt32
    var header: [UInt8]
    var testDescription: String { name }
  }

  static let addresses = [UInt8](repeating: 0x02, count: 12)
  static let snap: [UInt8] = [0xAA, 0xAA, 3, 0, 0, 0, 8, 0]
  static let wirelessAddresses = [UInt8](repeating: 0x04, count: 22)

  static let cases: [Case] = [
    Case(name: "Ethernet", linkType: 1, header: addresses + [8, 0]),
    Case(
      name: "Ethernet, checksum length told", linkType: 0x2400_0001, header: addresses + [8, 0]),
    Case(name: "802.1Q", linkType: 1, header: addresses + [0x81, 0, 0, 7, 8, 0]),
    Case(
      name: "802.1ad", linkType: 1, header: addresses + [0x88, 0xA8, 0, 7, 0x81, 0, 0, 9, 8, 0]),
    Case(
      name: "PPPoE session", linkType: 1,
      header: addresses + [0x88, 0x64, 0x11, 0, 0, 1, 0, 34, 0, 0x21]),
    Case(name: "LLC and SNAP", linkType: 1, header: addresses + [0, 40] + snap),
    Case(name: "LLC with IP's point", linkType: 1, header: addresses + [0, 35, 6, 6, 3]),
    Case(
      name: "two MPLS labels", linkType: 1,
      header: addresses + [0x88, 0x47, 0, 1, 0, 64, 0, 2, 1, 64]),
    Case(name: "raw", linkType: 101, header: []),
    Case(name: "IPv4", linkType: 228, header: []),
    Case(name: "raw as OpenBSD numbers it", linkType: 14, header: []),
    Case(name: "BSD null, little-endian", linkType: 0, header: [2, 0, 0, 0]),
    Case(name: "BSD null, big-endian", linkType: 0, header: [0, 0, 0, 2]),
    Case(name: "OpenBSD loop", linkType: 108, header: [0, 0, 0, 2]),
    Case(name: "OpenBSD enc", linkType: 109, header: [0, 0, 0, 2, 1, 2, 3, 4, 0, 0, 0, 0]),
    Case(
      name: "Linux cooked", linkType: 113,
      header: [0, 0, 0, 1, 0, 6, 0, 1, 2, 3, 4, 5, 0, 0, 8, 0]),
    Case(
      name: "Linux cooked with a tag", linkType: 113,
      header: [0, 0, 0, 1, 0, 6, 0, 1, 2, 3, 4, 5, 0, 0, 0x81, 0, 0, 5, 8, 0]),
    Case(
      name: "Linux cooked 2", linkType: 276,
      header: [8, 0, 0, 0, 0, 0, 0, 2, 0, 1, 0, 6, 0, 1, 2, 3, 4, 5, 0, 0]),
    Case(name: "PPP", linkType: 9, header: [0xFF, 3, 0, 0x21]),
    Case(name: "PPP without framing", linkType: 9, header: [0, 0x21]),
    Case(name: "PPP, compressed", linkType: 9, header: [0x21]),
    Case(name: "PPP over a serial line", linkType: 50, header: [0xFF, 3, 0, 0x21]),
    Case(name: "Cisco's framing", linkType: 50, header: [0x0F, 0, 8, 0]),
    Case(name: "Cisco HDLC", linkType: 104, header: [0x0F, 0, 8, 0]),
    Case(name: "PPPoE", linkType: 51, header: [0x11, 0, 0, 1, 0, 34, 0, 0x21]),
    Case(name: "ATM", linkType: 100, header: snap),
    Case(
      name: "IP over FireWire", linkType: 138, header: [UInt8](repeating: 1, count: 16) + [8, 0]),
    Case(name: "802.11", linkType: 105, header: [0x08, 0x01] + wirelessAddresses + snap),
    Case(
      name: "802.11 with quality of service", linkType: 105,
      header: [0x88, 0x01] + wirelessAddresses + [0, 0] + snap),
    Case(
      name: "802.11 between access points", linkType: 105,
      header: [0x08, 0x03] + wirelessAddresses + [9, 9, 9, 9, 9, 9] + snap),
    Case(
      name: "radiotap", linkType: 127,
      header: [0, 0, 10, 0, 0, 0, 0, 0, 7, 7, 0x08, 0x01] + wirelessAddresses + snap),
    Case(
      name: "Prism", linkType: 119,
      header: [0, 0, 0, 0x44, 12, 0, 0, 0, 1, 1, 1, 1, 0x08, 0x01] + wirelessAddresses + snap),
    Case(
      name: "AVS", linkType: 163,
      header: [0x80, 0x21, 0x10, 1, 0, 0, 0, 12, 1, 1, 1, 1, 0x08, 0x01] + wirelessAddresses + snap),
    Case(
      name: "PPI around Ethernet", linkType: 192,
      header: [0, 0, 12, 0, 1, 0, 0, 0, 9, 9, 9, 9] + addresses + [8, 0]),
  ]

  static let packet = Array(SampleCapture.echo(timeToLive: 9)[14...])

  @Test("The packet is found behind the link header", arguments: cases)
  func unwrapping(example: Case) throws {
    var capture = CaptureBytes.classic(linkType: example.linkType)
    // Padding behind the packet is the link's, not the packet's.
    capture.record(example.header + Self.packet + [1, 2, 3])
    let reader = try CaptureReader(capture.bytes, name: example.name)
    let (packets, failure) = reader.readAll()
    #expect(failure == nil)
    #expect(packets.map(\.bytes) == [Self.packet])
    #expect(reader.tally.packetCount == 1 && reader.tally.truncatedCount == 0)
  }

  @Test("A frame cut anywhere in its link header is counted, not read", arguments: cases)
  func cutHeaders(example: Case) throws {
    let frame = example.header + Self.packet
    var capture = CaptureBytes.classic(linkType: example.linkType)
    for length in 0...frame.count {
      capture.record(Array(frame[..<length]), originalLength: frame.count)
    }
    let reader = try CaptureReader(capture.bytes, name: example.name)
    let (packets, failure) = reader.readAll()
    let tally = reader.tally
    #expect(failure == nil)
    #expect(tally.frameCount == frame.count + 1)
    #expect(tally.unreadableCount == example.header.count + 1)
    #expect(tally.packetCount == Self.packet.count)
    #expect(tally.truncatedCount == Self.packet.count - 1)
    for (index, packet) in packets.enumerated() where index >= 3 {
      #expect(packet.bytes.count == Self.packet.count)
      #expect(packet.bytes[...index].elementsEqual(Self.packet[...index]))
      #expect(packet.bytes[(index + 1)...].allSatisfy { $0 == 0 })
    }
  }

  @Test(
    "Frames with something else inside are counted",
    arguments: [
      (1, addresses + [8, 6] + packet), (1, addresses + [0x86, 0xDD] + [0x60] + packet),
      (1, addresses + [8, 0] + [0x60] + packet), (101, [0x60] + packet),
      (0, [30, 0, 0, 0] + packet), (113, [UInt8](repeating: 0, count: 14) + [8, 6] + packet),
      (9, [0xFF, 3, 0xC0, 0x21] + packet), (105, [0x08, 0x41] + wirelessAddresses + snap + packet),
      (105, [0x80, 0] + wirelessAddresses + packet),
      (192, [0, 0, 8, 0, 192, 0, 0, 0] + packet), (192, [0, 0, 2, 0, 1, 0, 0, 0] + packet),
    ] as [(UInt32, [UInt8])])
  func otherContent(linkType: UInt32, frame: [UInt8]) throws {
    var capture = CaptureBytes.classic(linkType: linkType)
    capture.record(frame)
    let reader = try CaptureReader(capture.bytes, name: "other")
    #expect(reader.readAll().packets.isEmpty)
    #expect(reader.tally == CaptureTally(frameCount: 1, otherCount: 1))
  }

  @Test(
    "Link types without IPv4 are counted under libpcap's name",
    arguments: [
      (220, "USB_LINUX_MMAPPED"), (189, "USB_LINUX"), (7, "ARCNET"), (4711, "link type 4711"),
    ])
  func unsupported(linkType: UInt32, name: String) throws {
    var capture = CaptureBytes.classic(linkType: linkType)
    capture.record(Self.packet)
    capture.record(Self.packet)
    let reader = try CaptureReader(capture.bytes, name: "unsupported")
    #expect(reader.readAll().packets.isEmpty)
    #expect(
      reader.tally.unsupported == [.init(linkType: Int(linkType), name: name, count: 2)])
  }
}
