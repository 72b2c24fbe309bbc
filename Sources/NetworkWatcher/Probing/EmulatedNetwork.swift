import Addressing
import DataPlane
import Emulator

/// The emulation as tracert and ping see it.
struct EmulatedNetwork: ProbeNetwork {
  let emulation: Emulation
  /// What devices saw; `nil` where nobody looks on.
  var journeys: JourneyRecord?

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

  func ending(of packetID: UInt64) -> PacketEnding? {
    guard let journeys = journeys?.journeys else { return nil }
    let id = PacketID(rawValue: packetID)
    var ending: PacketEnding?
    for packet in [id] + journeys.consequences(of: id) {
      guard let last = journeys.observations(of: packet).last else { continue }
      let narrator = Narrator(estate: emulation.estate)
      switch last.verdict {
      case .drop(let reason):
        ending = PacketEnding(
          place: narrator.name(last.device), reason: reason, isOfAnswer: packet != id)
      case .deliver:
        ending = PacketEnding(
          place: narrator.occupant(last.device), reason: nil, isOfAnswer: packet != id)
      case .forward: break
      }
    }
    return ending
  }
}
