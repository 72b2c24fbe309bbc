import Addressing
import Testing

@testable import Wire

struct EthernetHeaderTests {
  @Test("a frame starts with destination, source and type in network order")
  func layout() throws {
    let source = try #require(MACAddress("00-0d-3a-01-02-03"))
    let frame = EthernetFrame.carrying([0x45, 0xFF], from: source, to: .azureFabric)
    #expect(
      frame
        == [0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0x00, 0x0D, 0x3A, 1, 2, 3, 0x08, 0x00, 0x45, 0xFF])
  }

  @Test("what is written is read back, types that are not ours included")
  func roundTrip() throws {
    let header = EthernetHeader(
      destination: MACAddress(rawValue: 0xFFFF_FFFF_FFFF), source: .azureFabric,
      etherType: EtherType(rawValue: 0x88CC))
    let read = try header.frame(carrying: [1]).withUnsafeBytes {
      try EthernetHeader(validating: $0)
    }
    #expect(read == header)
  }

  @Test("13 bytes are no Ethernet header")
  func truncated() {
    #expect(throws: HeaderError.truncated(needed: 14, available: 13)) {
      try [UInt8](repeating: 0, count: 13).withUnsafeBytes { try EthernetHeader(validating: $0) }
    }
  }
}
