/// The sightings of a run, by packet.
package struct Journeys: Sendable {
  private var byPacket: [UInt64: [Sighting]] = [:]
  /// Errors and replies, by the packet that caused them.
  private var causedBy: [UInt64: [UInt64]] = [:]

  package init() {}

  package mutating func record(_ sighting: Sighting) {
    if byPacket[sighting.packetID] == nil {
      switch sighting.cause {
      case .error(let about, _): causedBy[about, default: []].append(sighting.packetID)
      case .reply(let to): causedBy[to, default: []].append(sighting.packetID)
      case nil: break
      }
    }
    byPacket[sighting.packetID, default: []].append(sighting)
  }

  /// Where a packet was seen, in order of time.
  package func sightings(of packetID: UInt64) -> [Sighting] { byPacket[packetID] ?? [] }

  /// The packets that a packet gave rise to, in order of time.
  package func consequences(of packetID: UInt64) -> [UInt64] { causedBy[packetID] ?? [] }
}
