import Addressing
import TestSupport
import Testing
import Wire

@testable import DataPlane

/// Bytes that no sender would send.
struct NoiseTests {
  /// xorshift64 (Marsaglia 2003): the same noise in every run.
  static func next(_ state: inout UInt64) -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }

  /// A good packet with some bytes changed, cut or added; every second one with a mended checksum.
  static func mutation(_ state: inout UInt64) -> [UInt8] {
    var bytes =
      next(&state) % 2 == 0
      ? PacketBuilder.echoRequest(from: PortFixture.a, to: PortFixture.b)
      : PacketBuilder.transport(.udp, from: TransitFixture.host, 1, to: TransitFixture.beyond, 2)
    for _ in 0..<(next(&state) % 6) {
      bytes[Int(next(&state) % UInt64(bytes.count))] = UInt8(next(&state) & 255)
    }
    let length = Int(next(&state) % UInt64(bytes.count + 20))
    if length <= bytes.count {
      bytes.removeLast(bytes.count - length)
    } else {
      bytes += [UInt8](repeating: 0, count: length - bytes.count)
    }
    let header = bytes.isEmpty ? 0 : Int(bytes[0] & 15) * 4
    if next(&state) % 2 == 0, header >= 20, header <= bytes.count {
      bytes[10] = 0
      bytes[11] = 0
      var sum = 0
      for index in stride(from: 0, to: header, by: 2) {
        sum += Int(bytes[index]) << 8 | Int(bytes[index + 1])
      }
      while sum > 0xFFFF { sum = sum & 0xFFFF + sum >> 16 }
      bytes[10] = UInt8(~sum >> 8 & 255)
      bytes[11] = UInt8(~sum & 255)
    }
    return bytes
  }

  @Test("whatever comes in gets a verdict, and what goes on is still a packet")
  func verdicts() {
    var state: UInt64 = 0x5EED
    var port = PortFixture(.defaults, ipForwarding: true)
    let router = TransitFixture()
    var onward = 0
    for _ in 0..<20000 {
      let packet = Self.mutation(&state)
      _ = port.fromA(packet)
      _ = port.toA(packet)
      let outcome = router.process(packet)
      switch outcome.verdict {
      case .forward:
        onward += 1
        let fault = outcome.bytes.withUnsafeBytes { IPv4Packet.fault(in: $0) }
        #expect(fault == nil)
        #expect(outcome.bytes.count == packet.count)
      case .deliver: break
      case .drop(let reason):
        if case .send(let error) = router.answer(packet, reason) {
          #expect(DecodedPacket(error) != nil)
          #expect(error.count <= 20 + 8 + 60 + 8)
        }
      }
    }
    #expect(onward > 500)
  }
}
