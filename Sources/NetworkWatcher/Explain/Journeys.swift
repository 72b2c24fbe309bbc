import Emulator

/// What was seen in a run, by packet.
package struct Journeys: Sendable {
  private var byPacket: [PacketID: [PacketObservation]] = [:]
  /// Errors and replies, by the packet that caused them.
  private var causedBy: [PacketID: [PacketID]] = [:]

  package init() {}

  package mutating func record(_ observation: PacketObservation) {
    if byPacket[observation.packetID] == nil, let cause = observation.cause {
      causedBy[cause, default: []].append(observation.packetID)
    }
    byPacket[observation.packetID, default: []].append(observation)
  }

  /// Where a packet was seen, in order of time.
  package func observations(of packet: PacketID) -> [PacketObservation] { byPacket[packet] ?? [] }

  /// The packets that a packet gave rise to, in order of time.
  package func consequences(of packet: PacketID) -> [PacketID] { causedBy[packet] ?? [] }
}

/// What is seen in a run while it goes on.
final class JourneyRecord {
  var journeys = Journeys()
}
