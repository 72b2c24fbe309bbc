import Addressing

/// A token bucket on the virtual clock: so many tokens a second, and at most so many in store.
///
/// Whole tokens and nanoseconds are counted exactly: the store is kept in billionths of a token.
struct TokenBucket {
  private static let scale: UInt128 = 1_000_000_000

  private let perSecond: UInt128
  /// In billionths of a token.
  private let capacity: UInt128
  private var store: UInt128
  private var filled = EmulatedInstant.start

  /// Full at the start of time.
  ///
  /// - Parameters:
  ///   - perSecond: tokens, at least 1.
  ///   - burst: how long an empty bucket takes to fill.
  ///   - least: what it holds at least, in tokens, so that any packet can pass.
  init(perSecond: Int64, burst: Nanoseconds, least: Int64) {
    self.perSecond = UInt128(max(1, perSecond))
    capacity = max(self.perSecond * UInt128(max(0, burst.count)), UInt128(least) * Self.scale)
    store = capacity
  }

  /// Lets tokens come in until `now`. A time before the last one brings none.
  mutating func fill(until now: EmulatedInstant) {
    guard now > filled else { return }
    let elapsed = UInt128((now - filled).count)
    store = min(capacity, store + elapsed * perSecond)
    filled = now
  }

  func holds(_ tokens: Int) -> Bool { store >= UInt128(tokens) * Self.scale }

  /// - Precondition: it holds as many.
  mutating func take(_ tokens: Int) { store -= UInt128(tokens) * Self.scale }
}
