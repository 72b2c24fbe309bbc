import Addressing
import Emulator

/// The emulation as tracert and ping see it.
struct EmulatedNetwork: ProbeNetwork {
  let emulation: Emulation

  var now: EmulatedInstant { emulation.now }

  func send(_ packet: [UInt8], from endpoint: Int) -> UInt64 {
    emulation.send(packet, from: endpoint).rawValue
  }

  func receive(
    at endpoint: Int, until deadline: EmulatedInstant, where isWanted: ([UInt8]) -> Bool
  ) -> ReceivedPacket? {
    emulation.receive(at: endpoint, until: deadline) { isWanted($0.bytes) }.map { delivery in
      ReceivedPacket(
        bytes: delivery.bytes, packetID: delivery.packetID.rawValue, at: delivery.at)
    }
  }
}
