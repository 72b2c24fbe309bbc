import Addressing

/// How limits of throughput work where Azure does not say. Our own section `rates`.
package struct RateSettings: Hashable, Sendable {
  /// How long a limit that nobody uses saves up: so much time's worth passes at once. Azure does not say; 10 ms unless
  /// the document does.
  package var burst: Nanoseconds

  package init(burst: Nanoseconds = .milliseconds(10)) {
    self.burst = burst
  }
}
