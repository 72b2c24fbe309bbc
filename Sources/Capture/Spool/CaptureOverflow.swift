/// What happens when frames come faster than the file takes them.
package enum CaptureOverflow: String, CaseIterable, Hashable, Sendable {
  /// Who has a frame waits: the capture is whole.
  case block
  /// The frame is left out, and counted at its interface: nobody waits.
  case drop
}
