import Synchronization

/// The compiled rules of an estate from one compilation to the next: a group that did not change is not compiled
/// again. Shared by all who compile the estate; what it gives does not depend on what it remembers, except where
/// the limits on memory fall.
package final class SecurityClassifierCache: Sendable {
  private let classifiers = Mutex(SecurityClassifiers())

  package init() {}

  /// As ``SecurityClassifiers/compile(_:)``. One call at a time; others wait.
  package func compile(_ groups: [[SecurityRuleTable]]) -> [SecurityClassifier] {
    classifiers.withLock { $0.compile(groups) }
  }

  /// How many were compiled so far.
  package var compiledCount: Int { classifiers.withLock { $0.compiledCount } }
}
