import Addressing
import DataPlane

/// A packet as one device met it: what came in where, what each stage saw, and what became of it.
package struct Sighting: Hashable, Sendable {
  /// Why a packet exists that no guest sent of its own accord.
  package enum Cause: Hashable, Sendable {
    /// An ICMP error, and what happened to the packet that it is about.
    case error(about: UInt64, reason: DropReason)
    /// A guest's or a device's answer to a request.
    case reply(to: UInt64)
  }

  package var packetID: UInt64
  package var at: EmulatedInstant
  package var device: DeviceID
  /// Where the packet came in.
  package var ingress: InterfaceID
  /// The IPv4 packet as it came in.
  package var bytes: [UInt8]
  package var verdict: Verdict
  package var steps: [TraceStep]
  package var cause: Cause?

  package init(
    packetID: UInt64, at: EmulatedInstant, device: DeviceID, ingress: InterfaceID, bytes: [UInt8],
    verdict: Verdict, steps: [TraceStep], cause: Cause? = nil
  ) {
    self.packetID = packetID
    self.at = at
    self.device = device
    self.ingress = ingress
    self.bytes = bytes
    self.verdict = verdict
    self.steps = steps
    self.cause = cause
  }
}
