import Addressing
import DataPlane
import ResourceModel

/// What became of a packet that came in again.
package struct InjectionResult: Hashable, Sendable {
  package enum Outcome: Hashable, Sendable {
    /// So many packets had not come in by then.
    case nothingToInject
    /// It is under way.
    case underWay
    /// The last device that saw it, and what that did.
    case ended(DeviceID, Verdict)
  }

  package var injection: Injection
  package var at: EmulatedInstant
  /// `nil` if there was nothing to inject.
  package var packetID: PacketID?
  package var outcome: Outcome
}

/// Keeps what comes in where packets are to come in again, and follows those.
struct InjectionRecord {
  private(set) var results: [InjectionResult] = []
  /// What came in since the start, as far as it is needed.
  private var kept: [InterfaceID: [[UInt8]]] = [:]
  private var needed: [InterfaceID: Int] = [:]
  private var numbers: [PacketID: Int] = [:]

  var isEmpty: Bool { needed.isEmpty }

  mutating func expect(_ injection: Injection, at interface: InterfaceID) {
    needed[interface] = max(needed[interface] ?? 0, injection.packet)
  }

  mutating func see(_ observation: PacketObservation) {
    if let number = numbers[observation.packetID] {
      results[number].outcome = .ended(observation.device, observation.verdict)
    } else if observation.direction == .inbound, let limit = needed[observation.interface],
      (kept[observation.interface]?.count ?? 0) < limit
    {
      kept[observation.interface, default: []].append(observation.bytes)
    }
  }

  /// The packet that comes in again; `nil` if there is none yet.
  func packet(_ injection: Injection, at interface: InterfaceID) -> [UInt8]? {
    guard let packets = kept[interface], packets.indices.contains(injection.packet - 1) else {
      return nil
    }
    var packet = packets[injection.packet - 1]
    if let bit = injection.flippedBit, packet.indices.contains(bit / 8) {
      packet[bit / 8] ^= 0x80 >> UInt8(bit % 8)
    }
    return packet
  }

  mutating func begin(_ injection: Injection, at time: EmulatedInstant, _ packetID: PacketID?) {
    if let packetID { numbers[packetID] = results.count }
    results.append(
      InjectionResult(
        injection: injection, at: time, packetID: packetID,
        outcome: packetID == nil ? .nothingToInject : .underWay))
  }
}
