import Addressing
import DataPlane

/// Numbers a packet: 1 for the first one made, the same along its whole journey.
package struct PacketID: RawRepresentable, Hashable, Comparable, Sendable {
  package var rawValue: UInt64

  package init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  /// No packet's number.
  static let none = Self(rawValue: 0)

  package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// What an observer sees of one packet at one place.
///
/// There is one observation when a guest or a device sends a packet of its own, and one wherever it arrives.
package struct PacketObservation: Hashable, Sendable {
  package enum Direction: Hashable, Sendable {
    /// Sent by the guest or device that the interface belongs to.
    case outbound
    /// Arrived there.
    case inbound
  }

  /// What followed from the verdict at this device.
  package enum Consequence: Hashable, Sendable {
    /// The packet went on, or was given to whom it was for.
    case none
    /// The device sent this packet because of it: an ICMP error or an echo reply.
    case sent(PacketID)
    /// The packet was dropped, and the sender is not told.
    case silent(ICMPErrors.Silence)
  }

  package var at: EmulatedInstant
  package var device: DeviceID
  package var interface: InterfaceID
  package var direction: Direction
  package var packetID: PacketID
  /// The packet that an ICMP error or echo reply is about.
  package var cause: PacketID?
  /// The IPv4 packet as it came in, before anything was taken from its TTL.
  package var bytes: [UInt8]
  package var sourceMAC: MACAddress
  package var destinationMAC: MACAddress
  package var verdict: Verdict
  package var steps: [TraceStep]
  package var consequence: Consequence
  /// Of the tables by which the device decided.
  package var generation: UInt64
}

/// A packet that reached the guest it was for.
package struct Delivery: Hashable, Sendable {
  package var bytes: [UInt8]
  package var packetID: PacketID
  package var at: EmulatedInstant
}
