import Addressing
import DataPlane

/// How a machine or host came by the address of a name, or why it did not.
package struct NameResolution: Hashable, Sendable {
  /// One question to one server.
  package struct Query: Hashable, Sendable {
    package enum Outcome: String, Hashable, Sendable {
      case answered
      /// The server says that there is no such name (RFC 1035, 4.1.1: RCODE 3), or no address of it.
      case noSuchName
      /// Nothing within the time that was given.
      case timedOut
    }

    package var server: IPv4Address
    /// `nil` if the server is the asking machine itself, which sends no packet.
    package var packetID: UInt64?
    package var sentAt: EmulatedInstant
    package var outcome: Outcome
    /// From the question to the answer.
    package var time: Nanoseconds?
    /// What a reader should know, as a sentence without a full stop.
    package var detail: String
  }

  package var name: String
  /// `nil` if it has none that the source could find.
  package var address: IPv4Address?
  /// In the order in which they were asked.
  package var queries: [Query] = []
  /// Why nobody was asked.
  package var refusal: String?

  /// A sentence a server, each with its reason.
  package var lines: [String] { (refusal.map { [$0] } ?? []) + queries.map(\.detail) }
}

/// Where a packet's way ended, and the way of what answered it.
package struct PacketEnding: Hashable, Sendable {
  /// A device, or the machine or host there.
  package var place: String
  /// `nil` if it was delivered.
  package var reason: DropReason?
  /// Whether the ending is that of an answer.
  package var isOfAnswer: Bool
}
