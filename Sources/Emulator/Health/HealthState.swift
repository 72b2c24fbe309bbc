/// A backend as one probe sees it.
///
/// ```
///        threshold results in a row say otherwise
/// up  <------------------------------------------>  down
///        one answer is enough for what is new
/// ```
/// Source: Azure, "Azure Load Balancer health probes" (probe up and probe down behaviour); ARM reference of
/// `probeThreshold`.
struct HealthState: Hashable, Sendable {
  private(set) var isUp: Bool
  /// Results in a row, the last one included, that say otherwise.
  private(set) var contrary = 0
  /// Nothing was ever found out: new backends are down.
  private var isNew: Bool

  /// What was asked for long.
  init(isUp: Bool) {
    self.isUp = isUp
    isNew = false
  }

  /// A new backend, which is down until it answers.
  private init() {
    isUp = false
    isNew = true
  }

  static let new = HealthState()

  /// Takes in the result of a probe. Returns whether the backend went up or down.
  ///
  /// - Parameter threshold: at least 1.
  mutating func handle(isAnswered: Bool, threshold: Int) -> Bool {
    guard isAnswered != isUp else {
      contrary = 0
      return false
    }
    contrary += 1
    guard contrary >= (isNew ? 1 : threshold) else { return false }
    isUp = isAnswered
    contrary = 0
    isNew = false
    return true
  }
}
