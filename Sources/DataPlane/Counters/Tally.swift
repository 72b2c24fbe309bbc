/// How many packets, and how many bytes they had as they came in: the IPv4 packet, and behind it the padding of the
/// link if there was any.
@frozen
package struct Tally: Hashable, Sendable {
  package var packets: UInt64
  package var bytes: UInt64

  @inlinable
  package init(packets: UInt64 = 0, bytes: UInt64 = 0) {
    self.packets = packets
    self.bytes = bytes
  }

  @inlinable
  package static func + (first: Self, second: Self) -> Self {
    Self(packets: first.packets &+ second.packets, bytes: first.bytes &+ second.bytes)
  }

  @inlinable
  package static func += (first: inout Self, second: Self) { first = first + second }

  @inlinable
  package static func - (first: Self, second: Self) -> Self {
    Self(packets: first.packets &- second.packets, bytes: first.bytes &- second.bytes)
  }
}
