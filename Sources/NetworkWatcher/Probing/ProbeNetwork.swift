import Addressing

/// What tracert and ping need of the network: virtual time, and a host's socket for ICMP.
package protocol ProbeNetwork {
  var now: EmulatedInstant { get }

  /// Hands an IPv4 packet to the network as the endpoint's guest does, now. Returns the packet's id.
  mutating func send(_ packet: [UInt8], from endpoint: Int) -> UInt64

  /// Lets time pass until a packet that `isWanted` reaches the endpoint's guest, or until the deadline;
  /// the clock then stands at the arrival or at the deadline.
  mutating func receive(
    at endpoint: Int, until deadline: EmulatedInstant, where isWanted: ([UInt8]) -> Bool
  ) -> ReceivedPacket?

  /// Where the packet's way ended so far; `nil` where nobody looked on.
  func ending(of packetID: UInt64) -> PacketEnding?
}

extension ProbeNetwork {
  package func ending(of packetID: UInt64) -> PacketEnding? { nil }
}

/// A packet as it reached a guest.
package struct ReceivedPacket: Hashable, Sendable {
  package var bytes: [UInt8]
  package var packetID: UInt64
  package var at: EmulatedInstant

  package init(bytes: [UInt8], packetID: UInt64, at: EmulatedInstant) {
    self.bytes = bytes
    self.packetID = packetID
    self.at = at
  }
}
