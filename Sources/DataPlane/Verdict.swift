/// What becomes of a packet at one device.
package enum Verdict: Hashable, Sendable {
  /// Onwards over a link.
  case forward(Adjacency)
  /// To the guest, or to the device itself.
  case deliver
  /// Nowhere.
  case drop(DropReason)
}
