/// A packet that somebody on the wire has kept, and sends again: as it was, or with one bit flipped.
package struct Injection: Hashable, Sendable {
  /// Where it came in, and comes in again.
  package var into: LinkEnd
  /// Which of those that came in there since the scenario began: 1 is the first.
  package var packet: Int
  /// The bit that is flipped, 0 being the highest of the packet's first byte; `nil` for none.
  package var flippedBit: Int?

  package init(into: LinkEnd, packet: Int, flippedBit: Int? = nil) {
    self.into = into
    self.packet = packet
    self.flippedBit = flippedBit
  }
}
