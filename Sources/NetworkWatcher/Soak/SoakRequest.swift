/// How long, and how hard, an estate is soaked.
package struct SoakRequest: Hashable, Sendable {
  /// At least 1.
  package var seconds: Int
  /// Threads, at least 1.
  package var workers: Int
  /// Time from one change of the topology to the next, at least 1.
  package var changeMilliseconds: Int
  /// Conversations that go on at any time, at least 1. About as many more are idle and remembered.
  package var conversations: Int
  /// Of the traffic; equal seeds send equal packets.
  package var seed: UInt64

  package init(
    seconds: Int = 600, workers: Int = 1, changeMilliseconds: Int = 100,
    conversations: Int = 20_000, seed: UInt64 = 0
  ) {
    self.seconds = seconds
    self.workers = workers
    self.changeMilliseconds = changeMilliseconds
    self.conversations = conversations
    self.seed = seed
  }
}
