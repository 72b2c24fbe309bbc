/// The compiled rules of an estate: equal groups share one classifier, and what did not change since the last time
/// is not compiled again.
package struct SecurityClassifiers: Sendable {
  /// Bytes that all classifiers of an estate may take together, and that one may.
  package static let totalLimit = 400 << 20
  package static let singleLimit = 32 << 20

  private var known: [[SecurityRuleTable]: SecurityClassifier] = [:]
  /// How many were compiled so far, by all calls.
  package private(set) var compiledCount = 0

  package init() {}

  /// The classifier of each element: the group or the two groups that a packet meets in one direction, in the
  /// order in which it meets them. Classifiers that are not asked for any more are let go.
  ///
  /// Where there are many, each gets less memory, and the structure that fits into it.
  package mutating func compile(_ groups: [[SecurityRuleTable]]) -> [SecurityClassifier] {
    var next: [[SecurityRuleTable]: SecurityClassifier] = [:]
    var missing: [[SecurityRuleTable]] = []
    for group in groups where next[group] == nil {
      if let classifier = known[group] {
        next[group] = classifier
      } else {
        missing.append(group)
      }
    }
    let limit = min(
      Self.singleLimit, Self.totalLimit / max(1, next.count + Set(missing).count))
    var result: [SecurityClassifier] = []
    for group in groups {
      if let classifier = next[group] {
        result.append(classifier)
        continue
      }
      let classifier = SecurityClassifier(group, memoryLimit: limit)
      compiledCount += 1
      next[group] = classifier
      result.append(classifier)
    }
    known = next
    return result
  }
}
